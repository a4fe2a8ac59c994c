"""The walk through a run: stage after stage, step after step, only what is not done yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from webinstruct.core.errors import RunnerError
from webinstruct.core.stage import PROCESS, Stage, Step, parts_of
from webinstruct.runner.parts import Event, Part
from webinstruct.runner.run_dir import RunDir, parts_in
from webinstruct.runner.tally import finished_shards

__all__ = ["Executor", "Failure", "Pool", "Silent", "Watcher", "check_complete", "driven", "pending_parts"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A part that could not be done, and why."""

    stage: str
    part: Part
    message: str


class Pool(Protocol):
    """Workers that have one stage open."""

    def run(self, parts: Iterable[Part]) -> list[Failure]:
        """Do all parts, in any order, drawn as they are needed; those that could not be done come back."""

    def stop(self) -> None:
        """Give out no more parts: `run` returns when those in hand are done."""


class Watcher(Protocol):
    """Told how a run proceeds; draws progress, or prints lines, or does nothing."""

    def stage_begins(self, stage: str, shards: int, done: int) -> None:
        """A stage begins, with so many of its shards already done."""

    def step_begins(self, stage: str, step: str, parts: int, done: int) -> None:
        """A step of the stage beside its rows begins, with so many of its parts already done."""

    def heard(self, stage: str, event: Event) -> None:
        """A worker said something."""

    def stage_ends(self, stage: str, failures: Sequence[Failure]) -> None:
        """A stage has done what it could."""


class Silent:
    """A watcher that does nothing; others do something about what they care for."""

    def stage_begins(self, stage: str, shards: int, done: int) -> None:
        pass

    def step_begins(self, stage: str, step: str, parts: int, done: int) -> None:
        pass

    def heard(self, stage: str, event: Event) -> None:
        pass

    def stage_ends(self, stage: str, failures: Sequence[Failure]) -> None:
        pass


class Executor(Protocol):
    """Where parts are worked on. `pool` gives workers for one stage, at most `most_parts` of them at work."""

    def pool(
        self, run_dir: RunDir, stage: Stage, most_parts: int, watcher: Watcher
    ) -> AbstractContextManager[Pool]:
        """Workers for `stage`; leaving the block ends them."""


def driven(
    run_dir: RunDir, shards: int, stages: Sequence[Stage], executor: Executor, watcher: Watcher
) -> list[Failure]:
    """Run `stages` in order over `shards` shards each; stops behind the first stage that has failures.

    The input of the first of them has to be complete.
    """
    for stage in stages:
        failures = _driven_stage(run_dir, shards, stage, executor, watcher)
        watcher.stage_ends(stage.name, failures)
        if failures:
            return failures
    return []


def pending_parts(run_dir: RunDir, stage: str, step: Step | str, shards: int) -> list[Part]:
    """The parts of a step whose file does not exist yet."""
    if isinstance(step, str):
        done = finished_shards(run_dir, stage)
        return [Part(PROCESS, number) for number in range(shards) if number not in done]
    done = parts_in(run_dir.artifact(stage, step.name, 0, step.suffix).parent, step.suffix)
    return [Part(step.name, number) for number in range(parts_of(step, shards)) if number not in done]


def check_complete(run_dir: RunDir, stage: str, shards: int, reader: str) -> None:
    """Raise unless every shard of `stage` is done, as `reader` needs it.

    Raises:
        RunnerError: naming how many are missing and the command that does them.
    """
    done = len(finished_shards(run_dir, stage))
    if done < shards:
        raise RunnerError(
            f"'{reader}' reads '{stage}', of which {done} of {shards} shards are done. "
            f"Run --stage {stage} first, or --stage {stage}..{reader}."
        )


def _driven_stage(
    run_dir: RunDir, shards: int, stage: Stage, executor: Executor, watcher: Watcher
) -> list[Failure]:
    steps = [(step, pending_parts(run_dir, stage.name, step, shards)) for step in stage.steps()]
    undone = next((len(parts) for step, parts in steps if step == PROCESS), shards)
    watcher.stage_begins(stage.name, shards, shards - undone)
    most = max((len(parts) for _, parts in steps), default=0)
    if not most:
        return []
    with executor.pool(run_dir, stage, most, watcher) as pool:
        for step, parts in steps:
            if parts and not isinstance(step, str):
                total = parts_of(step, shards)
                watcher.step_begins(stage.name, step.name, total, total - len(parts))
            failures = pool.run(parts) if parts else []
            failures += _undone_parts(run_dir, shards, stage.name, step, failures)
            if failures:
                return failures
    return []


def _undone_parts(
    run_dir: RunDir, shards: int, stage: str, step: Step | str, failures: Sequence[Failure]
) -> list[Failure]:
    """Parts that nobody called failed and whose file is not there: only the file says that a part is done."""
    known = {failure.part for failure in failures}
    missing = [part for part in pending_parts(run_dir, stage, step, shards) if part not in known]
    return [Failure(stage, part, "its worker is done with it, but its file is not there") for part in missing]
