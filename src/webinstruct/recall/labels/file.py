"""Labels that people wrote: a JSONL, CSV or Parquet file, one line for each site or page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from webinstruct.core.errors import InputError
from webinstruct.core.source import Slice
from webinstruct.recall.labels.label import Label, truth_of
from webinstruct.sources.jsonl import BadLine, json_rows
from webinstruct.storage import parquet
from webinstruct.storage.files import listed, read_bytes, resolved

__all__ = ["labels_in", "labels_left_in"]

_WORDS = "keep or drop (also wanted/other, yes/no, 1/0, qa/no_qa)"
_COLUMNS = ("label", "reason", "label_reason", "label_model", "label_prompt")
_LINE_BYTES = 1 << 20


def labels_in(path: str, keys: Sequence[str]) -> dict[str, Label]:
    """The labels in the file `path`, by what stands in the first of the columns `keys` that a row has.

    A row without a label is not labelled yet and passed over.

    Raises:
        InputError: the file is missing, empty or of another form, a label is no known word, or one name has two labels.
    """
    labels: dict[str, Label] = {}
    labeller = f"file:{PurePosixPath(path).name}"
    has_column = False
    for number, row in enumerate(_rows(path, keys), 1):
        where = f"{path}, row {number}"
        name = _name(row, keys, where)
        has_column = has_column or "label" in row
        if row.get("label") in (None, ""):
            continue
        truth = truth_of(row["label"])
        if truth is None:
            raise InputError(f"{where}: label {row['label']!r} of '{name}' is no known word. Write {_WORDS}.")
        if name in labels and labels[name].is_wanted != truth:
            raise InputError(f"{where}: '{name}' has another label in an earlier row. Remove one of them.")
        reason = row.get("reason") or row.get("label_reason") or ""
        labels[name] = Label(
            truth,
            str(reason),
            labeller,
            str(row.get("label_model") or ""),
            str(row.get("label_prompt") or ""),
        )
    if not has_column:
        raise InputError(f"{path} has no row with the column label. Write it beside the name: {_WORDS}.")
    return labels


def labels_left_in(folder: str, keys: Sequence[str]) -> dict[str, Label]:
    """The labels in the Parquet files of `folder`, as a stage that labels has left them. What its labeller was shown
    stays there, and each label names the folder: about 300 bytes of memory a label.

    Raises:
        InputError: there are no such files, or a label is no known word.
    """
    labels: dict[str, Label] = {}
    for file in listed(folder, (".parquet",)):
        labels |= labels_in(file.path, keys) if parquet.row_count(file.path) else {}
    place = "/".join(PurePosixPath(folder).parts[-3:])
    return {name: replace(label, labeller=f"earlier:{place}") for name, label in labels.items()}


def _name(row: Mapping[str, Any], keys: Sequence[str], where: str) -> str:
    """What a row labels."""
    if not any(key in row for key in keys):
        raise InputError(f"{where} has none of the columns {', '.join(keys)}, but {', '.join(row)}.")
    name = next((str(row[key]).strip() for key in keys if row.get(key)), "")
    if not name:
        raise InputError(
            f"{where} says nothing under {' or '.join(keys)}. Name what it labels, or remove it."
        )
    return name


def _parquet_rows(path: str, keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    with parquet.parquet_file(path) as file:
        there = file.schema_arrow.names
    return parquet.rows(path, [name for name in (*keys, *_COLUMNS) if name in there])


def _rows(path: str, keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    ending = PurePosixPath(resolved(path).removesuffix(".gz")).suffix.lower()
    if ending == ".parquet":
        return _parquet_rows(path, keys)
    if ending in (".jsonl", ".ndjson"):
        return _json_rows(path)
    if ending in (".csv", ".tsv"):
        return _csv_rows(path, "\t" if ending == ".tsv" else ",")
    raise InputError(f"{path} is no file of labels by its name. Kinds: .jsonl, .csv, .tsv, .parquet.")


def _csv_rows(path: str, delimiter: str) -> Iterator[Mapping[str, Any]]:
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 ({error}). Save it as UTF-8.") from error
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield {str(name).strip(): value for name, value in row.items() if name is not None}
    except csv.Error as error:
        raise InputError(f"{path} cannot be read as CSV ({error}). Save it anew, or as JSONL.") from error


def _json_rows(path: str) -> Iterator[Mapping[str, Any]]:
    for found in json_rows(Slice(path), _LINE_BYTES):
        if isinstance(found, BadLine):
            raise InputError(
                f"{path}:{found.number} is no JSON object ({found.detail}). Write one object a line."
            )
        yield found[1]
