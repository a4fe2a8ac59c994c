"""Which array jobs a run needs: one for each step that has parts to do, folded where arrays may not be so long.

Neighboring steps for which one and the same element is enough are one job, so that a chain of small steps waits in the
queue once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from webinstruct.executors.slurm.settings import Allocation, SlurmSettings

__all__ = ["ArrayJob", "Pending", "StepOf", "allocation_of", "chain_of"]


class StepOf(NamedTuple):
    """A step and the stage that it belongs to, by their names."""

    stage: str
    step: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that is not done: `gpus` is what one worker of its stage needs, `parts` how many there are to do."""

    stage: str
    step: str
    gpus: int
    parts: int


@dataclass(frozen=True, slots=True)
class ArrayJob:
    """One array job: so many `elements`, each with so many `workers`, and `gpus` for all workers of one. `is_gpu` says
    which allocation it gets. It does its `steps` one after the other; there are several only where it has one element.
    Where a step has several jobs, `first` counts the elements of those before, and `of` all of them. `after` are the
    places in the chain of the jobs that have to end before."""

    steps: tuple[StepOf, ...]
    elements: int
    workers: int
    gpus: int = 0
    is_gpu: bool = False
    first: int = 0
    of: int = 1
    after: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """What it is called within its submission.

        >>> sign, exact = StepOf("dedup", "sign"), StepOf("dedup", "exact")
        >>> ArrayJob((sign,), 4, 1).label, ArrayJob((sign,), 4, 1, first=1000).label
        ('dedup-sign', 'dedup-sign+1000')
        >>> ArrayJob((sign, exact), 1, 1).label
        'dedup-sign..dedup-exact'
        """
        ends = dict.fromkeys((self.steps[0], self.steps[-1]))
        return "..".join(map("-".join, ends)) + (f"+{self.first}" if self.first else "")


def chain_of(pending: Sequence[Pending], settings: SlurmSettings, max_array: int) -> list[ArrayJob]:
    """The jobs in the order in which they are submitted; `max_array` is how many elements one may have.

    >>> steps = [("extract", "process", 0, 100), ("dedup", "sign", 0, 4), ("dedup", "exact", 0, 1)]
    >>> for job in chain_of([Pending(*step) for step in steps], SlurmSettings(cpu=Allocation(cpus=4)), 20):
    ...     print(job.label, job.elements, job.of, job.after)
    extract-process 20 25 ()
    extract-process+20 5 25 ()
    dedup-sign..dedup-exact 1 1 (0, 1)
    """
    jobs: list[ArrayJob] = []
    before: tuple[int, ...] = ()
    for step in pending:
        whole = _array_of(step, settings)
        if jobs and _are_one(jobs[-1], whole):
            jobs[-1] = replace(jobs[-1], steps=(*jobs[-1].steps, *whole.steps))
            continue
        begin = len(jobs)
        for first in range(0, whole.of, max_array):
            # A limit of elements at a time is a limit of one array: with it, further ones wait for those before.
            after = (len(jobs) - 1,) if allocation_of(whole, settings).at_once and first else before
            jobs.append(replace(whole, elements=min(max_array, whole.of - first), first=first, after=after))
        before = tuple(range(begin, len(jobs)))
    return jobs


def allocation_of(job: ArrayJob, settings: SlurmSettings) -> Allocation:
    """What each element of `job` gets."""
    return settings.gpu if job.is_gpu else settings.cpu


def _array_of(step: Pending, settings: SlurmSettings) -> ArrayJob:
    """All elements that are of use to `step`, as one job."""
    chosen = settings.gpu if step.gpus else settings.cpu
    workers = chosen.workers or (1 if step.gpus else chosen.cpus)
    gpus = workers * (step.gpus if chosen.gpus is None else chosen.gpus)
    elements = min(chosen.elements, -(-step.parts // workers))
    return ArrayJob((StepOf(step.stage, step.step),), elements, workers, gpus, step.gpus > 0, of=elements)


def _are_one(job: ArrayJob, following: ArrayJob) -> bool:
    """Whether the one element of `job` is what `following` needs, too."""
    alike = (job.of, job.workers, job.gpus, job.is_gpu)
    return alike == (1, following.workers, following.gpus, following.is_gpu) and following.of == 1
