"""The jobs of a cluster, in words."""

from __future__ import annotations

import sys

from webinstruct.cli.called import next_line
from webinstruct.executors.slurm.chain import ArrayJob
from webinstruct.executors.slurm.records import HandedIn
from webinstruct.executors.slurm.state import JobsStatus
from webinstruct.executors.slurm.submit import Submitted

__all__ = ["handed_in_line", "job_lines", "next_of_jobs", "print_submitted"]

_SHOWN = 10
_WIDTH = 40
_WORDS = {"again": "asked for more time", "stopped": "stopped by SLURM"}


def handed_in_line(one: HandedIn) -> str:
    """A job that is, or would be, handed in."""
    job = one.job
    size = f"{job.elements} x {job.workers} workers" + (f" with {job.gpus} GPUs" if job.gpus else "")
    number = f"job {one.number}" if one.number else "new"
    return f"{_steps(job):<{_WIDTH}} {number:<14} {size}"


def job_lines(status: JobsStatus) -> list[str]:
    """What runs, what waits, what failed and why, with the path of the log."""
    lines = ["jobs of a cancelled submission:" if status.is_cancelled else "jobs:"]
    troubles = []
    for job in status.jobs:
        states = ", ".join(f"{count} {_WORDS.get(word, word)}" for word, count in sorted(job.states.items()))
        number = f"job {job.number}" if job.number else "not submitted"
        lines.append(f"  {_steps(job.job):<{_WIDTH}} {number:<14} {states}")
        for one in job.troubles:
            troubles.append(
                f"  {_steps(job.job)}, element {one.element} on {one.host}: {_WORDS.get(one.state, one.state)}: "
                f"{one.message}\n    log: {one.log}"
            )
    if troubles:
        lines += ["what went wrong:", *troubles[:_SHOWN]]
    if len(troubles) > _SHOWN:
        lines.append(f"  and {len(troubles) - _SHOWN} more: webinstruct status RUN --jobs --json has all")
    return lines


def _steps(job: ArrayJob) -> str:
    """What a job does.

    >>> from webinstruct.executors.slurm.chain import StepOf
    >>> _steps(ArrayJob((StepOf("dedup", "sign"),), 4, 1))
    'dedup sign'
    >>> _steps(ArrayJob((StepOf("dedup", "exact"), StepOf("dedup", "cluster")), 1, 1))
    'dedup exact .. cluster'
    >>> _steps(ArrayJob((StepOf("dedup", "cluster"), StepOf("export", "files")), 1, 1))
    'dedup cluster .. export files'
    """
    first, last = job.steps[0], job.steps[-1]
    if first == last:
        return " ".join(first)
    return f"{' '.join(first)} .. {last.step if first.stage == last.stage else ' '.join(last)}"


def next_of_jobs(status: JobsStatus, run: str) -> str:
    """The next command: look again while jobs are at it, else what submitted them, which asks the queue first."""
    if status.is_open and not any(job.troubles for job in status.jobs):
        return next_line("status", run)
    again = status.command or "the call that submitted them"
    return f"Next: {again}\n(jobs that are still in the queue are not submitted twice)"


def print_submitted(jobs: Submitted, run: str) -> None:
    """Say which jobs do the run from now on."""
    if jobs.new:
        print("\n".join(map(handed_in_line, jobs.new)))
    elif jobs.queued:
        print("The jobs of this run are still in the queue; nothing was submitted.", file=sys.stderr)
        for one in jobs.queued:
            print(f"{one.id:<14} {one.name:<40} {one.state} {one.reason}")
    print(next_line("status", run))
