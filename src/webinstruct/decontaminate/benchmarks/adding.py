"""A benchmark file becomes a line of a folder's manifest: read and checked first, copied, then named."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from webinstruct.core.errors import InputError, StorageError
from webinstruct.decontaminate.benchmarks.loading import Benchmark, loaded
from webinstruct.decontaminate.benchmarks.manifest import (
    INDEX,
    Entry,
    FieldNames,
    NamedFile,
    entry_in,
    joined,
    lines_of,
)
from webinstruct.decontaminate.benchmarks.reading import SUFFIXES, content_of, name_of
from webinstruct.decontaminate.benchmarks.survey import surveyed, twins_among
from webinstruct.storage.files import is_local, listed, read_bytes, resolved, sha256_of, write_whole
from webinstruct.storage.locks import taken_lock

__all__ = ["Added", "added", "field_names", "unnamed_in"]

_COMMAND_LINE = "the command line"
_LOCK = ".index.lock"
_LOCK_WAIT_S = 60.0
_LOCK_STEP_S = 0.05


class Added(NamedTuple):
    """A benchmark that a manifest now names, and whether its line is new or another than before."""

    benchmark: Benchmark
    is_new: bool


def field_names(
    path: str, questions: Sequence[str] = (), contexts: Sequence[str] = (), rest: Sequence[str] = ()
) -> FieldNames:
    """What the fields of the file `path` hold; where nothing is said, it is told by their names.

    Raises:
        InputError: the file cannot be read, lacks a field, or none looks like a question.
    """
    entry = Entry(file=path, name="as given")
    guessed = _loaded(entry, {"as given": questions} if questions else {}).fields
    taken = {*questions, *contexts, *rest}
    return FieldNames(
        questions=guessed.questions,
        contexts=tuple(contexts) or tuple(name for name in guessed.contexts if name not in taken),
        rest=tuple(rest) or tuple(name for name in guessed.rest if name not in taken),
    )


def added(entry: Entry, folder: str, *, is_linked: bool = False, replaces: bool = False) -> Added:
    """Add the file that `entry` names to the manifest in `folder`, which is made if it is not there.

    The file is copied into the folder, or stays where it is (`is_linked`). Of a line that names it already, what
    `entry` does not say is kept. Others may add to the same folder at the same time.

    Raises:
        InputError: the file cannot be used, is there under another name, or another stands there under its name
            and it does not take its place (`replaces`).
        StorageError: the folder may not be written.
    """
    if not is_local(folder):
        raise InputError(
            f"{folder} is not on this machine. Name a local folder under --to, and upload it after."
        )
    listed(entry.file)  # before anything is made for it
    with _locked(folder):
        place = _place_of(entry.file, folder, is_linked)
        lines = _lines(folder)
        before = _before(lines, place, sha256_of(entry.file))
        benchmark = _loaded(
            Entry.model_validate(_said(before) | _said(entry.model_dump(exclude_none=True))), {}
        )
        matches = _matches(lines, place, benchmark, replaces)
        _check_twins(benchmark, [lines[number] for number in matches], folder)
        if not is_linked:
            _copy(entry.file, benchmark.sha256, joined(folder, place), replaces)
        line = _line(before, entry, benchmark, place)
        if line != before:
            changed = _with_line(lines, matches, json.dumps(line, ensure_ascii=False))
            write_whole(f"{folder}/{INDEX}", ("\n".join(changed) + "\n").encode())
    return Added(replace(benchmark, path=joined(folder, place)), line != before)


def unnamed_in(folder: str) -> list[str]:
    """Benchmark files in `folder` that its manifest does not name: a run passes them by."""
    named = {joined(folder, entry_in(line, INDEX).file) for line in _lines(folder)}
    files = (path for path in Path(folder).iterdir() if path.name.lower().endswith(SUFFIXES))
    return sorted(str(path) for path in files if path.name != INDEX and os.path.normpath(path) not in named)


@contextmanager
def _locked(folder: str) -> Iterator[None]:
    end = time.monotonic() + _LOCK_WAIT_S
    path = f"{folder}/{_LOCK}"
    while (lock := taken_lock(path)) is None:
        if time.monotonic() > end:
            raise StorageError(f"Somebody else has been adding to {folder} for a minute. Try again.")
        time.sleep(_LOCK_STEP_S)
    try:
        yield
    finally:
        lock.release()


def _loaded(entry: Entry, chosen: Mapping[str, Sequence[str]]) -> Benchmark:
    try:
        return loaded(NamedFile(resolved(entry.file), entry, _COMMAND_LINE), chosen)
    except InputError as error:
        if "decontaminate.text_fields" not in str(error):
            raise
        raise InputError(f"{error} Here: --question FIELD.") from error


def _place_of(file: str, folder: str, is_linked: bool) -> str:
    """What a line of the manifest calls `file`: the way there from the folder, or the name of the copy."""
    source = resolved(file)
    if is_linked and (file.startswith("builtin:") or not is_local(source)):
        return file
    way = os.path.relpath(os.path.realpath(source), os.path.realpath(folder)) if is_local(source) else ""
    return way if is_linked or (way and not way.startswith("..")) else PurePosixPath(source).name


def _lines(folder: str) -> list[str]:
    """The lines of the manifest in `folder`, each of them right; none where there is no manifest."""
    index = f"{folder}/{INDEX}"
    if not Path(index).exists():
        return []
    lines = [(number, line) for number, line in enumerate(lines_of(index), 1) if line.strip()]
    for number, line in lines:
        entry_in(line, f"{index} line {number}")
    return [line for _, line in lines]


def _before(lines: Sequence[str], place: str, sha256: str) -> dict[str, Any]:
    """What the manifest says of the file; of another one that stood in its place, not what its fields held."""
    found: dict[str, Any] = next(
        (json.loads(line) for line in lines if json.loads(line)["file"] == place), {}
    )
    if found.get("sha256") not in (None, sha256):
        found.pop("fields", None)
    return found


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says beside what is found in the file itself."""
    return {word: value for word, value in values.items() if word not in ("sha256", "items", "bytes")}


