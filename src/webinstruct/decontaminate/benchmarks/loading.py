"""A benchmark as a run uses it: its name, its items, the hash of its file, and what is odd about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from webinstruct.core.benchmark_facts import BenchmarkFacts
from webinstruct.core.errors import InputError
from webinstruct.decontaminate.benchmarks.manifest import INDEX, FieldNames, NamedFile
from webinstruct.decontaminate.benchmarks.reading import content_of, name_of, rows_in
from webinstruct.decontaminate.items import Fields, Item, fields_of, item_of

__all__ = ["Benchmark", "loaded", "names_of"]

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark that was read and fits its manifest."""

    name: str
    """No two benchmarks of a run have the same."""

    path: str
    sha256: str
    items: tuple[Item, ...]
    """Each has an id of its own."""

    fields: Fields
    version: str = ""
    """Version and split as its manifest has them: "1.0, test"."""

    is_pinned: bool = False
    """Whether its manifest has the file's hash, so that a change is noticed."""

    notes: tuple[str, ...] = ()
    """What does not stop a run but should be known: "12 of 300 items have no question"."""

    @property
    def facts(self) -> BenchmarkFacts:
        """What a plan and a card say of it."""
        return BenchmarkFacts(self.name, self.sha256, len(self.items), self.version)


def loaded(named: NamedFile, text_fields: Mapping[str, Sequence[str]]) -> Benchmark:
    """The benchmark in a file; `text_fields` as in the settings, they win over the manifest.

    Raises:
        InputError: it cannot be read, differs from its manifest, has no items, or no field that is a question.
    """
    content = content_of(named.path)
    sha256 = hashlib.sha256(content).hexdigest()
    _check_hash(named, sha256)
    rows = rows_in(content, named.path)
    _check_count(named, len(rows))
    fields = _fields(named, rows, text_fields)
    items = [item_of(row, fields, number) for number, row in enumerate(rows)]
    unasked = _unasked(items)
    if len(unasked) == len(items):
        raise InputError(
            f"{named.path}: no item has text in {list(fields.questions)}. Name the fields that hold its questions "
            "under decontaminate.text_fields."
        )
    unique, doubled = _with_unique_ids(items)
    notes = (*_unasked_note(unasked, len(items)), *_doubled_note(doubled))
    name, version = _name_and_version(named)
    is_pinned = bool(named.entry and named.entry.sha256)
    return Benchmark(name, named.path, sha256, tuple(unique), fields, version, is_pinned, notes)


def names_of(named: NamedFile) -> tuple[str, str, str]:
    """The names under which the settings may speak of a file: the benchmark's, the file's, and that without endings."""
    file = PurePosixPath(named.path).name
    return _name_and_version(named)[0], file, name_of(file)


def _check_hash(named: NamedFile, found: str) -> None:
    expected = named.entry.sha256 if named.entry else None
    if expected and expected.lower() != found:
        raise InputError(
            f"{named.path} is not the file that {named.where} was written for: expected SHA-256 {expected.lower()}, "
            f"found {found}. Fetch it again, or add it anew: webinstruct benchmarks add {named.path} "
            f"--to {named.manifest.removesuffix(INDEX) or '.'} --replace"
        )


def _check_count(named: NamedFile, found: int) -> None:
    if not found:
        raise InputError(
            f"{named.path} holds no items. Take it out of decontaminate.benchmarks or fetch it again."
        )
    expected = named.entry.items if named.entry else None
    if expected is not None and expected != found:
        raise InputError(
            f"{named.path} has {found:,} items, {named.where} says {expected:,}. Fetch it again, or mend that line."
        )


def _fields(
    named: NamedFile, rows: Sequence[Mapping[str, Any]], text_fields: Mapping[str, Sequence[str]]
) -> Fields:
    chosen = next((text_fields[name] for name in names_of(named) if name in text_fields), None)
    if not chosen and named.entry and named.entry.fields:
        return _declared(named.entry.fields, rows, named)
    return fields_of(rows, named.path, chosen)


def _declared(names: FieldNames, rows: Sequence[Mapping[str, Any]], named: NamedFile) -> Fields:
    found = sorted({name for row in rows for name in row})
    wanted = (*names.questions, *names.contexts, *names.rest)
    if missing := [name for name in wanted if name not in found]:
        raise InputError(
            f"{named.path} has no field {missing}, which {named.where} names; it has {found}. Mend that line."
        )
    return Fields(names.questions, names.contexts, names.rest)


def _name_and_version(named: NamedFile) -> tuple[str, str]:
    entry = named.entry
    if entry is None:
        return name_of(named.path), ""
    version = ", ".join(part for part in (entry.version, entry.split) if part)
    return entry.name or name_of(named.path), version


def _unasked(items: Sequence[Item]) -> list[str]:
    return [item.id for item in items if not any(text.is_question for text in item.texts)]


def _with_unique_ids(items: Sequence[Item]) -> tuple[list[Item], list[str]]:
    """The items with ids of their own, and the ids that several had: all but their first get the row's number."""
    given = {item.id for item in items}
    seen: set[str] = set()
    unique: list[Item] = []
    doubled: dict[str, None] = {}
    for number, item in enumerate(items):
        if item.id in seen:
            doubled.setdefault(item.id)
            free = _free_id(f"{item.id}#{number}", given)
            item = Item(free, item.texts)
            given.add(free)
        seen.add(item.id)
        unique.append(item)
    return unique, list(doubled)


def _free_id(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "#"
    return wanted


def _unasked_note(ids: Sequence[str], count: int) -> Iterator[str]:
    if ids:
        yield f"{len(ids):,} of {count:,} items have no question: {_some(ids)}"


def _doubled_note(ids: Sequence[str]) -> Iterator[str]:
    if ids:
        yield f"ids that several items have ({_some(ids)}); all but the first got the number of their row behind it"


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
    return ", ".join(id_[:60] for id_ in ids[:_NAMED]) + more
