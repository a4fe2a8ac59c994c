"""Decontaminate: stops pairs that hold a benchmark's question or answer, and says which item and which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from webinstruct.core.reject import Reject
from webinstruct.core.stage import PROCESS, Note, Rejected, Stage, StageContext, Step, StepContext, Verdict
from webinstruct.core.table import Row
from webinstruct.decontaminate.benchmarks import benchmark_files, items_of, name_of
from webinstruct.decontaminate.index import Hit, Index, IndexBuilder
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.storage.files import sha256_of
from webinstruct.tables import REFINED

__all__ = ["BuildIndex", "Decontaminate"]


@dataclass
class BuildIndex:
    """Once: the n-grams of all benchmark items."""

    settings: DecontaminateSettings
    name: str = "index"
    per_shard: bool = False
    suffix: str = ".npz"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Read every benchmark and write the index."""
        builder = IndexBuilder(self.settings)
        for path in benchmark_files(self.settings.benchmarks):
            builder.add(name_of(path), items_of(path, self.settings.text_fields))
        builder.write(out)


class Decontaminate(Stage):
    """Stops rows whose question or answer matches a benchmark item."""

    name = "decontaminate"
    reads = REFINED
    writes = REFINED
    settings_type = DecontaminateSettings

    def identity(self) -> Mapping[str, str]:
        """The hash of every benchmark file."""
        return {Path(path).name: sha256_of(path) for path in benchmark_files(self.settings.benchmarks)}

    def steps(self) -> Sequence[Step | str]:
        """The index, if there is a benchmark, then the rows."""
        return (BuildIndex(self.settings), PROCESS) if self.settings.benchmarks else (PROCESS,)

    def open(self, context: StageContext) -> None:
        """Load the index."""
        self._index = Index(context.artifact("index")) if self.settings.benchmarks else None

    def process(self, row: Row) -> Iterable[Verdict]:
        """Stop the row if it matches."""
        kept = {name: value for name, value in row.items() if not name.startswith("__")}
        if self._index is None:
            yield from (kept, Note("no_benchmarks"))
            return
        for side in ("question", "answer"):
            hit = self._index.hit(row.get(side) or "") if self.settings.fields in ("both", side) else None
            if hit:
                yield Rejected(Reject.CONTAMINATED, _detail(hit))
                return
        yield kept


def _detail(hit: Hit) -> str:
    return f'{hit.benchmark} item {hit.item}, {hit.field}: "{hit.words}"'
