from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.training.split import NOT_HELD_OUT, held_out_parts, parts, parts_of_sites

_STRATA = st.lists(st.integers(0, 4), min_size=1, max_size=200)


def keys_for(strata: list[int]) -> np.ndarray:
    return np.random.default_rng(1).permutation(len(strata)).astype(np.uint64)


@given(_STRATA, st.integers(2, 10))
def test_the_parts_of_each_stratum_differ_by_one_example_at_most(strata: list[int], count: int) -> None:
    found = parts(np.array(strata), keys_for(strata), count)
    for stratum in set(strata):
        sizes = Counter(found[np.array(strata) == stratum].tolist())
        assert max(sizes[part] for part in range(count)) - min(sizes[part] for part in range(count)) <= 1


@given(_STRATA, st.floats(0.05, 0.5))
def test_the_share_that_is_held_out_is_exact_to_an_example(strata: list[int], share: float) -> None:
    found = held_out_parts(np.array(strata), keys_for(strata), share)
    assert set(found.tolist()) <= {0, NOT_HELD_OUT}
    assert int((found == 0).sum()) == pytest.approx(share * len(strata), abs=1)


@given(_STRATA)
def test_the_order_of_the_examples_does_not_move_one_to_another_part(strata: list[int]) -> None:
    keys = keys_for(strata)
    found = parts(np.array(strata), keys, 5)
    backwards = parts(np.array(strata[::-1]), keys[::-1], 5)
    assert found.tolist() == backwards[::-1].tolist()


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=100), st.integers(2, 5))
def test_all_pages_of_a_site_are_in_one_part_and_parts_are_about_equal(
    pages: list[tuple[int, bool]], count: int
) -> None:
    _, sites = np.unique([site for site, _ in pages], return_inverse=True)
    is_wanted = np.array([wanted for _, wanted in pages])
    found = parts_of_sites(sites, is_wanted, count)
    assert all(len(set(found[sites == site].tolist())) == 1 for site in set(sites.tolist()))
    wanted = np.bincount(found[is_wanted], minlength=count)
    largest = max(int((is_wanted & (sites == site)).sum()) for site in set(sites.tolist()))
    assert wanted.max() - wanted.min() <= largest
