from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.extract.llm.cuts import halves_of, pieces_of

_weights = st.lists(st.integers(1, 50), min_size=1, max_size=80)


@given(_weights, st.integers(1, 120), st.integers(0, 60))
def test_every_line_is_in_a_piece_and_pieces_follow_each_other(
    weights: list[int], most: int, overlap: int
) -> None:
    runs = pieces_of(weights, most, overlap)
    assert runs[0].start == 0
    assert runs[-1].stop == len(weights)
    assert all(before.start < after.start <= before.stop < after.stop for before, after in pairwise(runs))


@given(_weights, st.integers(1, 120), st.integers(0, 60))
def test_no_piece_is_too_heavy_but_a_single_line(weights: list[int], most: int, overlap: int) -> None:
    for run in pieces_of(weights, most, overlap):
        assert len(run) == 1 or sum(weights[run.start : run.stop]) <= most


@given(_weights, st.integers(1, 120), st.integers(0, 60))
def test_neighbors_share_no_more_than_the_overlap(weights: list[int], most: int, overlap: int) -> None:
    for before, after in pairwise(pieces_of(weights, most, overlap)):
        assert sum(weights[after.start : before.stop]) <= overlap


@given(_weights, st.integers(0, 60))
def test_halves_are_smaller_and_leave_nothing_out(weights: list[int], overlap: int) -> None:
    whole = range(len(weights))
    halves = halves_of(weights, whole, overlap)
    assert bool(halves) == (len(weights) > 1)
    assert all(len(half) < len(whole) for half in halves)
    assert {k for half in halves for k in half} == (set(whole) if halves else set())
