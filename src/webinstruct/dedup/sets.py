"""Sets of 32-bit hashes of many texts, one behind another, and how similar two of them are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.arrays import Bools, Floats, Ints

__all__ = ["Sets", "jaccard", "joined_sets", "may_reach", "slice_places"]

_BITS = 512  # of a set of a hundred elements or fewer, as questions are, nearly all stand apart
_PAIR_BITS = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Sets:
    """Sorted unique 32-bit hashes of many texts: those of text i are flat[edges[i]:edges[i + 1]]."""

    flat: NDArray[np.uint32]
    edges: Ints

    def __len__(self) -> int:
        """How many sets there are."""
        return len(self.edges) - 1

    @property
    def sizes(self) -> Ints:
        """How many elements each set has, shape [sets]."""
        return np.diff(self.edges)


def joined_sets(parts: Sequence[Sets], places: Sequence[Ints]) -> Sets:
    """The sets of several parts in one, the i-th set of a part at the i-th of its `places`."""
    sizes = np.concatenate([part.sizes for part in parts])
    order = np.argsort(np.concatenate(places))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    taken = slice_places(starts[order], sizes[order])
    flat = np.concatenate([part.flat for part in parts])[taken]
    return Sets(flat, np.concatenate([[0], np.cumsum(sizes[order])]))


def jaccard(sets: Sets, one: Ints, other: Ints) -> Floats:
    """Shared elements over all elements of pairs of sets, shape [pairs]; 0 where both are empty. `one` and `other`
    number the sets of each pair.

    >>> sets = Sets(np.array([1, 2, 3, 2, 3, 4], np.uint32), np.array([0, 3, 6]))
    >>> jaccard(sets, np.array([0, 0]), np.array([1, 0])).tolist()
    [0.5, 1.0]
    """
    pairs = len(one)
    numbers = np.stack([one, other], axis=1).ravel()
    sizes = sets.sizes[numbers]
    tags = np.repeat(np.arange(2 * pairs) >> 1, sizes).astype(np.uint64)
    both = (tags << _PAIR_BITS) | sets.flat[slice_places(sets.edges[:-1][numbers], sizes)]
    # Each pair is two rising runs behind one another: merging them (stable) takes a third of sorting them anew.
    both.sort(kind="stable")
    met = both[1:][both[1:] == both[:-1]] >> _PAIR_BITS
    shared = np.bincount(met.astype(np.int64), minlength=pairs)
    everything = sizes[::2] + sizes[1::2] - shared
    return np.asarray(shared / np.maximum(everything, 1))


def may_reach(threshold: float, sets: Sets, one: Ints, other: Ints) -> Bools:
    """Which pairs of sets, as in `jaccard`, may be as similar as `threshold`: all that are, shape [pairs].

    Each set is drawn as 512 bits. A bit that only one of two sets has stands for an element that only that one has.

    >>> sets = Sets(np.array([1, 2, 3, 2, 3, 4, 7, 8, 9], np.uint32), np.array([0, 3, 6, 9]))
    >>> may_reach(0.5, sets, np.array([0, 0]), np.array([1, 2])).tolist()
    [True, False]
    """
    sizes = sets.sizes
    drawn = np.zeros((len(sets), _BITS), np.bool_)
    drawn[np.repeat(np.arange(len(sets)), sizes), sets.flat % _BITS] = True
    bits = np.packbits(drawn, axis=1).view(np.uint64)
    shared = np.full(len(one), np.iinfo(np.int64).max)
    for this, that in ((one, other), (other, one)):
        only = np.bitwise_count(bits[this] & ~bits[that]).sum(axis=1, dtype=np.int64)
        shared = np.minimum(shared, sizes[this] - only)
    everything = sizes[one] + sizes[other] - shared
    return np.asarray(shared / np.maximum(everything, 1) >= threshold)


def slice_places(starts: Ints, sizes: Ints) -> Ints:
    """Where the elements of several slices stand, one slice after another: from each of `starts` on, `sizes` many.

    >>> slice_places(np.array([7, 0]), np.array([2, 3])).tolist()
    [7, 8, 0, 1, 2]
    """
    ends = np.cumsum(sizes)
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)
