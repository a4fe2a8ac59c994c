"""What a stage and its steps may ask of their run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from webinstruct.core.stage import Stage, Step
from webinstruct.core.table import Row
from webinstruct.runner.copies import here
from webinstruct.runner.inputs import Inputs
from webinstruct.runner.pages import RunPages, pages_of
from webinstruct.runner.plan import Plan
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.status import facts
from webinstruct.storage import parquet
from webinstruct.storage.place import Place, is_local

__all__ = ["RunContext"]


class RunContext:
    """The StageContext and StepContext of one stage of a run."""

    def __init__(self, run_dir: RunDir, plan: Plan, stage: Stage) -> None:
        self.inputs = Inputs(run_dir, plan, stage.name, stage.reads)
        self._run_dir = run_dir
        self._plan = plan
        self._stage = stage
        self._here: dict[Place, str] = {}
        self._steps = {step.name: step for step in stage.steps() if not isinstance(step, str)}

    @property
    def shards(self) -> int:
        return len(self._plan.shards)

    @property
    def run_dir(self) -> str:
        return str(self._run_dir.root)

    def step(self, name: str) -> Step:
        return self._steps[name]

    def artifact(self, step: str, part: int = 0) -> str:
        file = self._run_dir.artifact(self._stage.name, step, part, self._steps[step].suffix)
        if isinstance(file, Path):
            return str(file)
        if file not in self._here:
            found = here(self._run_dir, file)
            if is_local(found):  # it is there, and final
                self._here[file] = found
            return found
        return self._here[file]

    def rows(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[Row]:
        return self.inputs.rows(shard, columns)

    def folder(self, name: str) -> str:
        place = self._run_dir.scratch / self._stage.name / name
        place.mkdir(parents=True, exist_ok=True)
        return str(place)

    def pages(self) -> RunPages:
        return pages_of(self._run_dir, self._plan, self._stage.name)

    def kept(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[Row]:
        return parquet.rows(str(self._run_dir.kept(self._stage.name, shard)), columns)

    def facts(self) -> Mapping[str, Any]:
        return facts(self._run_dir, self._plan)
