"""Who goes: only who forms a pair with a row that stays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.dedup.clusters import NEAR, OTHER_TEXT, SAME_MEANING, Pairs, Settling, in_order

_ROW = st.integers(0, 9)
_EDGES = st.lists(
    st.tuples(_ROW, _ROW, st.sampled_from([0.8, 0.9]), st.sampled_from([NEAR, SAME_MEANING])), max_size=25
)
Edge = tuple[int, int, float, int]
_NOBODY = np.empty(0, np.uint32)


def pairs_of(edges: list[Edge]) -> Pairs:
    kept = [(min(a, b), max(a, b), similarity, kind) for a, b, similarity, kind in edges if a != b]
    columns = zip(*kept, strict=True) if kept else ([], [], [], [])
    types = (np.uint32, np.uint32, np.float64, np.int8)
    return Pairs(*(np.array(column, type_) for column, type_ in zip(columns, types, strict=True)))


def of_one_id(best: int, row: int) -> Edge:
    return best, row, 0.0, OTHER_TEXT


@given(_EDGES, st.integers(0, 10))
def test_a_row_goes_exactly_if_it_pairs_with_one_that_stays(edges: list[Edge], cut: int) -> None:
    pairs = in_order([pairs_of(edges)])
    settling = Settling(10, _NOBODY)
    pieces = [pairs.worse < cut, pairs.worse >= cut]
    removed = [settling.removals(pairs.at(np.flatnonzero(piece))) for piece in pieces]
    found = dict(zip(*(np.concatenate([r[name] for r in removed]).tolist() for name in (1, 0)), strict=True))
    for row in range(10):
        staying = [
            (kind, -similarity, better)
            for better, worse, similarity, kind in zip(*pairs, strict=True)
            if worse == row and better not in found
        ]
        assert (row in found) == bool(staying)
        if staying:
            assert found[row] == min(staying)[2]
    assert not set(found.values()) & set(found)


def settled(edges: list[Edge], gone_before: list[int]) -> list[tuple[int, int]]:
    removed = Settling(9, np.array(gone_before, np.uint32)).removals(in_order([pairs_of(edges)]))
    return list(zip(removed.worse.tolist(), removed.better.tolist(), strict=True))


def test_the_best_row_of_an_id_keeps_it() -> None:
    assert settled([of_one_id(1, 4), of_one_id(1, 5)], []) == [(4, 1), (5, 1)]


def test_the_next_row_keeps_the_id_of_one_that_goes() -> None:
    assert settled([(0, 1, 0.9, NEAR), of_one_id(1, 4), of_one_id(1, 5)], []) == [(1, 0), (5, 4)]


def test_the_next_row_keeps_the_id_of_an_exact_duplicate() -> None:
    assert settled([of_one_id(1, 4), of_one_id(1, 5)], [1]) == [(5, 4)]


def test_a_keeper_that_goes_for_a_similar_row_leaves_the_id_to_the_next() -> None:
    assert settled([of_one_id(1, 4), (3, 4, 0.8, NEAR), of_one_id(1, 5)], [1]) == [(4, 3)]


def test_a_similar_text_comes_before_one_of_closer_meaning() -> None:
    assert settled([(0, 5, 0.99, SAME_MEANING), (1, 5, 0.8, NEAR)], []) == [(5, 1)]
