"""The stage `extract` as a run does it, in this process: nothing is left out but the messages to a worker."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from overhead.pages import config_at
from webinstruct.core.stage import Stage
from webinstruct.pipeline.config import config_from
from webinstruct.pipeline.planning import planned
from webinstruct.runner.drive import Failure, Watcher, driven
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.runner.work import Event, Part, Worker

__all__ = ["stage_tokens_per_s"]


def stage_tokens_per_s(prepared: Path, folder: Path) -> tuple[float, Mapping[str, int]]:
    """Prompt and output tokens a second through the stage, and what it counted.

    `prepared` holds a run with `recall` done; the stage works on a copy of it in `folder`, which is gone afterwards.
    """
    shutil.copytree(prepared / "run", folder)
    config = config_from(dict(config_at(prepared)))
    place = run_dir_at(str(folder))
    began = time.perf_counter()
    selected = config.selected("extract")
    plan = planned(config, selected, place, True)
    failures = driven(place, len(plan.shards), [named.stage for named in selected], InProcess(), _Silent())
    took_s = time.perf_counter() - began
    if failures:
        raise SystemExit(f"The stage failed: {failures[0].message}")
    notes = _notes(folder)
    shutil.rmtree(folder)
    return (notes["llm_prompt_tokens"] + notes["llm_output_tokens"]) / took_s, notes


class InProcess:
    """An executor whose one worker is this process."""

    @contextmanager
    def pool(self, run_dir: RunDir, stage: Stage, most_parts: int, watcher: Watcher) -> Iterator[InProcess]:
        """This process."""
        self._worker = Worker(run_dir, stage.name, 30.0, self, lambda event: self._hear(stage.name, event))
        self._failures: list[Failure] = []
        yield self

    def run(self, parts: Sequence[Part]) -> list[Failure]:
        """Do all parts, the next one being there whenever the stage asks for it."""
        waiting = list(parts)
        while waiting:
            self._worker.work(waiting.pop(0), lambda step, wait_s: waiting.pop(0) if waiting else None)
        return self._failures

    def at(self, part: int, row: int) -> None:
        """Nobody watches."""

    def _hear(self, stage: str, event: Event) -> None:
        if event.word == "failed":
            self._failures.append(Failure(stage, Part(event.step, event.number), event.message))


class _Silent:
    def stage_begins(self, stage: str, shards: int, done: int) -> None: ...
    def heard(self, stage: str, event: Event) -> None: ...
    def stage_ends(self, stage: str, failures: Sequence[Failure]) -> None: ...


def _notes(folder: Path) -> Mapping[str, int]:
    """What the stage counted, over all shards."""
    counts: Counter[str] = Counter()
    for file in (folder / "extract" / "manifest").glob("*.json"):
        counts.update(json.loads(file.read_bytes())["notes"])
    return counts
