"""The cut-off for a target, and the best there is where nothing reaches it."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.threshold.bins import EDGES, bins_of, histogram_of
from webinstruct.recall.threshold.cut import (
    best_precision,
    cut_for_budget,
    cut_for_precision,
    cut_for_recall,
    shown_points,
)
from webinstruct.recall.threshold.estimate import CutPoint, Estimate


def _point(threshold: float, precision: tuple[float, ...], recall: tuple[float, ...]) -> CutPoint:
    return CutPoint(threshold, 10, 100, 5, Estimate(*precision), Estimate(*recall))


_POINTS = [
    _point(0.1, (0.4, 0.3, 0.5), (1.0, 1.0, 1.0)),
    _point(0.5, (0.8, 0.7, 0.9), (0.9, 0.8, 0.95)),
    _point(0.9, (0.95, 0.85, 0.99), (0.4, 0.3, 0.5)),
]


def test_the_lower_limit_of_precision_decides_unless_the_estimate_is_asked_for() -> None:
    assert cut_for_precision(_POINTS, 0.8, by_estimate=False) == _POINTS[2]
    assert cut_for_precision(_POINTS, 0.8, by_estimate=True) == _POINTS[1]


def test_the_greatest_score_with_the_recall_is_taken() -> None:
    assert cut_for_recall(_POINTS, 0.8, by_estimate=False) == _POINTS[1]
    assert cut_for_recall(_POINTS, 0.85, by_estimate=False) == _POINTS[0]


def test_a_precision_out_of_reach_has_no_cut_but_a_best_one() -> None:
    assert cut_for_precision(_POINTS, 0.9, by_estimate=False) is None
    assert best_precision(_POINTS, by_estimate=False).threshold == 0.9


def test_a_recall_that_nobody_knows_is_reached_nowhere() -> None:
    unknown = [_point(0.1, (0.0, 0.0, 0.1), (float("nan"), 0.0, 1.0))]
    assert cut_for_recall(unknown, 0.5, by_estimate=True) is None


@given(
    st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(1, 1_000)), min_size=1, max_size=50),
    st.integers(1, 20_000),
)
def test_a_budget_is_kept_and_the_pages_of_the_next_bin_would_break_it(pages: Any, budget: Any) -> None:
    scores = np.array([score for score, _ in pages], dtype=np.float32)
    tokens = np.array([count for _, count in pages])
    cut = cut_for_budget(histogram_of(scores, tokens), budget)
    kept = scores.astype(np.float64) >= cut.threshold if cut.pages else np.zeros(len(pages), bool)
    assert (cut.pages, cut.tokens) == (kept.sum(), tokens[kept].sum())
    assert cut.tokens <= budget
    if not kept.all():
        next_bin = bins_of(scores[~kept]).max()
        assert cut.next_tokens == tokens[bins_of(scores) == next_bin].sum()
        assert cut.tokens + cut.next_tokens > budget


def test_the_table_of_the_curve_has_a_row_for_each_stratum() -> None:
    assert [point.threshold for point in shown_points(_POINTS, [0, *bins_of(np.array([0.3, 0.4, 0.8]))])] == [
        0.1,
        0.5,
        0.9,
    ]


def test_the_thresholds_of_a_budget_are_edges() -> None:
    cut = cut_for_budget(histogram_of(np.array([0.3, 0.7]), np.array([5, 5])), 5)
    assert cut.threshold in EDGES
