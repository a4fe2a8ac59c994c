"""Elements share the parts without anybody who deals them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.executors.slurm.supply import supply


@given(st.integers(1, 60), st.integers(1, 8), st.randoms())
def test_elements_at_work_together_do_every_part_once(total: int, count: int, random: object) -> None:
    done: set[int] = set()
    taken: list[int] = []
    supplies = [
        supply(lambda: [n for n in range(total) if n not in done], total, rank, count)
        for rank in range(count)
    ]
    for element in cycle(supplies):
        part = next(element, None)
        if part is None:
            break
        if part not in done:  # else its file is there: a worker looks and goes on
            taken.append(part)
            done.add(part)
    assert sorted(taken) == list(range(total))


def test_a_listing_serves_for_many_parts() -> None:
    listings = 0

    def pending() -> Sequence[int]:
        nonlocal listings
        listings += 1
        return range(10_000)

    assert len(list(supply(pending, 10_000, 3, 7))) == 10_000
    assert listings == 2


def test_what_others_did_meanwhile_is_not_offered_after_a_while() -> None:
    now = 0.0
    done: set[int] = set()
    element: Iterator[int] = supply(lambda: [n for n in range(8) if n not in done], 8, 0, 2, lambda: now)
    assert [next(element), next(element)] == [0, 1]
    done |= {0, 1, 2, 3, 4, 5}
    now = 60.0
    assert list(element) == [6, 7]


def test_a_part_that_stays_undone_is_offered_once() -> None:
    assert list(supply(lambda: [2], 3, 0, 1)) == [2]
