"""Which jobs a run becomes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.executors.slurm.chain import Pending, chain_of
from webinstruct.executors.slurm.settings import Allocation, SlurmSettings


def test_a_stage_with_gpus_gets_what_the_site_says_for_those() -> None:
    settings = SlurmSettings(cpu=Allocation(cpus=4, elements=10), gpu=Allocation(workers=2, elements=3))
    steps = [Pending("recall", "process", 0, 1000), Pending("extract", "process", 4, 1000)]
    recall, extract = chain_of(steps, settings, 1001)
    assert (recall.elements, recall.workers, recall.gpus, recall.is_gpu) == (10, 4, 0, False)
    assert (extract.elements, extract.workers, extract.gpus, extract.is_gpu) == (3, 2, 8, True)


def test_there_are_no_more_elements_than_parts_for_their_workers() -> None:
    (job,) = chain_of([Pending("dedup", "match", 0, 9)], SlurmSettings(cpu=Allocation(cpus=4)), 1001)
    assert job.elements == 3


def test_each_step_waits_for_all_arrays_of_the_one_before() -> None:
    steps = [Pending("a", "process", 0, 25), Pending("b", "process", 0, 25), Pending("c", "process", 0, 1)]
    jobs = chain_of(steps, SlurmSettings(cpu=Allocation(workers=1)), 10)
    assert [job.after for job in jobs] == [(), (), (), (0, 1, 2), (0, 1, 2), (0, 1, 2), (3, 4, 5)]


def test_folded_arrays_keep_a_limit_at_a_time_by_going_one_after_the_other() -> None:
    settings = SlurmSettings(cpu=Allocation(workers=1, at_once=2))
    jobs = chain_of([Pending("a", "process", 0, 25), Pending("b", "process", 0, 25)], settings, 10)
    assert [job.after for job in jobs] == [(), (0,), (1,), (0, 1, 2), (3,), (4,)]


def test_neighbors_for_which_one_element_is_enough_are_one_job() -> None:
    settings = SlurmSettings(cpu=Allocation(cpus=4), gpu=Allocation(workers=2))
    steps = [("a", 0, 9), ("b", 0, 4), ("c", 0, 1), ("d", 1, 2), ("e", 1, 1), ("f", 2, 1), ("g", 0, 5)]
    jobs = chain_of([Pending(name, "process", gpus, parts) for name, gpus, parts in steps], settings, 1001)
    assert [("".join(step.stage for step in job.steps), job.elements, job.gpus) for job in jobs] == [
        ("a", 3, 0),
        ("bc", 1, 0),
        ("de", 1, 2),
        ("f", 1, 4),
        ("g", 2, 0),
    ]
    assert [job.after for job in jobs] == [(), (0,), (1,), (2,), (3,)]


@given(st.integers(1, 500), st.integers(1, 20), st.integers(1, 100), st.integers(1, 60))
def test_folds_hold_every_element_once(parts: int, workers: int, elements: int, max_array: int) -> None:
    settings = SlurmSettings(cpu=Allocation(workers=workers, elements=elements))
    jobs = chain_of([Pending("a", "process", 0, parts)], settings, max_array)
    ranks = [job.first + index for job in jobs for index in range(job.elements)]
    assert ranks == list(range(min(elements, -(-parts // workers))))
    assert all(job.elements <= max_array and job.of == len(ranks) for job in jobs)
