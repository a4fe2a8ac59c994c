"""Which cut-off a target asks for, and the best there is where none reaches it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from webinstruct.recall.threshold.bins import EDGES, Histogram
from webinstruct.recall.threshold.estimate import CutPoint, Estimate

__all__ = [
    "BudgetCut",
    "best_precision",
    "cut_for_budget",
    "cut_for_precision",
    "cut_for_recall",
    "shown_points",
]

_SLACK = 1e-9


class BudgetCut(NamedTuple):
    """A cut within a budget of tokens. The next pages below it, whose scores share a bin and are not told apart, have
    `next_tokens` together; less than that is left of the budget."""

    threshold: float
    pages: int
    tokens: int
    next_tokens: int


def cut_for_precision(points: Sequence[CutPoint], target: float, by_estimate: bool) -> CutPoint | None:
    """The point of the least score whose precision reaches `target`: by its lower limit, or by the estimate itself.

    `points` rise by score.
    """
    return next((point for point in points if _reaches(point.precision, target, by_estimate)), None)


def cut_for_recall(points: Sequence[CutPoint], target: float, by_estimate: bool) -> CutPoint | None:
    """The point of the greatest score whose recall reaches `target`; None only where no page is labelled wanted."""
    return next((point for point in reversed(points) if _reaches(point.recall, target, by_estimate)), None)


def best_precision(points: Sequence[CutPoint], by_estimate: bool) -> CutPoint:
    """The point whose precision, or its lower limit, is highest; the least score of equal ones."""
    return max(points, key=lambda point: point.precision.value if by_estimate else point.precision.low)


def cut_for_budget(histogram: Histogram, budget_tokens: int) -> BudgetCut:
    """The least score of a bin from which on all pages have at most `budget_tokens` together.

    >>> from webinstruct.recall.threshold.bins import histogram_of
    >>> found = histogram_of(np.array([0.9, 0.9, 0.6, 0.2]), np.array([10, 10, 30, 100]))
    >>> [cut_for_budget(found, budget)[1:] for budget in (10, 20, 49, 60, 1000)]
    [(0, 0, 20), (2, 20, 30), (2, 20, 30), (3, 50, 100), (4, 150, 0)]
    """
    above = np.append(np.cumsum(histogram.tokens[::-1])[::-1], 0)
    place = int(np.argmax(above <= budget_tokens))
    threshold = float(EDGES[place]) if place < len(EDGES) else 1.0
    pages, tokens = histogram.above(place)
    below = histogram.tokens[:place]
    return BudgetCut(threshold, pages, tokens, int(below[below > 0][-1]) if below.any() else 0)


def shown_points(points: Sequence[CutPoint], starts: Sequence[int]) -> list[CutPoint]:
    """The points nearest above the least score of each stratum: a table of the curve."""
    wanted = [float(EDGES[start]) for start in starts]
    found = [next((point for point in points if point.threshold >= score), points[-1]) for score in wanted]
    return list(dict.fromkeys(found))


def _reaches(found: Estimate, target: float, by_estimate: bool) -> bool:
    return (found.value if by_estimate else found.low) >= target - _SLACK
