"""Scores in bins: exact at their edges, and histograms that add up."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from webinstruct.recall.threshold.bins import BINS, EDGES, bins_of, histogram_of, merged

scores = arrays(np.float32, st.integers(0, 50), elements=st.floats(0, 1, width=32))


def test_the_edges_rise_from_zero_over_one_half_to_just_under_one() -> None:
    assert EDGES[0] == 0.0
    assert EDGES[BINS // 2] == 0.5
    assert EDGES[-1] < 1.0
    assert (np.diff(EDGES) > 0).all()


@given(scores)
def test_a_page_is_at_or_over_an_edge_exactly_if_it_is_in_that_bin_or_above(found: Any) -> None:
    places = bins_of(found)
    for place in (1, 250, 500, 999):
        assert ((found.astype(np.float64) >= EDGES[place]) == (places >= place)).all()


@given(scores, scores)
def test_histograms_of_parts_add_up_to_that_of_the_whole(one: Any, other: Any) -> None:
    parts = [histogram_of(found, np.arange(len(found))) for found in (one, other)]
    whole = histogram_of(np.append(one, other), np.append(np.arange(len(one)), np.arange(len(other))))
    added = merged(*parts)
    assert (added.pages == whole.pages).all()
    assert (added.tokens == whole.tokens).all()


def test_scores_near_one_are_told_apart() -> None:
    assert len(set(bins_of(np.array([0.99, 0.995, 0.999, 0.9995, 0.9999])).tolist())) == 5
