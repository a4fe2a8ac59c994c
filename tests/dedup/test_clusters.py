"""Who goes: only who forms a pair with a row that stays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.dedup.clusters import SAME_ID, Pairs, Settling, in_order

_EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.8, 0.9])), max_size=25)
_NOBODY = np.empty(0, np.uint32)


def pairs_of(edges: list[tuple[int, int, float]]) -> Pairs:
    kept = [(min(a, b), max(a, b), similarity) for a, b, similarity in edges if a != b]
    columns = zip(*kept, strict=True) if kept else ([], [], [])
    better, worse, similarity = columns
    return Pairs(np.array(better, np.uint32), np.array(worse, np.uint32), np.array(similarity, np.float64))


@given(_EDGES, st.integers(0, 10))
def test_a_row_goes_exactly_if_it_pairs_with_one_that_stays(
    edges: list[tuple[int, int, float]], cut: int
) -> None:
    pairs = in_order([pairs_of(edges)])
    settling = Settling(10, _NOBODY)
    pieces = [pairs.worse < cut, pairs.worse >= cut]
    removed = [settling.removals(Pairs(*(column[piece] for column in pairs))) for piece in pieces]
    found = dict(zip(*(np.concatenate([r[name] for r in removed]).tolist() for name in (1, 0)), strict=True))
    for row in range(10):
        staying = [
            (-similarity, better)
            for better, worse, similarity in zip(*pairs, strict=True)
            if worse == row and better not in found
        ]
        assert (row in found) == bool(staying)
        if staying:
            assert found[row] == min(staying)[1]
    assert not set(found.values()) & set(found)


def settled(edges: list[tuple[int, int, float]], gone_before: list[int]) -> list[tuple[int, int]]:
    removed = Settling(9, np.array(gone_before, np.uint32)).removals(in_order([pairs_of(edges)]))
    return list(zip(removed.worse.tolist(), removed.better.tolist(), strict=True))


def test_the_best_row_of_an_id_keeps_it() -> None:
    assert settled([(1, 4, SAME_ID), (1, 5, SAME_ID)], []) == [(4, 1), (5, 1)]


def test_the_next_row_keeps_the_id_of_one_that_goes() -> None:
    assert settled([(0, 1, 0.9), (1, 4, SAME_ID), (1, 5, SAME_ID)], []) == [(1, 0), (5, 4)]


def test_the_next_row_keeps_the_id_of_an_exact_duplicate() -> None:
    assert settled([(1, 4, SAME_ID), (1, 5, SAME_ID)], [1]) == [(5, 4)]


def test_a_keeper_that_goes_for_a_similar_row_leaves_the_id_to_the_next() -> None:
    assert settled([(1, 4, SAME_ID), (3, 4, 0.8), (1, 5, SAME_ID)], [1]) == [(4, 3)]
