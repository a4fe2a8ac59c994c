"""The rows of a benchmark file: JSON, JSON Lines or Parquet, told by what is in it, or CSV; gzipped or not."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.core.errors import InputError
from webinstruct.storage.files import listed, read_bytes

__all__ = ["MOST_BYTES", "SUFFIXES", "content_of", "name_of", "rows_in"]

_TABLES = {".csv": ",", ".tsv": "\t"}
_UNPACKED = (".jsonl", ".json", ".parquet", ".ndjson", *_TABLES)
SUFFIXES = (*_UNPACKED, *(f"{suffix}.gz" for suffix in _UNPACKED))
"""Endings by which a benchmark file is known in a folder without an index."""

MOST_BYTES = 512 << 20
"""A benchmark has tens of megabytes at most; what has more is a corpus that somebody took for one."""

_MANY = ("examples", "data", "questions", "problems", "items", "rows")
_GZIP = b"\x1f\x8b"
_LEAST_COLUMNS = 2
_SHOWN = 80


def name_of(path: str) -> str:
    """The benchmark's name where no manifest has one: the file's without its endings.

    >>> name_of("/some/where/gsm8k_test.jsonl.gz")
    'gsm8k_test'
    """
    name = PurePosixPath(path).name
    for suffix in sorted((*SUFFIXES, ".gz"), key=len, reverse=True):
        name = name.removesuffix(suffix)
    return name


def content_of(path: str) -> bytes:
    """The bytes of the file `path`, packed as they are.

    Raises:
        InputError: it is missing, or larger than a benchmark can be.
    """
    files = listed(path)
    if len(files) != 1:
        raise InputError(f"{path} is no file. Name the benchmark files in it.")
    if files[0].size > MOST_BYTES:
        raise _too_large(path)
    return read_bytes(path)


def rows_in(content: bytes, path: str) -> list[dict[str, Any]]:
    """The rows in `content`, which was read from `path`.

    Raises:
        InputError: it is no JSON, JSON Lines, CSV or Parquet.
    """
    try:
        if content[:2] == _GZIP:
            content = _unpacked(content, path)
        if content[:4] == b"PAR1":
            return _parquet_rows(content, path)
        text = content.decode("utf-8-sig")
        kind = PurePosixPath(path.lower().removesuffix(".gz")).suffix
        return _csv_rows(text, _TABLES[kind]) if kind in _TABLES else _json_rows(text, path)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError, csv.Error, pa.ArrowException) as error:
        raise InputError(
            f"{path} is no readable JSON, JSON Lines, CSV or Parquet ({_short(error)}). Fetch it again, or take it out "
            "of decontaminate.benchmarks."
        ) from error


def _unpacked(content: bytes, path: str) -> bytes:
    """A gzip file of one member or several, unpacked; a small file can hold terabytes of zeros."""
    pieces: list[bytes] = []
    room = MOST_BYTES
    while content:
        member = zlib.decompressobj(wbits=31)
        pieces.append(member.decompress(content, room + 1))
        room -= len(pieces[-1])
        if room < 0:
            raise _too_large(path)
        if not member.eof:
            raise EOFError("the gzip file is cut off")
        content = member.unused_data.lstrip(b"\0")
    return b"".join(pieces)


def _parquet_rows(content: bytes, path: str) -> list[dict[str, Any]]:
    file = pq.ParquetFile(io.BytesIO(content))
    groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
    if sum(group.total_byte_size for group in groups) > MOST_BYTES:
        raise _too_large(path)
    return [dict(row) for row in file.read().to_pylist()]


def _csv_rows(text: str, separator: str) -> list[dict[str, Any]]:
    limit = csv.field_size_limit(MOST_BYTES)  # the whole process has one: it is put back
    try:
        return _rows_of_lines(text, separator)
    finally:
        csv.field_size_limit(limit)


def _rows_of_lines(text: str, separator: str) -> list[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[dict[str, Any]] = []
    for row in reader:
        if None in row or None in row.values():
            columns = len(reader.fieldnames or ())
            raise ValueError(f"line {reader.line_num} has not the {columns} columns of the first line")
        rows.append(dict(row))
    return rows


def _json_rows(text: str, path: str) -> list[dict[str, Any]]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        whole = _lines(text, error)
    return [_as_row(row, number, path) for number, row in enumerate(_listed_rows(whole, path))]


def _lines(text: str, whole_error: json.JSONDecodeError) -> list[Any]:
    """The values of JSON Lines. Where even the first line is none, the file is one broken value: that is told then."""
    values: list[Any] = []
    for number, line in enumerate(text.split("\n"), 1):  # splitlines would cut at U+2028 inside a text
        if line.strip():
            try:
                values.append(json.loads(line))
            except json.JSONDecodeError as error:
                if not values:
                    raise whole_error from None
                raise ValueError(f"line {number}, column {error.colno}: {error.msg}") from None
    return values


def _listed_rows(whole: Any, path: str) -> Sequence[Any]:
    """The rows of a JSON value: a list, one row, rows by id, lists of rows under names, or columns."""
    if isinstance(whole, list):
        return whole
    if not isinstance(whole, dict):
        raise InputError(f"{path} holds neither a list nor an object. Give one item a line.")
    if columns := _columns(whole):
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    lists = [
        value for value in whole.values() if isinstance(value, list) and value and isinstance(value[0], dict)
    ]
    named = [whole[name] for name in _MANY if isinstance(whole.get(name), list)]
    if named or lists:
        return [row for rows in named or lists for row in rows]
    if whole and all(isinstance(value, dict) for value in whole.values()):
        return [{"id": key, **value} for key, value in whole.items()]
    return [whole] if whole else []


def _columns(whole: dict[str, Any]) -> dict[str, list[Any]]:
    """The columns of a table that was written column by column, as lists or by the numbers of its rows; else none.

    >>> _columns({"question": {"0": "How?", "1": "Why?"}, "answer": {"0": 1, "1": 2}})
    {'question': ['How?', 'Why?'], 'answer': [1, 2]}
    >>> _columns({"question": "How?", "choices": ["So", "Thus"]}), _columns({"a": [{"question": "How?"}]})
    ({}, {})
    """
    if len(whole) < _LEAST_COLUMNS:
        return {}
    columns: dict[str, list[Any]] = {}
    for name, value in whole.items():
        if isinstance(value, dict) and list(value) == [str(number) for number in range(len(value))]:
            value = list(value.values())
        if not isinstance(value, list) or any(isinstance(one, dict) for one in value):
            return {}
        columns[name] = value
    lengths = {len(column) for column in columns.values()}
    return columns if len(lengths) == 1 else {}


def _as_row(row: Any, number: int, path: str) -> dict[str, Any]:
    if isinstance(row, str):
        return {"question": row}
    if isinstance(row, dict):
        return row
    raise InputError(
        f"{path} holds a {type(row).__name__} where item {number} should be, counted from 0. Give one object an item."
    )


def _too_large(path: str) -> InputError:
    return InputError(
        f"{path} holds more than {MOST_BYTES >> 20} MB unpacked, too much for a benchmark. Keep the fields with its "
        "questions and answers only, or leave it out."
    )


def _short(error: Exception) -> str:
    words = " ".join(str(error).split())
    return f"{words[:_SHOWN]} ..." if len(words) > _SHOWN else words or type(error).__name__
