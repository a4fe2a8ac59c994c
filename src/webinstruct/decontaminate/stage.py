"""Decontaminate: stops pairs that hold a benchmark's question or answer, and says which item and which words.

    benchmarks ─index─▶ index ─search─▶ hits of each shard (─judge─▶ more) ─rows─▶ kept, or rejected with evidence

Steps find, over whole shards; the rows are only told what was found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from webinstruct.core.reject import Reject
from webinstruct.core.stage import (
    PROCESS,
    ROW,
    SHARD,
    Aside,
    Note,
    Rejected,
    Stage,
    StageContext,
    Step,
    StepContext,
    Verdict,
)
from webinstruct.core.table import Row
from webinstruct.decontaminate.benchmarks import benchmarks_at, identity_of, planned_benchmarks
from webinstruct.decontaminate.canaries.step import PlantCanaries
from webinstruct.decontaminate.canaries.translations import translations_identity
from webinstruct.decontaminate.evidence import EVIDENCE, ROW_NUMBER, detail_of
from webinstruct.decontaminate.index import Index, IndexBuilder
from webinstruct.decontaminate.search import Search
from webinstruct.decontaminate.semantic.steps import NOT_JUDGED, EmbedItems, Judge, semantic_identity
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.engines.opening import gpus_of
from webinstruct.storage.parquet import rows
from webinstruct.tables import REFINED

__all__ = ["BuildIndex", "Decontaminate", "WriteCoverage"]


class BuildIndex:
    """Once: the index of all benchmark items."""

    name = "index"
    per_shard = False
    suffix = ".npz"

    def __init__(self, settings: DecontaminateSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Read every benchmark and write the index."""
        settings = self._settings
        builder = IndexBuilder(settings)
        for benchmark in planned_benchmarks(settings.benchmarks, settings.text_fields, context.facts()):
            builder.add(benchmark.name, benchmark.items)
        builder.write(out)


class WriteCoverage:
    """Once: how many items of each benchmark each tier can find, as JSON {benchmark: {items, exact, ...}}."""

    name = "coverage"
    per_shard = False
    suffix = ".json"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Say what the index covers."""
        coverage = Index(context.artifact(BuildIndex.name)).coverage
        plain = {name: asdict(counts) for name, counts in coverage.items()}
        Path(out).write_text(json.dumps(plain, indent=1), "utf-8")


class Decontaminate(Stage):
    """Stops rows whose question or answer (or page) matches a benchmark item."""

    name = "decontaminate"
    reads = REFINED
    writes = REFINED
    settings_type = DecontaminateSettings
    leaves = EVIDENCE

    def __init__(self, settings: DecontaminateSettings) -> None:
        super().__init__(settings)
        self._semantic = settings.semantic if settings.benchmarks else None
        self.gpus = gpus_of(self._semantic.engine) if self._semantic else 0

    def identity(self) -> Mapping[str, str]:
        """The hash, version and number of items of every benchmark; the hash of translated canaries; who judges."""
        benchmarks = benchmarks_at(self.settings.benchmarks, self.settings.text_fields)
        translations = self.settings.canaries.translations if self.settings.canaries else None
        items = {benchmark.name: benchmark.items for benchmark in benchmarks}
        judges = semantic_identity(self._semantic) if self._semantic else {}
        return identity_of(benchmarks) | translations_identity(translations, items) | judges

    def steps(self) -> Sequence[Step | str]:
        """The index and the search, if there is a benchmark, then the rows."""
        if not self.settings.benchmarks:
            return (PROCESS,)
        more: list[Step] = []
        if self._semantic:
            more += [EmbedItems(self.settings, self._semantic), Judge(self.settings, self._semantic)]
        if self.settings.canaries:
            more.append(PlantCanaries(self.settings))
        return (BuildIndex(self.settings), WriteCoverage(), Search(self.settings), *more, PROCESS)

    def open(self, context: StageContext) -> None:
        """Remember where the hits are."""
        self._context = context
        self._shard = -1
        self._found: dict[int, list[Row]] = {}

    def process(self, row: Row) -> Iterable[Verdict]:
        """Stop the row if the search found something in it."""
        kept = {name: value for name, value in row.items() if not name.startswith("__")}
        if not self.settings.benchmarks:
            yield from (kept, Note("no_benchmarks"))
            return
        found = self._evidence(row[SHARD]).get(row[ROW])
        if not found:
            yield kept
            return
        if found[0]["tier"] == NOT_JUDGED:
            yield from (kept, Note(f"{NOT_JUDGED}_{found[0]['words']}"))
            return
        yield from map(Aside, found)
        yield from (
            Note(f"contaminated_{found[0]['tier']}"),
            Rejected(Reject.CONTAMINATED, detail_of(found[0])),
        )

    def _evidence(self, shard: int) -> Mapping[int, list[Row]]:
        """What was found in the rows of `shard`, by their place."""
        if shard != self._shard:
            self._found = {}
            for step in (Search.name, Judge.name) if self._semantic else (Search.name,):
                for found in rows(self._context.artifact(step, shard)):
                    self._found.setdefault(found.pop(ROW_NUMBER), []).append(found)
            self._shard = shard
        return self._found
