"""The manifest of a folder of benchmarks: its index.jsonl, one line a benchmark.

    {"file": "gsm8k_test.jsonl.gz", "name": "gsm8k", "version": "main", "split": "test", "items": 1319,
     "sha256": "...", "fields": {"questions": ["question"], "rest": ["answer"]}}

Only `file` is needed: a path from the folder, or one that leads elsewhere. What a line says beyond these keys is left
as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from webinstruct.core.errors import InputError
from webinstruct.decontaminate.benchmarks.reading import SUFFIXES
from webinstruct.storage.files import is_local, listed, read_bytes, resolved

__all__ = ["INDEX", "Entry", "FieldNames", "NamedFile", "entries_in", "named_files"]

INDEX = "index.jsonl"
"""The manifest's name in its folder."""


class FieldNames(BaseModel):
    """Names of fields by what they hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    questions: tuple[str, ...] = Field(min_length=1)
    """Fields that hold a question each."""

    contexts: tuple[str, ...] = ()
    """Fields read before each question: a passage, a story."""

    rest: tuple[str, ...] = ()
    """Fields that are searched as well: answers, solutions, options."""


class Entry(BaseModel):
    """One line of a manifest."""

    model_config = ConfigDict(
        frozen=True, extra="allow", use_attribute_docstrings=True, coerce_numbers_to_str=True
    )

    file: str = Field(min_length=1)
    """The file, as a path from the manifest's folder."""

    name: str | None = Field(default=None, min_length=1)
    """What the benchmark is called; without it, as its file without the endings."""

    version: str | None = None
    """Which edition of it."""

    split: str | None = None
    """Which part of it."""

    fields: FieldNames | None = None
    """What its fields hold; without it, told by their names."""

    sha256: str | None = Field(default=None, pattern="^[0-9a-fA-F]{64}$")
    """The SHA-256 of the file; a run stops where the file has another one."""

    items: int | None = Field(default=None, ge=0)
    """How many items the file has; a run stops where it has more or fewer."""


class NamedFile(NamedTuple):
    """A benchmark file and the line of the manifest that names it, if one does."""

    path: str
    entry: Entry | None = None
    where: str = ""
    """The line as a place: "benchmarks/index.jsonl line 3"."""


def named_files(place: str) -> list[NamedFile]:
    """The benchmark files at `place`: a file, a manifest, a folder with a manifest, a folder without, or a glob.

    Raises:
        InputError: nothing is there, or the manifest is wrong.
    """
    if place.startswith("hf:"):
        raise InputError(
            f"{place} is not on this machine. Fetch it once: webinstruct benchmarks add {place} --to FOLDER; "
            "then name FOLDER."
        )
    folder = resolved(place).rstrip("/")
    if folder.endswith(f"/{INDEX}") or folder == INDEX:
        return list(_named_by(folder))
    files = [file.path for file in listed(place, SUFFIXES)]
    index = _joined(folder, INDEX)
    if index in files:
        return list(_named_by(index))
    if inner := [path for path in files if path.endswith(f"/{INDEX}")]:
        raise InputError(f"{place} has its manifests further down. Name them: {', '.join(inner[:5])}")
    return [NamedFile(path) for path in files]


def entries_in(index: str) -> Iterator[tuple[int, Entry]]:
    """The lines of the manifest `index` with their numbers, from 1; blank ones are left out.

    Raises:
        InputError: naming the line and the key that is wrong.
    """
    try:
        text = read_bytes(index).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{index} is no UTF-8 ({error}). Write it again: one JSON object a line.") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _entry(line, f"{index} line {number}")


def _named_by(index: str) -> Iterator[NamedFile]:
    folder = index.removesuffix(INDEX).rstrip("/") or "."
    for number, entry in entries_in(index):
        where = f"{index} line {number}"
        try:
            files = listed(_joined(folder, entry.file))
        except InputError as error:
            raise InputError(f"{where} names {entry.file}: {error}") from error
        if len(files) != 1:
            raise InputError(
                f"{where} names {entry.file}, which is {len(files)} files. Name one file in each line."
            )
        yield NamedFile(files[0].path, entry, where)


def _joined(folder: str, file: str) -> str:
    """`file` as seen from `folder`.

    >>> _joined("a/b", "../c.json"), _joined("a", "/c.json"), _joined("s3://a/b", "c.json")
    ('a/c.json', '/c.json', 's3://a/b/c.json')
    """
    place = resolved(file)
    if not is_local(place) or Path(place).is_absolute():
        return place
    return os.path.normpath(f"{folder}/{place}") if is_local(folder) else f"{folder}/{place}"


def _entry(line: str, where: str) -> Entry:
    try:
        values: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is no JSON ({error}). Write one JSON object a line.") from error
    if not isinstance(values, dict):
        raise InputError(f"{where} is no object. Write one JSON object a line, with 'file' in it.")
    if "file" not in values:
        raise InputError(f"{where} has no 'file', it has {sorted(values)}. Name a file in each line.")
    try:
        return Entry.model_validate(values)
    except ValidationError as error:
        faults = "; ".join(
            f"'{'.'.join(map(str, fault['loc']))}' is {fault['input']!r}: {fault['msg']}"
            for fault in error.errors()
        )
        raise InputError(f"{where}: {faults}. Mend that line.") from None
