"""A stage driven from its first step to its last, also the steps that come after the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.helpers.steps import DirectContext
from webinstruct.core.stage import PROCESS, parts_of
from webinstruct.core.table import Row
from webinstruct.storage import parquet

__all__ = ["FinishedStage"]


class FinishedStage(DirectContext):
    """The run of one stage over `shards_of_rows`, done when the constructor returns."""

    def __init__(
        self, folder: Path, stage: Any, shards_of_rows: Sequence[Sequence[Row]], facts: Mapping[str, Any]
    ) -> None:
        super().__init__(folder, stage, shards_of_rows)
        self._facts = facts
        folder.mkdir(parents=True, exist_ok=True)
        for step in stage.steps():
            if step == PROCESS:
                self._process(stage)
                continue
            for part in range(parts_of(step, self.shards)):
                step.write(part, self.artifact(step.name, part), self)

    def facts(self) -> Mapping[str, Any]:
        return self._facts

    def kept(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        return parquet.rows(self._kept_file(shard), columns)

    @property
    def kept_rows(self) -> list[dict[str, Any]]:
        """The kept rows of all shards, in order."""
        return [row for shard in range(self.shards) for row in self.kept(shard)]

    def _process(self, stage: Any) -> None:
        stage.open(self)
        for shard in range(self.shards):
            kept = [v for row in self.rows(shard) for v in stage.process(row) if isinstance(v, Mapping)]
            parquet.write_rows(self._kept_file(shard), stage.writes.schema, map(stage.writes.completed, kept))

    def _kept_file(self, shard: int) -> str:
        return str(Path(self.run_dir, f"kept-{shard:05d}.parquet"))
