"""Which rows are duplicates of which: groups of exact ones, and near pairs whose similarity is computed, not guessed.

Rows that share a band key are candidates; a candidate becomes a pair by the true Jaccard similarity of its shingles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.ngrams import Hashes

__all__ = ["Ints", "Sets", "best_of_groups", "candidates", "jaccard"]

Ints = NDArray[np.int64]

_HEADS = 64  # in a bucket of more rows, each meets the 64 best only: the work stays linear in the bucket


class Sets(Protocol):
    """Sorted unique hashes by row number."""

    def __getitem__(self, row: int) -> NDArray[np.uint32]:
        """The set of one row."""


def best_of_groups(keys: Sequence[Hashes], rank: Ints) -> Ints:
    """For each row the best-ranked row with the same keys (itself where there is no better), shape [rows].

    >>> same = np.array([7, 8, 7], np.uint64)
    >>> best_of_groups([same], np.array([2, 0, 1])).tolist()
    [2, 1, 2]
    """
    if len(rank) == 0:
        return np.empty(0, np.int64)
    order = np.lexsort([rank, *keys])
    first = np.ones(len(order), np.bool_)
    first[1:] = np.logical_or.reduce([key[order][1:] != key[order][:-1] for key in keys])
    heads = order[first][np.cumsum(first) - 1]
    best = np.empty(len(order), np.int64)
    best[order] = heads
    return best


def candidates(band: Hashes, rank: Ints, rows: Ints) -> Iterator[tuple[int, int]]:
    """Pairs (better, worse) of `rows` that share their key in `band`.

    `band` and `rank` hold one value for each of `rows`.

    >>> list(candidates(np.array([5, 9, 5], np.uint64), np.array([1, 2, 0]), np.array([10, 11, 12])))
    [(12, 10)]
    """
    order = np.lexsort([rank, band])
    keys = band[order]
    edges = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1], [True]]))
    sizes = np.diff(edges)
    for start, size in zip(edges[:-1][sizes > 1], sizes[sizes > 1], strict=True):
        bucket = rows[order[start : start + size]].tolist()
        for place, worse in enumerate(bucket):
            for better in bucket[: min(place, _HEADS)]:
                yield better, worse


def jaccard(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    """Shared elements over all elements of two sorted sets; 0 where one is empty.

    >>> jaccard(np.array([1, 2, 3], np.uint32), np.array([2, 3, 4], np.uint32))
    0.5
    """
    if not len(one) or not len(other):
        return 0.0
    both = np.concatenate([one, other])
    both.sort()
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (len(both) - shared)
