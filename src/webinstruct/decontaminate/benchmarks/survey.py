"""All benchmarks of a run together: each read and checked, none there twice, each with a name of its own."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from webinstruct.core.benchmark_facts import benchmarks_in
from webinstruct.core.errors import InputError
from webinstruct.core.settings import nearest
from webinstruct.decontaminate.benchmarks.loading import Benchmark, loaded, names_of
from webinstruct.decontaminate.benchmarks.manifest import NamedFile, named_files, spot

__all__ = [
    "Survey",
    "benchmarks_at",
    "identity_of",
    "planned_benchmarks",
    "surveyed",
    "twins_among",
]

_MOSTLY = 0.5
"""Share of a benchmark's questions from which on it is said that another has them too."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found: the benchmarks that can be used, and a sentence for each fault."""

    benchmarks: tuple[Benchmark, ...]
    faults: tuple[str, ...]


def benchmarks_at(
    places: Sequence[str], text_fields: Mapping[str, Sequence[str]] | None = None
) -> list[Benchmark]:
    """The benchmarks at `places` (files, or folders by their index.jsonl), in order; `text_fields` as in the settings.

    Raises:
        InputError: with a line for each file that cannot be used.
    """
    survey = surveyed(places, text_fields)
    if survey.faults:
        raise InputError("\n".join(survey.faults))
    return list(survey.benchmarks)


def surveyed(places: Sequence[str], text_fields: Mapping[str, Sequence[str]] | None = None) -> Survey:
    """The benchmarks at `places` and all that is wrong with them; nothing is raised for a file that is."""
    named, faults = _files_and_faults(places)
    found: list[Benchmark] = []
    for file in named:
        try:
            found.append(loaded(file, text_fields or {}))
        except InputError as error:
            faults.append(str(error))
    faults += [*twins_among(found), *_unknown_names(named, text_fields or {})]
    return Survey(tuple(_with_shared_noted(_with_own_names(found))), tuple(faults))


def identity_of(benchmarks: Iterable[Benchmark]) -> dict[str, str]:
    """What of the benchmarks goes into a plan: name to hash, items and version in one line (core.benchmark_facts)."""
    return {benchmark.name: benchmark.facts.line() for benchmark in benchmarks}


def planned_benchmarks(
    places: Sequence[str], text_fields: Mapping[str, Sequence[str]], facts: Mapping[str, Any]
) -> list[Benchmark]:
    """The benchmarks at `places`, which are still those that the run was planned with: hours may lie between the two.

    `facts` are those of a step's context; without a plan in them, there is nothing to differ from.

    Raises:
        InputError: with both hashes; or as of `benchmarks_at`.
    """
    benchmarks = benchmarks_at(places, text_fields)
    found = identity_of(benchmarks)
    stages = facts.get("plan", {}).get("stages", ())
    identities = [{one.name: one.line() for one in benchmarks_in(stage["identity"])} for stage in stages]
    planned = max(identities, key=lambda lines: (len(lines.items() & found.items()), len(lines)), default={})
    if planned and planned != found:
        name = min(name for name, _ in planned.items() ^ found.items())
        raise InputError(
            f"benchmark '{name}' changed since the run was planned: expected {planned.get(name, 'none')}, found "
            f"{found.get(name, 'none')}. Put the file back and run again, or start anew with --new-run."
        )
    return benchmarks


def twins_among(benchmarks: Sequence[Benchmark]) -> list[str]:
    """A sentence for each benchmark that has the same questions as one before it, in whatever order or format."""
    first: dict[str, Benchmark] = {}
    faults = []
    for benchmark in benchmarks:
        known = first.setdefault(_digest_of_questions(benchmark), benchmark)
        if known is not benchmark:
            same = "bytes" if known.sha256 == benchmark.sha256 else "questions"
            faults.append(
                f"{benchmark.path} has the same {same} as {known.path}: '{benchmark.name}' and '{known.name}' are one "
                "benchmark. Take one of them out."
            )
    return faults


