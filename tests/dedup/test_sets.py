"""Sets of hashes against Python's own sets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.dedup.sets import Sets, jaccard, joined_sets, may_reach

_SETS = st.sets(st.integers(0, 40), max_size=20)
_WIDE_SETS = st.sets(st.integers(0, 9).map(lambda n: n * 256), max_size=10)  # many of them on the same bit


def sets_of(found: Sequence[set[int]]) -> Sets:
    flat = np.array([value for one in found for value in sorted(one)], np.uint32)
    return Sets(flat, np.cumsum([0, *map(len, found)]))


@given(st.lists(st.tuples(_SETS, _SETS), max_size=8))
def test_similarity_is_shared_over_all(pairs: list[tuple[set[int], set[int]]]) -> None:
    sets = sets_of([found for pair in pairs for found in pair])
    places = np.arange(len(sets))
    expected = [len(one & other) / max(1, len(one | other)) for one, other in pairs]
    assert jaccard(sets, places[::2], places[1::2]).tolist() == pytest.approx(expected)


@given(st.lists(st.tuples(_WIDE_SETS, _WIDE_SETS), max_size=8), st.sampled_from([0.3, 0.5, 0.7, 1.0]))
def test_no_pair_at_the_threshold_is_passed_over(
    pairs: list[tuple[set[int], set[int]]], threshold: float
) -> None:
    sets = sets_of([found for pair in pairs for found in pair])
    places = np.arange(len(sets))
    chosen = may_reach(threshold, sets, places[::2], places[1::2])
    true = jaccard(sets, places[::2], places[1::2])
    assert not (true[~chosen] >= threshold).any()


@given(st.lists(st.tuples(_SETS, st.booleans()), max_size=8))
def test_sets_of_two_parts_stand_each_at_its_place(found: list[tuple[set[int], bool]]) -> None:
    parts = [[one for one, is_here in found if is_here is here] for here in (True, False)]
    places = [np.flatnonzero([is_here is here for _, is_here in found]) for here in (True, False)]
    joined, expected = (
        joined_sets([sets_of(part) for part in parts], places),
        sets_of([one for one, _ in found]),
    )
    assert joined.flat.tolist() == expected.flat.tolist()
    assert joined.edges.tolist() == expected.edges.tolist()