def _matches(lines: Sequence[str], place: str, benchmark: Benchmark, replaces: bool) -> list[int]:
    """The places of the lines that the new one takes the place of: that of this file, and that of this name."""
    found = []
    for number, line in enumerate(lines):
        entry = entry_in(line, INDEX)
        if entry.file != place and (entry.name or name_of(entry.file)) != benchmark.name:
            continue
        if entry.file != place and not replaces:
            raise InputError(
                f"the manifest calls {entry.file} '{benchmark.name}' already. Give this one another name with --name, "
                "or put it in the other's place with --replace."
            )
        if entry.sha256 not in (None, benchmark.sha256) and not replaces:
            raise InputError(
                f"{place} is not the file that its line was written for: SHA-256 was {entry.sha256}, is "
                f"{benchmark.sha256}. If that is meant, put it in the other's place with --replace."
            )
        found.append(number)
    return found


def _check_twins(benchmark: Benchmark, replaced: Sequence[str], folder: str) -> None:
    """Raise where the folder has the same questions in a file that stays there."""
    if not Path(folder, INDEX).exists():
        return
    gone = {os.path.realpath(joined(folder, entry_in(line, INDEX).file)) for line in replaced}
    others = [one for one in surveyed([folder]).benchmarks if os.path.realpath(one.path) not in gone]
    if faults := [fault for fault in twins_among([*others, benchmark]) if fault.startswith(benchmark.path)]:
        raise InputError(faults[0])


def _copy(file: str, sha256: str, target: str, replaces: bool) -> None:
    """Put `file` at `target`, unless it is there."""
    with suppress(OSError):
        if Path(target).samefile(resolved(file)):
            return
    content = content_of(file)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError(f"{file} changed while it was read. Add it again.")
    if Path(target).exists() and not replaces and read_bytes(target) != content:
        raise InputError(f"{target} is another file. Rename yours, or put it in its place with --replace.")
    write_whole(target, content)


def _line(before: Mapping[str, Any], entry: Entry, benchmark: Benchmark, place: str) -> dict[str, Any]:
    """The line for `benchmark`: what the one before it said, then what is said now, then what was found."""
    said = _said(before) | _said(entry.model_dump(exclude_none=True))
    fields = {word: list(names) for word, names in benchmark.fields._asdict().items() if names}
    found = {"items": len(benchmark.items), "sha256": benchmark.sha256, "fields": fields}
    return {"file": place, "name": benchmark.name} | said | found | {"file": place}


def _with_line(lines: Sequence[str], matches: Sequence[int], line: str) -> list[str]:
    """`lines` with `line` in the place of the first of those it replaces, else at the end."""
    if not matches:
        return [*lines, line]
    kept = [line if number == matches[0] else text for number, text in enumerate(lines)]
    return [text for number, text in enumerate(kept) if number not in matches[1:]]
