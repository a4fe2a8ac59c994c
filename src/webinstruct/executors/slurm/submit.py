"""From the parts that are to be done to jobs in SLURM's queue, none of them twice and none lost."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from webinstruct.core.errors import ConfigError, RunnerError
from webinstruct.core.ids import fingerprint
from webinstruct.executors.settings import ExecutorSettings
from webinstruct.executors.slurm import queue
from webinstruct.executors.slurm.chain import Pending, allocation_of, chain_of
from webinstruct.executors.slurm.queue import QueuedJob
from webinstruct.executors.slurm.records import (
    HandedIn,
    Submission,
    latest_submission,
    make_known,
    next_number,
    save,
)
from webinstruct.executors.slurm.script import Surroundings, element_log, script_of, seconds_of
from webinstruct.executors.slurm.settings import SlurmSettings
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.folders import made_folder
from webinstruct.storage.locks import taken_lock

__all__ = ["Submitted", "cancelled", "jobs_in_queue", "scripts_of", "submitted"]

_USUAL_MAX_ARRAY = 1001
"""SLURM's own default, for scripts that are only shown, perhaps where there is no SLURM."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was handed in: `new` jobs in their order; where there are none, those `queued` already, if any."""

    new: tuple[HandedIn, ...]
    queued: tuple[QueuedJob, ...]


def submitted(
    run_dir: RunDir,
    pending: Sequence[Pending],
    settings: ExecutorSettings,
    queued: Sequence[QueuedJob],
    command: str,
) -> Submitted:
    """Hand in what `pending` needs, or what is missing of a submission in the middle of which somebody was killed.
    Where the jobs of this run are all in the queue still (`queued`, and who submitted since), nothing is handed in;
    they will do it.

    Raises:
        ConfigError: an allocation cannot be.
        RunnerError: SLURM does not take it, or somebody else is just submitting this run.
    """
    with _alone(run_dir):
        queued = queued or (jobs_in_queue(run_dir) if pending else ())
        if queued:
            _check_stay(run_dir, queued)
            submission = _broken_off(run_dir, queued)
        elif pending:
            submission = _new(run_dir, pending, settings, command)
        else:
            submission = None
        if submission is None:
            return Submitted((), tuple(queued))
        return Submitted(_handed_in(run_dir, submission, settings, queued), tuple(queued))


def scripts_of(
    run_dir: RunDir, pending: Sequence[Pending], settings: ExecutorSettings
) -> list[tuple[HandedIn, str]]:
    """The jobs that would be handed in now, each with its script; nothing is written."""
    size = settings.slurm.max_array or _USUAL_MAX_ARRAY
    with suppress(RunnerError):
        size = settings.slurm.max_array or queue.max_array_size()
    planned = _submission(run_dir, pending, settings, "", size)
    around = _surroundings(run_dir, planned.number, settings.slurm)
    return [(one, script_of(one.job, one.name, settings.slurm, around)) for one in planned.jobs]


def jobs_in_queue(run_dir: RunDir) -> list[QueuedJob]:
    """The jobs of this run that wait or run, as SLURM's queue has them."""
    return queue.queued(_mark(run_dir))


def cancelled(run_dir: RunDir) -> list[QueuedJob]:
    """Cancel the jobs of this run that wait or run, and no others; they come back.

    Raises:
        RunnerError: SLURM does not do it, or somebody is just handing in more of them.
    """
    with _alone(run_dir):
        found = jobs_in_queue(run_dir)
        queue.cancel(sorted({job.array for job in found}))
        if submission := latest_submission(run_dir):
            save(run_dir, replace(submission, cancelled=True))
    return found


@contextmanager
def _alone(run_dir: RunDir) -> Iterator[None]:
    """Nobody else submits or cancels this run meanwhile."""
    lock = taken_lock(str(run_dir.locks / "submit.lock"))
    if lock is None:
        raise RunnerError(
            f"somebody is just submitting {run_dir.root}, or cancelling it. Look at it with webinstruct status, and "
            "run the same command again."
        )
    try:
        yield
    finally:
        lock.release()


