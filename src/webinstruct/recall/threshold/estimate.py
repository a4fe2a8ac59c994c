"""From labelled pages to the precision and recall of a whole corpus, with intervals.

A cut splits the stratum that it falls into; every piece on either side of it is a cell: how many pages it has is known
from the histogram, and its labelled pages are a fair draw from it. Each cell's share of wanted pages has a Wilson
interval (with the correction for small cells that are labelled nearly whole); those of the cells above the cut, and of
those below it, are put together as Zou, Huang and Zhang do for a weighted sum of shares (A note on confidence interval
estimation for a linear function of binomial proportions, Computational Statistics and Data Analysis 53, 2009): the
distances from estimate to limit are added as squares. Recall is a ratio of such sums; its limits are where the interval
of (1 - r) * above - r * below stops to hold 0 (Fieller's argument with the same limits; Zou and Donner, Construction
of confidence limits about effect measures, Statistics in Medicine 27, 2008).

All intervals are for one cut at a time, at 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from webinstruct.recall.measures import wilson_interval
from webinstruct.recall.threshold.bins import EDGES, Histogram, Numbers

__all__ = ["CutPoint", "Estimate", "Labelled", "cut_points", "with_labels_only"]

_HALVINGS = 30
_CELLS_REMEMBERED = 1 << 12
"""Of one curve most cells are whole strata, the same at each of its thousand cuts."""


class Estimate(NamedTuple):
    """A number, and from where to where it lies with 95 % confidence."""

    value: float
    low: float
    high: float


class Labelled(NamedTuple):
    """The labelled pages: the bins of their scores, and whether they are wanted; two arrays of shape [pages]."""

    bins: Numbers
    is_wanted: Numbers


class CutPoint(NamedTuple):
    """What keeping all pages from the score `threshold` on means. `labels` of them have one."""

    threshold: float
    pages: int
    tokens: int
    labels: int
    precision: Estimate
    recall: Estimate


class _Cell(NamedTuple):
    """Pages of which a fair draw of `labels` was looked at, `hits` of them wanted; `share` is used without labels."""

    pages: int
    labels: int
    hits: int
    share: float


def with_labels_only(starts: Sequence[int], labelled: Labelled) -> tuple[int, ...]:
    """The strata that begin at the bins `starts`, those without any label joined to the one below (the first: above).

    >>> with_labels_only([0, 3, 6], Labelled(np.array([1, 7]), np.array([True, True])))
    (0, 6)
    >>> with_labels_only([0, 3, 6], Labelled(np.array([4]), np.array([True])))
    (0,)
    """
    numbers = np.searchsorted(np.asarray(starts), labelled.bins, side="right") - 1
    filled = [starts[number] for number in sorted(set(numbers.tolist()))]
    return (0, *filled[1:])


def cut_points(histogram: Histogram, starts: Sequence[int], labelled: Labelled) -> list[CutPoint]:
    """Every cut at the least score of a bin that holds pages, rising.

    `starts` are the first bins of the strata that the labelled pages were drawn from.

    >>> one = Histogram(np.repeat([50, 50], 500), np.repeat([10, 10], 500))
    >>> found = cut_points(one, [0, 500], Labelled(np.array([10, 700, 800]), np.array([False, True, False])))
    >>> [round(number, 2) for number in (found[500].threshold, *found[500].precision)], found[500].recall.value
    ([0.5, 0.5, 0.09, 0.91], 1.0)
    """
    if not len(labelled.bins):
        return []
    cells = _Cells(histogram, with_labels_only(starts, labelled), labelled)
    return [
        CutPoint(
            float(EDGES[place]),
            *histogram.above(place),
            labels=cells.labels_above(place),
            precision=_precision(cells.above(place)),
            recall=_recall(_sum_of(cells.above(place)), _sum_of(cells.below(place))),
        )
        for place in np.flatnonzero(histogram.pages).tolist()
    ]


class _Cells:
    """The cells on either side of a cut."""

    def __init__(self, histogram: Histogram, starts: Sequence[int], labelled: Labelled) -> None:
        bins = len(histogram.pages)
        self._starts = [*starts, bins]
        self._pages = _sums_below(histogram.pages)
        self._labels = _sums_below(np.bincount(labelled.bins, minlength=bins))
        self._hits = _sums_below(np.bincount(labelled.bins[labelled.is_wanted], minlength=bins))
        self._shares = [
            (self._hits[stop] - self._hits[start]) / max(1, self._labels[stop] - self._labels[start])
            for start, stop in zip(self._starts[:-1], self._starts[1:], strict=True)
        ]

    def labels_above(self, place: int) -> int:
        """How many labelled pages have at least the score of the bin `place`."""
        return int(self._labels[-1] - self._labels[place])

    def above(self, place: int) -> list[_Cell]:
        """The cells from the bin `place` on."""
        return [
            self._cell(max(start, place), stop, share)
            for start, stop, share in self._strata()
            if stop > place
        ]

    def below(self, place: int) -> list[_Cell]:
        """The cells before the bin `place`."""
        return [
            self._cell(start, min(stop, place), share)
            for start, stop, share in self._strata()
            if start < place
        ]

    def _strata(self) -> list[tuple[int, int, float]]:
        return list(zip(self._starts[:-1], self._starts[1:], self._shares, strict=True))

    def _cell(self, start: int, stop: int, share: float) -> _Cell:
        pages, labels, hits = (
            int(sums[stop] - sums[start]) for sums in (self._pages, self._labels, self._hits)
        )
        return _Cell(pages, labels, hits, share)


def _sums_below(counts: Numbers) -> Numbers:
    return np.concatenate([[0], np.cumsum(counts)])


@lru_cache(_CELLS_REMEMBERED)
def _share_of(cell: _Cell) -> Estimate:
    """The share of wanted pages in a cell.

    >>> _share_of(_Cell(10, 10, 4, 0.0)), _share_of(_Cell(90, 0, 0, 0.3))
    (Estimate(value=0.4, low=0.4, high=0.4), Estimate(value=0.3, low=0.0, high=1.0))
    """
    if not cell.labels:
        return Estimate(cell.share, 0.0, 1.0)
    share = cell.hits / cell.labels
    if cell.labels >= cell.pages:
        return Estimate(share, share, share)
    trials = cell.labels * (cell.pages - 1) / (cell.pages - cell.labels)
    return Estimate(share, *wilson_interval(share * trials, trials))


def _sum_of(cells: Sequence[_Cell]) -> Estimate:
    """The number of wanted pages in all cells together."""
    value = down = up = 0.0
    for cell in cells:
        share = _share_of(cell)
        value += cell.pages * share.value
        down += (cell.pages * (share.value - share.low)) ** 2
        up += (cell.pages * (share.high - share.value)) ** 2
    return Estimate(value, max(0.0, value - math.sqrt(down)), value + math.sqrt(up))


def _precision(above: Sequence[_Cell]) -> Estimate:
    pages = sum(cell.pages for cell in above)
    value, low, high = _sum_of(above)
    return Estimate(value / pages, low / pages, min(1.0, high / pages))


def _recall(above: Estimate, below: Estimate) -> Estimate:
    """Which share of all wanted pages is above the cut; 0 to 1 where no wanted page was seen.

    >>> [round(number, 3) for number in _recall(Estimate(90, 80, 95), Estimate(10, 4, 20))]
    [0.9, 0.816, 0.957]
    """
    if not above.value + below.value:
        return Estimate(math.nan, 0.0, 1.0)

    def lowest(share: float) -> float:
        reach = math.hypot((1 - share) * (above.value - above.low), share * (below.high - below.value))
        return (1 - share) * above.value - share * below.value - reach

    def highest(share: float) -> float:
        reach = math.hypot((1 - share) * (above.high - above.value), share * (below.value - below.low))
        return (1 - share) * above.value - share * below.value + reach

    value = above.value / (above.value + below.value)
    return Estimate(value, _root(lowest, 0.0, value), _root(highest, value, 1.0))


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where `falling` turns negative between `low` and `high`; `high` where it does not."""
    if falling(high) >= 0:
        return high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) >= 0 else (low, middle)
    return low
