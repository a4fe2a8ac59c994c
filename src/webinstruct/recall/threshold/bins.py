"""Scores counted in 1,000 bins, so that a corpus of any size has a histogram of 16 KB, and histograms add up.

The bins are even in log odds: a trained classifier gives most pages a score near 0 or near 1, and bins even in the
score itself would hold half a crawl in one of them. At 0.5 a bin is 0.006 wide, at 0.99 it is 0.0002.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

__all__ = ["BINS", "EDGES", "Histogram", "Numbers", "bins_of", "empty_histogram", "histogram_of", "merged"]

Numbers = np.ndarray[Any, np.dtype[Any]]

BINS = 1_000
_OUTERMOST = 1e-5
_DECIMALS = 9


class Histogram(NamedTuple):
    """Pages and tokens of each bin; two arrays of shape [1000], int64."""

    pages: Numbers
    tokens: Numbers

    def above(self, start: int) -> tuple[int, int]:
        """Pages and tokens of the bins from `start` on."""
        return int(self.pages[start:].sum()), int(self.tokens[start:].sum())


def _edges() -> Numbers:
    half = BINS // 2
    step = math.log((1 - _OUTERMOST) / _OUTERMOST) / (half - 1)
    odds = np.exp(-step * (np.arange(1, BINS) - half))
    return np.concatenate([[0.0], np.round(1 / (1 + odds), _DECIMALS)])


EDGES: Numbers = _edges()
"""The least score of each bin, shape [1000]: 0.0 first, 0.5 in the middle, 0.99999 last."""


def bins_of(scores: Numbers) -> Numbers:
    """The bin of each score in [0, 1]; shape [pages]. A score is in a bin from EDGES[bin] on exactly.

    >>> [int(found) for found in bins_of(np.array([0.0, 0.5, 1.0]))]
    [0, 500, 999]
    """
    found = np.searchsorted(EDGES, np.asarray(scores, dtype=np.float64), side="right") - 1
    return np.clip(found, 0, BINS - 1)


def histogram_of(scores: Numbers, tokens: Numbers) -> Histogram:
    """The histogram of pages with these scores in [0, 1] and tokens, both of shape [pages].

    >>> found = histogram_of(np.array([0.5, 0.501, 1.0]), np.array([10, 20, 5]))
    >>> found.above(500), found.above(999), found.above(501)
    ((3, 35), (1, 5), (1, 5))
    """
    places = bins_of(scores)
    found = empty_histogram()
    np.add.at(found.pages, places, 1)
    np.add.at(found.tokens, places, np.asarray(tokens, dtype=np.int64))
    return found


def empty_histogram() -> Histogram:
    """A histogram of no page."""
    return Histogram(np.zeros(BINS, dtype=np.int64), np.zeros(BINS, dtype=np.int64))


def merged(one: Histogram, other: Histogram) -> Histogram:
    """The histogram of both corpora together."""
    return Histogram(one.pages + other.pages, one.tokens + other.tokens)
