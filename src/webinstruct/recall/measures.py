"""How well scores tell wanted pages from others: curves, areas, intervals, calibration, and the cut for a target.

Everywhere: `scores` in [0, 1] and `is_wanted` (booleans) have shape [pages]; `weights`, of the same shape, say how many
pages each one stands for, where a sample was not drawn evenly; without them each stands for itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

__all__ = [
    "Bin",
    "Curve",
    "Interval",
    "Point",
    "auc_interval",
    "auc_of",
    "average_precision",
    "calibration_bins",
    "calibration_error",
    "point_for_precision",
    "point_for_recall",
    "precision_recall_curve",
    "wilson_interval",
]

_Z = 1.959964
"""Standard deviations that hold 95 % of a normal distribution."""
_HALVINGS = 60
_SLACK = 1e-9
"""A target counts as reached from here below, so that 0.95 asked for as 0.1 + 0.85 is 0.95."""

Numbers = np.ndarray[Any, np.dtype[Any]]


class Interval(NamedTuple):
    """From where to where a share lies with 95 % confidence."""

    low: float
    high: float


class Point(NamedTuple):
    """What keeping the pages with at least the score `threshold` gives; `kept` is their weight."""

    threshold: float
    precision: float
    recall: float
    kept: float


class Curve(NamedTuple):
    """Precision and recall at every score that occurs, from the highest down; four arrays of shape [scores]."""

    thresholds: Numbers
    precision: Numbers
    recall: Numbers
    kept: Numbers

    def point(self, place: int) -> Point:
        """The point at `place`, counted from the highest threshold."""
        return Point(*(float(column[place]) for column in self))

    def at(self, threshold: float) -> Point:
        """What the cut `threshold` gives; where no page reaches it, recall 0 at precision 1.

        >>> precision_recall_curve(np.array([0.9, 0.4]), np.array([True, False])).at(0.5)
        Point(threshold=0.5, precision=1.0, recall=1.0, kept=1.0)
        """
        place = int(np.searchsorted(-self.thresholds, -threshold, side="right")) - 1
        found = self.point(place) if place >= 0 else Point(threshold, 1.0, 0.0, 0.0)
        return found._replace(threshold=threshold)


class Bin(NamedTuple):
    """The pages with scores in [low, high), the last bin with 1: their weight, mean score, and share of wanted ones."""

    low: float
    high: float
    weight: float
    mean_score: float
    share_wanted: float


def auc_of(wanted: Numbers, others: Numbers) -> float:
    """The chance that a wanted page scores higher than another one, ties counting half; nan without pages.

    `wanted` and `others` are scores of shape [pages]. Mann and Whitney's U, from ranks.

    >>> auc_of(np.array([0.9, 0.5]), np.array([0.5, 0.1]))
    0.875
    """
    pairs = len(wanted) * len(others)
    if not pairs:
        return math.nan
    _, places, counts = np.unique(np.concatenate([wanted, others]), return_inverse=True, return_counts=True)
    mean_ranks = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(mean_ranks[places[: len(wanted)]].sum())
    return (rank_sum - len(wanted) * (len(wanted) + 1) / 2) / pairs


def auc_interval(auc: float, wanted: int, others: int) -> Interval:
    """Where the area lies that `wanted` and `others` pages gave `auc` for.

    Newcombe, Confidence intervals for an effect size measure based on the Mann-Whitney statistic, part 2 (Statistics
    in Medicine 25, 2006), method 5: it stays inside [0, 1], and says something of an area of 1 on few pages.

    >>> [round(end, 3) for end in auc_interval(1.0, 10, 10)], [round(end, 3) for end in auc_interval(0.9, 100, 100)]
    ([0.8, 1.0], [0.845, 0.936])
    """
    if not wanted or not others or math.isnan(auc):
        return Interval(0.0, 1.0)
    return Interval(_end(auc, 0.0, wanted, others), _end(auc, 1.0, wanted, others))


def precision_recall_curve(scores: Numbers, is_wanted: Numbers, weights: Numbers | None = None) -> Curve:
    """Precision and recall of every cut, one point per distinct score, from the highest down.

    >>> curve = precision_recall_curve(np.array([0.9, 0.8, 0.8, 0.1]), np.array([True, True, False, True]))
    >>> [curve.point(n) for n in range(2)]
    [Point(threshold=0.9, precision=1.0, recall=0.333..., kept=1.0), Point(threshold=0.8, precision=0.666..., ...)]
    """
    weight = np.ones(len(scores)) if weights is None else np.asarray(weights, dtype=np.float64)
    order = np.argsort(-scores, kind="stable")
    falling, weight = scores[order], weight[order]
    hits = np.cumsum(weight * is_wanted[order])
    kept = np.cumsum(weight)
    is_last = np.append(falling[1:] != falling[:-1], True)[: len(falling)]  # the last page of each score
    hits, kept = hits[is_last], kept[is_last]
    precision = np.divide(hits, kept, out=np.ones_like(hits), where=kept > 0)
    total = hits[-1] if len(hits) else 0.0
    recall = hits / total if total else np.zeros_like(hits)
    return Curve(falling[is_last].astype(np.float64), precision, recall, kept)


def average_precision(curve: Curve) -> float:
    """The area under the curve as a sum of steps, without interpolation.

    >>> average_precision(precision_recall_curve(np.array([0.9, 0.8, 0.7]), np.array([True, False, True])))
    0.833...
    """
    return float(np.sum(np.diff(curve.recall, prepend=0.0) * curve.precision))


def point_for_precision(curve: Curve, target: float) -> Point | None:
    """The cut of the greatest recall (of equal ones the strictest) whose precision is at least `target`, or None.

    >>> curve = precision_recall_curve(np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False]))
    >>> point_for_precision(curve, 0.6).threshold, point_for_precision(curve, 1.0).threshold
    (0.7, 0.9)
    """
    places = np.flatnonzero(curve.precision >= target - _SLACK)
    return curve.point(int(places[np.argmax(curve.recall[places])])) if len(places) else None


def point_for_recall(curve: Curve, target: float) -> Point | None:
    """The strictest cut whose recall is at least `target`; None only where there is no wanted page.

    >>> curve = precision_recall_curve(np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False]))
    >>> point_for_recall(curve, 0.5).threshold, point_for_recall(curve, 0.51).threshold
    (0.9, 0.7)
    """
    places = np.flatnonzero(curve.recall >= target - _SLACK)
    return curve.point(int(places[0])) if len(places) and curve.recall[-1] > 0 else None


def wilson_interval(hits: float, trials: float) -> Interval:
    """Where the share lies of which `hits` in `trials` were seen (with weights: in so many effective trials).

    E. B. Wilson, Probable inference, the law of succession, and statistical inference (JASA 22, 1927).

    >>> [round(end, 3) for end in wilson_interval(9, 10)], wilson_interval(0, 0)
    ([0.596, 0.982], Interval(low=0.0, high=1.0))
    """
    if trials <= 0:
        return Interval(0.0, 1.0)
    share, shrink = hits / trials, _Z * _Z / trials
    center = (share + shrink / 2) / (1 + shrink)
    reach = _Z * math.sqrt(max(0.0, share * (1 - share) / trials + shrink / (4 * trials))) / (1 + shrink)
    return Interval(max(0.0, center - reach), min(1.0, center + reach))


def calibration_bins(
    scores: Numbers, is_wanted: Numbers, weights: Numbers | None = None, count: int = 10
) -> list[Bin]:
    """The pages in `count` bins of equal width by score; bins without a page are left out.

    >>> calibration_bins(np.array([0.1, 0.3, 1.0]), np.array([False, True, True]), count=2)
    [Bin(low=0.0, high=0.5, weight=2.0, mean_score=0.2, share_wanted=0.5), Bin(low=0.5, ..., share_wanted=1.0)]
    """
    weight = np.ones(len(scores)) if weights is None else np.asarray(weights, dtype=np.float64)
    places = np.minimum((scores * count).astype(np.int64), count - 1)
    sums = [
        np.bincount(places, weights=column, minlength=count)
        for column in (weight, weight * scores, weight * is_wanted)
    ]
    return [
        Bin(n / count, (n + 1) / count, float(pages), float(score / pages), float(wanted / pages))
        for n, (pages, score, wanted) in enumerate(zip(*sums, strict=True))
        if pages > 0
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """By how much a bin's mean score misses its share of wanted pages, averaged over the pages: 0 is best.

    The expected calibration error of Naeini, Cooper and Hauskrecht (AAAI 2015).

    >>> calibration_error([Bin(0.0, 0.5, 3.0, 0.2, 0.2), Bin(0.5, 1.0, 1.0, 0.9, 0.5)])
    0.1
    """
    total = sum(found.weight for found in bins)
    misses = sum(found.weight * abs(found.mean_score - found.share_wanted) for found in bins)
    return misses / total if total else math.nan


def _end(auc: float, outer: float, wanted: int, others: int) -> float:
    """The end of the interval between `auc` and `outer`: there the area seen lies just 1.96 standard errors away."""
    inside = auc
    for _ in range(_HALVINGS):
        middle = (inside + outer) / 2
        if abs(middle - auc) <= _Z * math.sqrt(_variance(middle, wanted, others)):
            inside = middle
        else:
            outer = middle
    return inside


def _variance(area: float, wanted: int, others: int) -> float:
    """Of an estimate of `area`; Hanley and McNeil's, with both numbers of pages replaced by their mean."""
    more = (wanted + others) / 2 - 1
    spread = 1 + more * (1 - area) / (2 - area) + more * area / (1 + area)
    return area * (1 - area) * spread / (wanted * others)
