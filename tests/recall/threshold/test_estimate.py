"""Precision and recall of a whole corpus from a few labelled pages, held against corpora whose truth is known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.threshold.bins import BINS, EDGES, bins_of, histogram_of
from webinstruct.recall.threshold.estimate import CutPoint, Labelled, cut_points
from webinstruct.recall.threshold.strata import smallest, strata_of, stratum_of, wanted_sizes

_QUANTILES = (0.25, 0.5, 0.75, 0.9, 0.97, 0.99)


class _Corpus:
    """Pages with scores and a truth, of which samples can be drawn."""

    def __init__(self, pages: int, spread: float, center: float, seed: int) -> None:
        chance = np.random.default_rng(seed)
        odds = chance.normal(center, spread, pages)
        self.scores = 1 / (1 + np.exp(-odds))
        self.is_wanted = chance.random(pages) < 1 / (1 + np.exp(-(odds - 0.5)))
        self.bins = bins_of(self.scores)
        self.histogram = histogram_of(self.scores, np.full(pages, 100))
        self.starts = strata_of(self.histogram.pages)
        self._strata = stratum_of(self.bins, self.starts)
        self._sizes = np.bincount(self._strata, minlength=len(self.starts)).tolist()

    def points(self, labels: int, seed: int) -> list[CutPoint]:
        keys = np.random.default_rng(seed).integers(0, 2**63, len(self.bins)).astype(np.uint64)
        drawn = smallest(self._strata, keys, wanted_sizes(self._sizes, labels))
        return cut_points(self.histogram, self.starts, Labelled(self.bins[drawn], self.is_wanted[drawn]))

    def truth(self, threshold: float) -> tuple[float, float]:
        """Precision and recall."""
        above = self.scores >= threshold
        hits = (above & self.is_wanted).sum()
        return float(hits / above.sum()), float(hits / self.is_wanted.sum())


def test_with_every_page_labelled_the_curve_is_the_truth_without_any_doubt() -> None:
    corpus = _Corpus(400, 2.0, -1.0, seed=1)
    for point in corpus.points(400, seed=0):
        precision, recall = corpus.truth(point.threshold)
        assert point.precision == pytest.approx((precision, precision, precision))
        assert point.recall == pytest.approx((recall, recall, recall))


@pytest.mark.parametrize(
    ("spread", "center", "labels"), [(3.0, -4.0, 500), (1.5, -1.0, 500), (3.0, -4.0, 150)]
)
def test_intervals_hold_the_truth_about_as_often_as_they_say(spread: Any, center: Any, labels: Any) -> None:
    corpus = _Corpus(5_000, spread, center, seed=7)
    wanted = np.quantile(corpus.scores, _QUANTILES)
    held = []
    for seed in range(60):
        points = corpus.points(labels, seed)
        thresholds = np.array([point.threshold for point in points])
        for place in np.searchsorted(thresholds, wanted):
            point = points[min(place, len(points) - 1)]
            precision, recall = corpus.truth(point.threshold)
            held.append(point.precision.low <= precision <= point.precision.high)
            held.append(point.recall.low <= recall <= point.recall.high)
    assert np.mean(held) >= 0.92


@given(st.lists(st.tuples(st.integers(0, BINS - 1), st.booleans()), min_size=1, max_size=40))
def test_every_estimate_lies_within_its_interval_and_every_interval_within_zero_and_one(rows: Any) -> None:
    bins = np.array([place for place, _ in rows])
    is_wanted = np.array([wanted for _, wanted in rows])
    histogram = histogram_of(EDGES[np.repeat(bins, 3)], np.ones(3 * len(bins)))
    for point in cut_points(histogram, strata_of(histogram.pages), Labelled(bins, is_wanted)):
        shares = [point.precision] if math.isnan(point.recall.value) else [point.precision, point.recall]
        for share in shares:
            assert 0 <= share.low <= share.value + 1e-9
            assert share.value - 1e-9 <= share.high <= 1


def test_keeping_all_pages_recalls_all_wanted_ones() -> None:
    corpus = _Corpus(2_000, 2.0, -1.0, seed=3)
    assert corpus.points(200, seed=0)[0].recall == (1.0, 1.0, 1.0)


def test_four_times_as_many_labels_halve_the_interval() -> None:
    corpus = _Corpus(20_000, 2.0, -1.0, seed=3)
    few, many = (corpus.points(labels, seed=0)[0].precision for labels in (200, 800))
    assert (many.high - many.low) / (few.high - few.low) == pytest.approx(0.5, abs=0.1)


def test_a_piece_of_a_stratum_without_a_label_is_as_wide_as_can_be() -> None:
    scores = np.repeat([0.1, 0.9], 50)
    only_low = Labelled(bins_of(np.full(5, 0.1)), np.array([True] * 5))
    top = cut_points(histogram_of(scores, np.ones(100)), [0], only_low)[-1]
    assert (top.labels, top.precision.low, top.precision.high) == (0, 0.0, 1.0)


def test_without_labels_there_is_no_curve() -> None:
    empty = Labelled(np.array([], dtype=np.int64), np.array([], dtype=np.bool_))
    assert cut_points(histogram_of(np.array([0.5]), np.array([1])), [0], empty) == []
