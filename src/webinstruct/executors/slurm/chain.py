"""Which array jobs a run needs: one for each step that has parts to do, folded where arrays may not be so long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webinstruct.executors.slurm.settings import Allocation, SlurmSettings

__all__ = ["ArrayJob", "Pending", "allocation_of", "chain_of"]


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
    which allocation it gets. Where a step has several jobs, `first` counts the elements of those before, and `of` all
    of them. `after` are the places in the chain of the jobs that have to end before."""

    stage: str
    step: str
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

        >>> ArrayJob("dedup", "sign", 4, 1).label, ArrayJob("dedup", "sign", 4, 1, first=1000).label
        ('dedup-sign', 'dedup-sign+1000')
        """
        return f"{self.stage}-{self.step}" + (f"+{self.first}" if self.first else "")


def chain_of(pending: Sequence[Pending], settings: SlurmSettings, max_array: int) -> list[ArrayJob]:
    """The jobs in the order in which they are submitted; `max_array` is how many elements one may have.

    >>> steps = [Pending("extract", "process", 0, 100), Pending("dedup", "index", 0, 1)]
    >>> for job in chain_of(steps, SlurmSettings(cpu=Allocation(cpus=4)), 20):
    ...     print(job.label, job.elements, job.of, job.after)
    extract-process 20 25 ()
    extract-process+20 5 25 ()
    dedup-index 1 1 (0, 1)
    """
    jobs: list[ArrayJob] = []
    before: tuple[int, ...] = ()
    for step in pending:
        begin = len(jobs)
        chosen = settings.gpu if step.gpus else settings.cpu
        workers = chosen.workers or (1 if step.gpus else chosen.cpus)
        gpus = workers * (step.gpus if chosen.gpus is None else chosen.gpus)
        of = min(chosen.elements, -(-step.parts // workers))
        for first in range(0, of, max_array):
            # A limit of elements at a time is a limit of one array: with it, further ones wait for those before.
            after = (len(jobs) - 1,) if chosen.at_once and first else before
            elements = min(max_array, of - first)
            jobs.append(
                ArrayJob(step.stage, step.step, elements, workers, gpus, step.gpus > 0, first, of, after)
            )
        before = tuple(range(begin, len(jobs)))
    return jobs


def allocation_of(job: ArrayJob, settings: SlurmSettings) -> Allocation:
    """What each element of `job` gets."""
    return settings.gpu if job.is_gpu else settings.cpu