def _unknown_names(files: Sequence[NamedFile], text_fields: Iterable[str]) -> Iterator[str]:
    """A sentence for each benchmark that the settings give fields for and that is not there."""
    known = {name for file in files for name in names_of(file)}
    for name in text_fields:
        if name not in known:
            yield f"decontaminate.text_fields names '{name}', which is no benchmark here. {nearest(name, known)}"


def _files_and_faults(places: Sequence[str]) -> tuple[list[NamedFile], list[str]]:
    """Every file once, with the line of a manifest where one of the places has it."""
    found: dict[str, NamedFile] = {}
    faults: list[str] = []
    for file in _named_at(places):
        if isinstance(file, str):
            faults.append(file)
            continue
        key = spot(file.path)
        known = found.get(key)
        if known is None or known.entry is None:
            found[key] = file
        elif known.manifest == file.manifest and known.line != file.line:
            faults.append(f"{known.where} and line {file.line} name the same file. Take one of them out.")
    return list(found.values()), faults


def _named_at(places: Sequence[str]) -> Iterator[NamedFile | str]:
    """The files at `places`, and a sentence for each that cannot be told."""
    for place in places:
        try:
            for file in named_files(place):
                if isinstance(file, InputError):
                    yield f"decontaminate.benchmarks names {place}: {file}"
                else:
                    yield file
        except InputError as error:
            yield f"decontaminate.benchmarks names {place}: {error}"


def _digest_of_questions(benchmark: Benchmark) -> str:
    state = hashlib.sha256()
    for text in sorted(_questions(benchmark)):
        state.update(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    return state.hexdigest()


def _questions(benchmark: Benchmark) -> set[str]:
    return {text.text.strip() for item in benchmark.items for text in item.texts if text.is_question}


def _with_own_names(benchmarks: Sequence[Benchmark]) -> list[Benchmark]:
    """Where several have one name, their versions tell them apart, else as much of their paths as it takes."""
    groups: dict[str, list[Benchmark]] = defaultdict(list)
    for benchmark in benchmarks:
        groups[benchmark.name].append(benchmark)
    tails = {
        one.path: tail for group in groups.values() if len(group) > 1 for one, tail in _told_apart(group)
    }
    return [
        replace(one, name=f"{one.name} ({tails[one.path]})") if one.path in tails else one
        for one in benchmarks
    ]


def _told_apart(group: Sequence[Benchmark]) -> Iterator[tuple[Benchmark, str]]:
    versions = [benchmark.version for benchmark in group]
    if all(versions) and len(set(versions)) == len(group):
        yield from zip(group, versions, strict=True)
        return
    parts = [PurePosixPath(benchmark.path).parts for benchmark in group]
    depth = next(
        depth
        for depth in range(1, max(map(len, parts)) + 1)
        if len({p[-depth:] for p in parts}) == len(group)
    )
    for benchmark, path in zip(group, parts, strict=True):
        yield benchmark, "/".join(path[-depth:])


def _with_shared_noted(benchmarks: Sequence[Benchmark]) -> list[Benchmark]:
    """The benchmarks; of one that shares most of its questions with a larger one, that is noted."""
    counts: Counter[int] = Counter()
    shared: Counter[tuple[int, int]] = Counter()
    holders: dict[str, list[int]] = defaultdict(list)
    for number, benchmark in enumerate(benchmarks):
        for text in _questions(benchmark):
            counts[number] += 1
            shared.update((number, other) for other in holders[text])
            holders[text].append(number)
    noted = list(benchmarks)
    for pair, count in sorted(shared.items()):
        smaller, larger = sorted(pair, key=lambda number: (counts[number], -number))
        if count >= _MOSTLY * counts[smaller]:
            note = f"{count:,} of its {counts[smaller]:,} questions stand in {noted[larger].name} too"
            noted[smaller] = replace(noted[smaller], notes=(*noted[smaller].notes, note))
    return noted
