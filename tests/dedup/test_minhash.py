"""Signatures and bands against their plain definitions, and what they promise about recall."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.dedup.minhash import band_keys, band_shape, signatures
from webinstruct.dedup.sets import Sets

_SETS = st.lists(st.sets(st.integers(0, 2**32 - 1), max_size=200), max_size=6)


def _sets(found: list[set[int]]) -> Sets:
    flat = np.array([value for one in found for value in sorted(one)], np.uint32)
    return Sets(flat, np.cumsum([0, *map(len, found)]))


def _pairs(count: int, shared: int, own: int) -> Sets:
    """Pairs of sets with the Jaccard similarity shared / (shared + 2 * own), one after another."""
    draws = np.random.default_rng(7).integers(0, 1 << 32, (count, shared + 2 * own), dtype=np.uint64)
    one, other = draws[:, : shared + own], np.delete(draws, np.s_[shared : shared + own], axis=1)
    flat = np.sort(np.stack([one, other], axis=1).astype(np.uint32), axis=2)
    return Sets(flat.ravel(), np.arange(2 * count + 1) * (shared + own))


@given(_SETS)
def test_a_signature_does_not_depend_on_its_neighbors(found: list[set[int]]) -> None:
    together = signatures(_sets(found), 16, 1)
    alone = [signatures(_sets([one]), 16, 1)[:, 0] for one in found]
    assert together.shape == (16, len(found))
    assert all((together[:, place] == values).all() for place, values in enumerate(alone))


@given(_SETS, st.sets(st.integers(0, 2**32 - 1), max_size=200))
def test_a_union_has_the_lesser_values(found: list[set[int]], more: set[int]) -> None:
    for one in found:
        parts = signatures(_sets([one, more, one | more]), 16, 1)
        assert (parts[:, 2] == np.minimum(parts[:, 0], parts[:, 1])).all()


@pytest.mark.parametrize(("shared", "own"), [(30, 5), (20, 20), (64, 3)])
def test_values_agree_as_often_as_the_sets_are_similar(shared: int, own: int) -> None:
    found = signatures(_pairs(2_000, shared, own), 128, 3)
    agreeing = float((found[:, ::2] == found[:, 1::2]).mean())
    assert agreeing == pytest.approx(shared / (shared + 2 * own), abs=0.01)


@pytest.mark.parametrize(("shared", "own"), [(30, 5), (35, 3), (20, 5)])
def test_nearly_all_pairs_at_the_threshold_share_a_band(shared: int, own: int) -> None:
    bands, rows = band_shape(shared / (shared + 2 * own), 128)
    signature = signatures(_pairs(4_000, shared, own), bands * rows, 1)
    keys = band_keys(signature, np.zeros(8_000, np.uint64), bands, rows)
    met = (keys[:, ::2] == keys[:, 1::2]).any(axis=0)
    assert met.mean() > 0.985


def test_another_guard_shares_no_band() -> None:
    same = _sets([{1, 2, 3}, {1, 2, 3}])
    keys = band_keys(signatures(same, 32, 1), np.array([5, 6], np.uint64), 8, 4)
    assert not (keys[:, 0] == keys[:, 1]).any()


def test_another_seed_gives_other_values() -> None:
    one = _sets([set(range(1, 50))])
    assert not (signatures(one, 64, 1) == signatures(one, 64, 2)).all()


@given(st.floats(0.05, 0.99), st.integers(16, 1024))
def test_bands_take_no_more_values_than_allowed(threshold: float, permutations: int) -> None:
    bands, rows = band_shape(threshold, permutations)
    assert 1 <= bands * rows <= permutations
