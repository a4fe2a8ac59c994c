"""Groups and candidates against their plain definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.dedup import matching
from webinstruct.dedup.matching import (
    HEADS,
    best_of_groups,
    bucket_pairs,
    packed,
    rank_bits,
    ranks_of,
)


def pairs_of(keys: list[int], first: int = 0) -> list[tuple[int, int]]:
    """The pairs of ranks that `bucket_pairs` gives for the keys of ranks 0, 1, 2 ..."""
    bits = rank_bits(len(keys))
    code = np.sort(
        packed(np.array(keys, np.uint64) << np.uint64(50), np.arange(len(keys), dtype=np.uint32), bits)
    )
    codes = [int(found) for piece in bucket_pairs(code, bits, first) for found in piece]
    assert codes == sorted(codes)
    better, worse = ranks_of(np.array(codes, np.uint64))
    return list(zip(better.tolist(), worse.tolist(), strict=True))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), max_size=20))
def test_the_best_of_a_group_is_its_lowest_rank(keys: list[tuple[int, int]]) -> None:
    columns = [np.array([key[half] for key in keys], np.uint64) for half in (0, 1)]
    assert best_of_groups(columns).tolist() == [keys.index(key) for key in keys]


def test_keys_that_differ_only_in_their_lowest_bits_are_different_groups() -> None:
    assert best_of_groups([np.array([1 << 63, (1 << 63) + 1, 1 << 63], np.uint64)]).tolist() == [0, 1, 0]


@given(st.lists(st.integers(0, 4), max_size=12), st.integers(0, 12))
def test_every_two_ranks_with_one_key_are_candidates(keys: list[int], first: int) -> None:
    count = range(len(keys))
    expected = {(a, b) for b in count for a in range(b) if keys[a] == keys[b] and b >= first}
    assert set(pairs_of(keys, first)) == expected


def test_in_a_huge_bucket_each_meets_the_best() -> None:
    found = pairs_of([7] * 5_000)
    assert {better for better, _ in found} == set(range(HEADS))
    assert len(found) == sum(min(rank, HEADS) for rank in range(5_000))


def test_candidates_made_in_pieces_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [number % 7 for number in range(300)]
    whole = pairs_of(keys)
    monkeypatch.setattr(matching, "_PAIRS_AT_ONCE", 100)
    assert pairs_of(keys) == whole
