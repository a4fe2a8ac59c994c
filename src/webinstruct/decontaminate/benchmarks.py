"""Benchmark files as they are: found, read and taken apart into items, whatever their format."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.core.errors import InputError
from webinstruct.decontaminate.items import Item, fields_of, item_of
from webinstruct.storage.files import listed, read_bytes, resolved

__all__ = ["benchmark_files", "items_of", "name_of", "rows_of"]

_SUFFIXES = (".jsonl", ".json", ".parquet", ".jsonl.gz", ".json.gz", ".ndjson")
_INDEX = "index.jsonl"
_MANY = ("examples", "data", "questions", "problems", "items", "rows")


def benchmark_files(places: Sequence[str]) -> list[str]:
    """The benchmark files at `places`, in order, each once: files as they are, folders by their index.jsonl.

    Raises:
        InputError: a place or a file that an index names is missing.
    """
    found: dict[str, None] = {}
    for place in places:
        try:
            for path in _files_at(place):
                found.setdefault(path)
        except InputError as error:
            raise InputError(f"decontaminate.benchmarks names {place}: {error}") from error
    return list(found)


def name_of(path: str) -> str:
    """The benchmark's name: the file's without its endings.

    >>> name_of("/some/where/gsm8k_test.jsonl.gz")
    'gsm8k_test'
    """
    name = PurePosixPath(path).name
    for suffix in sorted((*_SUFFIXES, ".gz"), key=len, reverse=True):
        name = name.removesuffix(suffix)
    return name


def items_of(path: str, text_fields: Mapping[str, Sequence[str]]) -> list[Item]:
    """The items of a benchmark file; `text_fields` as in the settings.

    Raises:
        InputError: the file holds no items or no field that can be a question.
    """
    rows = rows_of(path)
    if not rows:
        raise InputError(f"{path} holds no items. Take it out of decontaminate.benchmarks or fetch it again.")
    chosen = text_fields.get(name_of(path)) or text_fields.get(PurePosixPath(path).name)
    fields = fields_of(rows, path, chosen)
    return [item_of(row, fields, number) for number, row in enumerate(rows)]


def rows_of(path: str) -> list[dict[str, Any]]:
    """The rows of a JSON, JSON Lines or Parquet file, gzipped or not, told by what is in it.

    Raises:
        InputError: it cannot be read as any of these.
    """
    content = read_bytes(path)
    try:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        if content[:4] == b"PAR1":
            return [dict(row) for row in pq.read_table(io.BytesIO(content)).to_pylist()]
        return _json_rows(content.decode("utf-8-sig"), path)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError, pa.ArrowException) as error:
        raise InputError(
            f"{path} is no readable JSON, JSON Lines or Parquet ({error}). Fetch it again, or take it out of "
            "decontaminate.benchmarks."
        ) from error


def _files_at(place: str) -> Iterator[str]:
    files = [file.path for file in listed(place, _SUFFIXES)]
    folder = resolved(place).rstrip("/")
    index = f"{folder}/{_INDEX}"
    if index not in files:
        yield from files
        return
    for row in rows_of(index):
        if "file" not in row:
            raise InputError(
                f"{index} has a line without 'file', it has {sorted(row)}. Name a file in each line."
            )
        yield listed(f"{folder}/{row['file']}")[0].path


def _json_rows(text: str, path: str) -> list[dict[str, Any]]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        # Not splitlines: texts hold U+2028 and its like inside a line.
        whole = [json.loads(line) for line in text.split("\n") if line.strip()]
    return [_as_row(row, path) for row in _listed_rows(whole, path)]


def _listed_rows(whole: Any, path: str) -> list[Any]:
    """The rows of a JSON value: a list, one row, rows by id, or lists of rows under names."""
    if isinstance(whole, list):
        return whole
    if not isinstance(whole, dict):
        raise InputError(f"{path} holds neither a list nor an object. Give one item a line.")
    lists = [
        value for value in whole.values() if isinstance(value, list) and value and isinstance(value[0], dict)
    ]
    named = [whole[name] for name in _MANY if isinstance(whole.get(name), list)]
    if named or lists:
        return [row for rows in named or lists for row in rows]
    if whole and all(isinstance(value, dict) for value in whole.values()):
        return [{"id": key, **value} for key, value in whole.items()]
    return [whole] if whole else []


def _as_row(row: Any, path: str) -> dict[str, Any]:
    if isinstance(row, str):
        return {"question": row}
    if isinstance(row, dict):
        return row
    raise InputError(f"{path} holds a {type(row).__name__} where an item should be. Give one object an item.")
