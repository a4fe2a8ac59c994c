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
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from webinstruct.core.errors import InputError
from webinstruct.decontaminate.benchmarks.reading import SUFFIXES
from webinstruct.storage.files import is_local, listed, read_bytes, resolved

__all__ = [
    "HUB",
    "INDEX",
    "Entry",
    "FieldNames",
    "NamedFile",
    "entry_in",
    "joined",
    "lines_of",
    "named_files",
]

INDEX = "index.jsonl"
"""The manifest's name in its folder."""

HUB = "hf:"
"""How the name of a data set on the Hugging Face Hub begins."""


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
    """A benchmark file, and the line of the manifest that names it, if one does."""

    path: str
    entry: Entry | None = None
    manifest: str = ""
    """Its path; "" where none names the file."""

    line: int = 0
    """The line's number there, from 1."""

    @property
    def where(self) -> str:
        """The line as a place: "benchmarks/index.jsonl line 3"."""
        return f"{self.manifest} line {self.line}" if self.line else self.manifest


def named_files(place: str) -> Iterator[NamedFile | InputError]:
    """The benchmark files at `place`: a file, a manifest, a folder with a manifest, a folder without, or a glob. Of a
    manifest, each line gives its file or what is wrong with it.

    Raises:
        InputError: nothing is there, or no manifest can be told.
    """
    if place.startswith(HUB):
        raise InputError(
            f"{place} is not on this machine. Fetch it once: webinstruct benchmarks add {place} --to FOLDER; "
            "then name FOLDER."
        )
    folder = resolved(place).rstrip("/")
    if PurePosixPath(folder).name == INDEX:
        yield from _named_by(folder)
        return
    files = [file.path for file in listed(place, SUFFIXES)]
    own = spot(joined(folder, INDEX))
    manifests = [path for path in files if PurePosixPath(path).name == INDEX]
    if index := next((path for path in manifests if spot(path) == own), None):
        yield from _named_by(index)
    elif manifests:
        raise InputError(f"{place} has its manifests further down. Name them: {', '.join(manifests[:5])}")
    else:
        yield from map(NamedFile, files)


def spot(path: str) -> str:
    """One word for a place, however one gets there.

    >>> spot("memory://a/b.json") == spot("memory:///a/b.json")
    True
    """
    return str(Path(path).resolve()) if is_local(path) else path.partition("://")[2].strip("/")


def joined(folder: str, file: str) -> str:
    """`file` as seen from `folder`.

    >>> joined("a/b", "../c.json"), joined("a", "/c.json"), joined("s3://a/b", "c.json")
    ('a/c.json', '/c.json', 's3://a/b/c.json')
    """
    place = resolved(file)
    if not is_local(place) or Path(place).is_absolute():
        return place
    return os.path.normpath(f"{folder}/{place}") if is_local(folder) else f"{folder}/{place}"


def entry_in(line: str, where: str) -> Entry:
    """The line of a manifest; `where` names it.

    Raises:
        InputError: naming the key that is wrong.
    """
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


def lines_of(index: str) -> list[str]:
    """The lines of the manifest `index`, blank ones too, so that their numbers hold.

    Raises:
        InputError: it is no text.
    """
    try:
        return read_bytes(index).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{index} is no UTF-8 ({error}). Write it again: one JSON object a line.") from error


def _named_by(index: str) -> Iterator[NamedFile | InputError]:
    folder = index.removesuffix(INDEX).rstrip("/") or ("/" if index.startswith("/") else ".")
    for number, line in enumerate(lines_of(index), 1):
        if line.strip():
            try:
                yield _named_in(line, NamedFile("", None, index, number), folder)
            except InputError as error:
                yield error


def _named_in(line: str, place: NamedFile, folder: str) -> NamedFile:
    entry = entry_in(line, place.where)
    try:
        files = listed(joined(folder, entry.file))
    except InputError as error:
        raise InputError(f"{place.where} names {entry.file}: {error}") from error
    if len(files) != 1:
        raise InputError(
            f"{place.where} names {entry.file}, which is {len(files)} files. Name one file in each line."
        )
    return place._replace(path=files[0].path, entry=entry)
