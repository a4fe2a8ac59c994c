"""Candidates, similarity and removals against their plain definitions."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.dedup.clusters import Pair, removals
from webinstruct.dedup.matching import best_of_groups, candidates, jaccard
from webinstruct.dedup.signature import band_keys, band_shape, comparable, signatures

_SETS = st.sets(st.integers(0, 40), max_size=20)


@given(_SETS, _SETS)
def test_similarity_is_shared_over_all(one: set[int], other: set[int]) -> None:
    arrays = [np.array(sorted(found), np.uint32) for found in (one, other)]
    expected = len(one & other) / len(one | other) if one and other else 0.0
    assert jaccard(*arrays) == pytest.approx(expected)


@given(st.lists(st.integers(0, 5), max_size=20), st.randoms(use_true_random=False))
def test_the_best_of_a_group_is_its_lowest_rank(keys: list[int], draw: random.Random) -> None:
    rank = list(range(len(keys)))
    draw.shuffle(rank)
    best = best_of_groups([np.array(keys, np.uint64)], np.array(rank, np.int64)).tolist()
    expected = [
        min((r, n) for n, (k, r) in enumerate(zip(keys, rank, strict=True)) if k == key)[1] for key in keys
    ]
    assert best == expected


@given(st.lists(st.integers(0, 4), max_size=12))
def test_every_two_rows_with_one_key_are_candidates(keys: list[int]) -> None:
    rank = np.arange(len(keys))
    found = set(candidates(np.array(keys, np.uint64), rank, rank))
    count = range(len(keys))
    assert found == {(a, b) for a in count for b in count if a < b and keys[a] == keys[b]}


def test_a_huge_bucket_stays_linear() -> None:
    rank = np.arange(5_000)
    assert sum(1 for _ in candidates(np.zeros(5_000, np.uint64), rank, rank)) <= 64 * 5_000


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
def test_a_row_goes_exactly_if_it_pairs_with_one_that_stays(edges: list[tuple[int, int]]) -> None:
    pairs = [Pair(min(edge), max(edge), 0.9) for edge in edges if edge[0] != edge[1]]
    found = {removal.row: removal.survivor for removal in removals(pairs, {n: n for n in range(10)})}
    for row in range(10):
        staying = [pair.better for pair in pairs if pair.worse == row and pair.better not in found]
        assert (row in found) == bool(staying)
    assert not set(found.values()) & set(found)


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.75, 0.8, 0.9])
def test_bands_find_pairs_at_the_threshold(threshold: float) -> None:
    bands, rows = band_shape(threshold, 128)
    draw = np.random.default_rng(1)
    size, trials = 200, 200
    shared = round(2 * size * threshold / (1 + threshold))
    met = 0
    for _ in range(trials):
        drawn = draw.choice(2**32, 2 * size - shared, replace=False).astype(np.uint32)
        both = signatures([np.sort(drawn[:size]), np.sort(drawn[size - shared :])], 128, 1)
        keys = band_keys(both, np.zeros(2, np.uint64), bands, rows)
        met += bool((keys[0] == keys[1]).any())
    assert met >= 0.95 * trials


@given(st.text(max_size=40))
def test_every_text_has_something_to_compare(text: str) -> None:
    assert len(comparable(text, 2).shingles) > 0
