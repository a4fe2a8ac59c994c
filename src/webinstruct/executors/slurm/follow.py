"""Following the jobs of a run from outside: the run directory says what is done, the queue whether more will be."""

from __future__ import annotations

import time
from collections.abc import Sequence

from webinstruct.core.stage import PROCESS, Stage, parts_of
from webinstruct.executors.slurm.state import JobsStatus, jobs_status
from webinstruct.executors.slurm.submit import jobs_in_queue
from webinstruct.executors.slurm.tries import Tries
from webinstruct.runner.drive import Failure, Watcher, pending_parts
from webinstruct.runner.parts import Event, Part
from webinstruct.runner.run_dir import RunDir

__all__ = ["followed"]

_LOOK_S = 5.0
_SHARE = 10
"""A look takes no more than a tenth of the time."""
_LISTED = 100
"""Of so many parts that failed it is read why."""
_NOBODY = "no job did it: cancelled, or ended by SLURM. webinstruct status says what is known of each"


def followed(
    run_dir: RunDir, stages: Sequence[Stage], shards: int, watcher: Watcher, look_s: float = _LOOK_S
) -> list[Failure]:
    """Wait until the jobs of a run have done `stages`, or until there are none left; what is not done comes back, of
    the first stage that has such parts."""
    for stage in stages:
        failures = _followed_stage(run_dir, stage, shards, watcher, look_s)
        watcher.stage_ends(stage.name, failures)
        if failures:
            return failures
    return []


def _followed_stage(
    run_dir: RunDir, stage: Stage, shards: int, watcher: Watcher, look_s: float
) -> list[Failure]:
    left = len(pending_parts(run_dir, stage.name, PROCESS, shards))
    watcher.stage_begins(stage.name, shards, shards - left)
    for step in stage.steps():
        undone = pending_parts(run_dir, stage.name, step, shards)
        if undone and not isinstance(step, str):
            total = parts_of(step, shards)
            watcher.step_begins(stage.name, step.name, total, total - len(undone))
        while undone:
            looked = time.monotonic()
            is_over = not jobs_in_queue(run_dir)  # asked first: what the last job did is seen below
            left_now = pending_parts(run_dir, stage.name, step, shards)
            for part in sorted(set(undone) - set(left_now), key=lambda part: part.number):
                watcher.heard(stage.name, Event("done", part.step, part.number))
            undone = left_now
            if undone and is_over:
                return _failures(run_dir, stage.name, undone)
            pause_s = max(look_s, _SHARE * (time.monotonic() - looked))
            time.sleep(pause_s if undone else 0)
    return []


def _failures(run_dir: RunDir, stage: str, undone: Sequence[Part]) -> list[Failure]:
    """What the elements said of parts that are not done, or else of themselves."""
    status = jobs_status(run_dir, ())
    if status is None:
        return [Failure(stage, part, _NOBODY) for part in undone]
    failed = Tries(run_dir, status.submission).failures(stage, undone, _LISTED)
    said = {one.part: one.message for one in failed}
    otherwise = _trouble_at(stage, status)
    return [Failure(stage, part, said.get(part, otherwise)) for part in undone]


def _trouble_at(stage: str, status: JobsStatus) -> str:
    """How the first element of a stage that came to grief says that it did."""
    for job in status.jobs:
        if any(step.stage == stage for step in job.job.steps):
            for one in job.troubles:
                if one.state != "skipped":
                    return f"element {one.element} on {one.host} {one.state}: {one.message} (log: {one.log})"
    return _NOBODY
