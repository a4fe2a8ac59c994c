"""A stage as a run does it, in this process: nothing is left out but the messages to a worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from webinstruct.core.stage import Stage
from webinstruct.pipeline.config import config_from
from webinstruct.pipeline.planning import planned
from webinstruct.runner.drive import Failure, Silent, Watcher, driven
from webinstruct.runner.parts import Event, Part
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.runner.work import Worker

__all__ = ["run_in_process"]


def run_in_process(config: Mapping[str, Any], stage: str, folder: Path) -> None:
    """Run `stage` of `config` in the run directory `folder`.

    Raises:
        SystemExit: it failed.
    """
    chosen = config_from(dict(config))
    place = run_dir_at(str(folder))
    selected = chosen.selected(stage)
    plan = planned(chosen, selected, place, True)
    failures = driven(place, len(plan.shards), [named.stage for named in selected], _InProcess(), Silent())
    if failures:
        raise SystemExit(f"The stage failed: {failures[0].message}")


class _InProcess:
    """An executor whose one worker is this process."""

    @contextmanager
    def pool(self, run_dir: RunDir, stage: Stage, most_parts: int, watcher: Watcher) -> Iterator[_InProcess]:
        """This process."""
        self._worker = Worker(run_dir, stage.name, 30.0, self, lambda event: self._hear(stage.name, event))
        self._failures: list[Failure] = []
        yield self

    def run(self, parts: Iterable[Part]) -> list[Failure]:
        """Do all parts, the next one being there whenever the stage asks for it."""
        waiting = list(parts)
        while waiting:
            self._worker.work(waiting.pop(0), lambda step, wait_s: waiting.pop(0) if waiting else None)
        return self._failures

    def stop(self) -> None:
        """Nobody asks for it."""

    def at(self, part: int, row: int) -> None:
        """Nobody watches."""

    def _hear(self, stage: str, event: Event) -> None:
        if event.word == "failed":
            self._failures.append(Failure(stage, Part(event.step, event.number), event.message))
