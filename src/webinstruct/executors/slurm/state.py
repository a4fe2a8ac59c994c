"""What is known of a run's jobs from the run directory alone: what runs, what waits, what failed and why.

The queue is not asked: what was cancelled there, or is held back, looks here like something that waits.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from webinstruct.executors.slurm.chain import ArrayJob
from webinstruct.executors.slurm.notes import BEAT_S
from webinstruct.executors.slurm.records import (
    ElementState,
    HandedIn,
    latest_submission,
    loaded_states,
    reported,
)
from webinstruct.runner.run_dir import RunDir

__all__ = ["JobStatus", "JobsStatus", "Trouble", "jobs_status"]

LOST_S = 6 * BEAT_S
_WAITING, _LOST, _ENDED = "waiting", "lost", "ended"


@dataclass(frozen=True, slots=True)
class Trouble:
    """An element that did not end as it should: `state` is failed, stopped, skipped or lost."""

    element: int
    state: str
    host: str
    message: str
    log: str


@dataclass(frozen=True, slots=True)
class JobStatus:
    """One array job: how many of its elements are in which state (waiting, running, done, failed, stopped, again,
    skipped or lost; ended where a later job shows that they are), and those in trouble."""

    job: ArrayJob
    number: str
    states: Counter[str]
    troubles: tuple[Trouble, ...]

    def plain(self) -> dict[str, Any]:
        """As `webinstruct status --jobs --json` gives it."""
        troubles = [
            {
                "element": one.element,
                "state": one.state,
                "host": one.host,
                "message": one.message,
                "log": one.log,
            }
            for one in self.troubles
        ]
        return {
            "steps": [step._asdict() for step in self.job.steps],
            "job": self.number,
            "states": dict(self.states),
            "troubles": troubles,
        }


@dataclass(frozen=True, slots=True)
class JobsStatus:
    """The jobs of the latest submission, in their order; `command` is what submitted them."""

    submission: int
    command: str
    is_cancelled: bool
    jobs: tuple[JobStatus, ...]

    @property
    def is_open(self) -> bool:
        """Whether some elements run or wait, as far as can be seen."""
        return not self.is_cancelled and any(
            job.states[word] for job in self.jobs for word in (_WAITING, "running", "again")
        )

    def plain(self) -> dict[str, Any]:
        """As `webinstruct status --jobs --json` gives it."""
        return {
            "submission": self.submission,
            "command": self.command,
            "cancelled": self.is_cancelled,
            "jobs": [job.plain() for job in self.jobs],
        }


def jobs_status(run_dir: RunDir, complete: Collection[str]) -> JobsStatus | None:
    """The jobs of a run, or None where it never had any. `complete` are the stages of which all shards are done: what
    their elements said is read only as long as no later job has begun."""
    submission = latest_submission(run_dir)
    if submission is None:
        return None
    begun = {label for label, _ in reported(run_dir, submission.number)}
    last = max((place for place, one in enumerate(submission.jobs) if one.job.label in begun), default=0)
    read = [
        one.job.label
        for place, one in enumerate(submission.jobs)
        if place >= last or any(step.stage not in complete for step in one.job.steps)
    ]
    states = loaded_states(run_dir, submission.number, read)
    jobs = [_job_status(one, one.job.label in read, states) for one in submission.jobs]
    return JobsStatus(submission.number, submission.command, submission.cancelled, tuple(jobs))


def _job_status(one: HandedIn, is_read: bool, states: dict[tuple[str, int], ElementState]) -> JobStatus:
    job = one.job
    if not is_read:
        return JobStatus(job, one.number, Counter({_ENDED: job.elements}), ())
    words, troubles = Counter[str](), []
    for index in range(job.elements):
        state = states.get((job.label, index))
        word = _word(state, time.time()) if state else _WAITING
        words[word] += 1
        if state and word in ("failed", "stopped", "skipped", _LOST):
            said = state.message or f"no sign of life for {time.time() - state.beat:.0f} s"
            troubles.append(Trouble(index, word, state.host, said, state.log))
    return JobStatus(job, one.number, words, tuple(troubles))


def _word(state: ElementState, now: float) -> str:
    """The state of an element; one that runs and has not said so for long is lost.

    >>> _word(ElementState("running", "7_0", "n1", since=0, beat=1000), now=1030)
    'running'
    >>> _word(ElementState("running", "7_0", "n1", since=0, beat=1000), now=2000)
    'lost'
    """
    return _LOST if state.state == "running" and now - state.beat > LOST_S else state.state
