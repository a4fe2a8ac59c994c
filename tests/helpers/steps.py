"""A run small enough to hold in hand: a stage's steps and rows, driven without a runner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from webinstruct.core.stage import (
    PROCESS,
    ROW,
    SHARD,
    Pages,
    Rejected,
    Stage,
    TellingStage,
    Verdict,
    parts_of,
)
from webinstruct.core.table import Row

__all__ = ["DirectContext", "kept_rows", "rejected_rows", "verdicts_of"]


class DirectContext:
    """What a stage and its steps ask of a run, answered from lists of rows, one list per shard."""

    def __init__(self, folder: Path, stage: Stage, shards_of_rows: Sequence[Sequence[Row]]) -> None:
        self._folder = folder
        self._stage = stage
        self._rows = shards_of_rows
        self._suffixes = {step.name: step.suffix for step in stage.steps() if not isinstance(step, str)}

    @property
    def shards(self) -> int:
        return len(self._rows)

    @property
    def run_dir(self) -> str:
        return str(self._folder)

    def artifact(self, step: str, part: int = 0) -> str:
        return str(self._folder / f"{step}-{part:05d}{self._suffixes[step]}")

    def folder(self, name: str) -> str:
        place = self._folder / name
        place.mkdir(parents=True, exist_ok=True)
        return str(place)

    def pages(self) -> Pages:
        raise NotImplementedError("No stage under test reads pages.")

    def rows(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        for number, row in enumerate(self._rows[shard]):
            full = self._stage.reads.completed(row)
            named = full if columns is None else {name: full[name] for name in columns}
            yield named | {SHARD: shard, ROW: number}

    def kept(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        raise NotImplementedError("No step under test comes after the rows.")

    def facts(self) -> Mapping[str, Any]:
        return {}

    def run_steps(self) -> None:
        """Do every step that comes before the rows."""
        for step in self._stage.steps():
            if isinstance(step, str):
                assert step == PROCESS
                return
            for part in range(parts_of(step, self.shards)):
                step.write(part, self.artifact(step.name, part), self)


def verdicts_of(stage: Any, folder: Path, shards_of_rows: Sequence[Sequence[Row]]) -> list[list[Verdict]]:
    """The verdicts on every row, in order, after all steps and `open`."""
    context = DirectContext(folder, stage, shards_of_rows)
    context.run_steps()
    stage.open(context)
    verdicts: list[list[Verdict]] = []
    for shard in range(context.shards):
        if isinstance(stage, TellingStage):
            told = stage.told(shard)
            verdicts += [list(told.get(row[ROW], [_bare(row)])) for row in context.rows(shard)]
        else:
            verdicts += [list(stage.process(row)) for row in context.rows(shard)]
    return verdicts


def _bare(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in (SHARD, ROW)}


def kept_rows(verdicts: Sequence[Sequence[Verdict]]) -> list[Mapping[str, Any]]:
    """The rows among the verdicts."""
    return [verdict for found in verdicts for verdict in found if isinstance(verdict, Mapping)]


def rejected_rows(verdicts: Sequence[Sequence[Verdict]]) -> list[Rejected]:
    """The rejections among the verdicts."""
    return [verdict for found in verdicts for verdict in found if isinstance(verdict, Rejected)]