def _new(run_dir: RunDir, pending: Sequence[Pending], settings: ExecutorSettings, command: str) -> Submission:
    size = settings.slurm.max_array or queue.max_array_size()
    while True:
        submission = _submission(run_dir, pending, settings, command, size)
        if make_known(run_dir, submission):
            return submission


def _submission(
    run_dir: RunDir, pending: Sequence[Pending], settings: ExecutorSettings, command: str, max_array: int
) -> Submission:
    slurm, number = settings.slurm, next_number(run_dir)
    jobs = []
    for job in chain_of(pending, slurm, max_array):
        limit_s = seconds_of(allocation_of(job, slurm).time)
        if limit_s <= slurm.margin_s:
            raise ConfigError(
                f"an element of '{job.label}' lasts {limit_s} s and takes no more shards in the last "
                f"{slurm.margin_s:g} s. Raise its time under executor.slurm, or lower executor.slurm.margin_s."
            )
        log = element_log(_logs(run_dir, slurm), number, job, "%a")
        jobs.append(HandedIn(job, f"{job.label}{_mark(run_dir)}{number}", limit_s, log))
    times = (settings.row_timeout_s, settings.start_timeout_s, slurm.margin_s)
    return Submission(number, command, time.time(), *times, jobs=tuple(jobs))


def _check_stay(run_dir: RunDir, queued: Sequence[QueuedJob]) -> None:
    """Raise where what is in the queue does nothing more, though it takes its time to leave."""
    submission = latest_submission(run_dir)
    if submission is not None and submission.cancelled:
        what = "jobs of this run were" if len(queued) > 1 else "job of this run was"
        raise RunnerError(
            f"{len(queued)} {what} cancelled and {'are' if len(queued) > 1 else 'is'} still leaving the queue "
            f"({queued[0].id} {queued[0].state}). Nothing was submitted; run the same command again in a minute."
        )


def _broken_off(run_dir: RunDir, queued: Sequence[QueuedJob]) -> Submission | None:
    """The last submission with all numbers that are known, where some of its jobs were never handed in."""
    submission = latest_submission(run_dir)
    if submission is None:
        return None
    found = submission.numbered({job.name: job.array for job in queued})
    if found != submission:
        save(run_dir, found)
    return found if any(not one.number for one in found.jobs) else None


def _handed_in(
    run_dir: RunDir, submission: Submission, settings: ExecutorSettings, queued: Sequence[QueuedJob]
) -> tuple[HandedIn, ...]:
    """Hand in the jobs that have no number yet, in order; they come back with their numbers."""
    made_folder(_logs(run_dir, settings.slurm))
    around = _surroundings(run_dir, submission.number, settings.slurm)
    alive = {job.array for job in queued}
    new = []
    for place, one in enumerate(submission.jobs):
        if one.number:
            continue
        script = script_of(one.job, one.name, settings.slurm, around)
        before = [submission.jobs[earlier].number for earlier in one.job.after]
        number = queue.submitted(script, one.name, [number for number in before if number in alive])
        alive.add(number)
        new.append(replace(one, number=number))
        jobs = (*submission.jobs[:place], new[-1], *submission.jobs[place + 1 :])
        submission = replace(submission, jobs=jobs)
        save(run_dir, submission)
    return tuple(new)


def _surroundings(run_dir: RunDir, number: int, settings: SlurmSettings) -> Surroundings:
    imports_from = [place for place in sys.path if place]
    return Surroundings(_absolute(run_dir), number, _logs(run_dir, settings), sys.executable, imports_from)


def _logs(run_dir: RunDir, settings: SlurmSettings) -> str:
    if settings.logs:
        return str(Path(settings.logs).expanduser().resolve())
    if isinstance(run_dir.root, Path):
        return str(run_dir.root.resolve() / "logs")
    return str(Path.home() / "webinstruct-logs" / run_dir.root.name)


def _absolute(run_dir: RunDir) -> str:
    """The run directory as any process names it, wherever it was started."""
    return str(run_dir.root.resolve() if isinstance(run_dir.root, Path) else run_dir.root)


def _mark(run_dir: RunDir) -> str:
    """What the names of all jobs of this run have in them, and no others'."""
    return f".wi-{fingerprint({'run': _absolute(run_dir)})[:12]}-"
