"""Which rows may be duplicates of which: groups with equal keys, and pairs that share a bucket of a band.

Rows go by their rank here, 0 for the one to keep before all others. Keys are sorted together with the ranks in one
64-bit word: the highest bits of the key, then the rank, so that one sort of plain numbers gives buckets whose rows
stand best first. Of ten million keys 40 bits are looked at: some 50 wrong neighbors, told apart later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.ngrams import Hashes

__all__ = [
    "HEADS",
    "Ints",
    "Ranks",
    "best_of_groups",
    "bucket_pairs",
    "jaccard",
    "may_reach",
    "packed",
    "pair_code",
    "rank_bits",
    "ranks_of",
]

Ints = NDArray[np.int64]
Ranks = NDArray[np.uint32]
Bools = NDArray[np.bool_]

HEADS = 64
"""In a bucket of more rows, each meets so many of the best only: the work stays linear in the bucket."""

_PAIRS_AT_ONCE = 1 << 22  # 32 MB of codes
_BITS = 512  # of a set of a hundred elements or fewer, as questions are, nearly all stand apart
_RANK_BITS = np.uint64(32)
_RANK = np.uint64((1 << 32) - 1)


def best_of_groups(keys: Sequence[Hashes]) -> Ranks:
    """For each rank the best one with the same keys (itself where there is no better), shape [ranks].

    >>> best_of_groups([np.array([7, 8, 7, 7], np.uint64), np.array([1, 1, 1, 2], np.uint64)]).tolist()
    [0, 1, 0, 3]
    """
    count = len(keys[0])
    best = np.arange(count, dtype=np.uint32)
    bits = rank_bits(count)
    code = packed(keys[0], best, bits)
    code.sort()
    members = np.sort((code & _low(bits))[_repeated(code >> bits)])
    if len(members):
        order = np.lexsort([key[members] for key in keys])  # stable: best first within a group
        members = members[order]
        first = np.ones(len(members), np.bool_)
        first[1:] = np.logical_or.reduce([key[members[1:]] != key[members[:-1]] for key in keys])
        best[members] = members[first][np.cumsum(first) - 1]
    return best


def packed(keys: Hashes, ranks: Ranks, bits: np.uint64) -> Hashes:
    """The highest bits of each key with its rank in the lowest `bits`."""
    return np.asarray((keys & ~_low(bits)) | ranks)


def bucket_pairs(code: Hashes, bits: np.uint64, first: int = 0) -> Iterator[Hashes]:
    """Pairs of ranks with equal keys as sorted codes (see `pair_code`), in pieces, each behind the one before.

    `code` is what `packed` made, sorted; worse ranks below `first` are left out.

    >>> code = np.sort(packed(np.array([5, 9, 5], np.uint64) << 60, np.array([2, 0, 1], np.uint32), np.uint64(8)))
    >>> [ranks_of(piece) for piece in bucket_pairs(code, np.uint64(8))]
    [(array([1], dtype=uint32), array([2], dtype=uint32))]
    """
    keys = code >> bits
    inside = _repeated(keys)
    keys, ranks = keys[inside], (code[inside] & _low(bits)).astype(np.uint32)
    if not len(ranks):
        return
    places = np.arange(len(ranks))
    new = np.concatenate([[True], keys[1:] != keys[:-1]])
    starts = np.maximum.accumulate(np.where(new, places, 0))
    most = np.minimum(places - starts, HEADS)
    most[ranks < first] = 0
    del keys, new, places
    for low, high in _ranges(ranks, most, first):
        yield _pairs_within(ranks, starts, most, low, high)


def pair_code(better: Ranks, worse: Ranks) -> Hashes:
    """One number per pair, in the order of the worse rank."""
    return np.asarray((worse.astype(np.uint64) << _RANK_BITS) | better)


def ranks_of(codes: Hashes) -> tuple[Ranks, Ranks]:
    """The better and the worse ranks of pairs."""
    return (codes & _RANK).astype(np.uint32), (codes >> _RANK_BITS).astype(np.uint32)


def jaccard(values: NDArray[np.uint32], edges: Ints, one: Ints, other: Ints) -> NDArray[np.float64]:
    """Shared elements over all elements of pairs of sets, shape [pairs]; 0 where both are empty.

    Set i holds `values[edges[i]:edges[i + 1]]`, sorted and unique; `one` and `other` number the sets of each pair.

    >>> values, edges = np.array([1, 2, 3, 2, 3, 4], np.uint32), np.array([0, 3, 6])
    >>> jaccard(values, edges, np.array([0, 0]), np.array([1, 0])).tolist()
    [0.5, 1.0]
    """
    pairs = len(one)
    sets = np.stack([one, other], axis=1).ravel()
    sizes = np.diff(edges)[sets]
    tags = np.repeat(np.arange(2 * pairs) >> 1, sizes).astype(np.uint64)
    both = (tags << _RANK_BITS) | values[_places(edges[:-1][sets], sizes)]
    # Each pair is two rising runs behind one another: merging them (stable) takes a third of sorting them anew.
    both.sort(kind="stable")
    met = both[1:][both[1:] == both[:-1]] >> _RANK_BITS
    shared = np.bincount(met.astype(np.int64), minlength=pairs)
    everything = sizes[::2] + sizes[1::2] - shared
    return np.asarray(shared / np.maximum(everything, 1))


def may_reach(threshold: float, values: NDArray[np.uint32], edges: Ints, one: Ints, other: Ints) -> Bools:
    """Which pairs of sets, as in `jaccard`, may be as similar as `threshold`: all that are, shape [pairs].

    Each set is drawn as 512 bits. A bit that only one of two sets has stands for an element that only that one has.

    >>> values, edges = np.array([1, 2, 3, 2, 3, 4, 7, 8, 9], np.uint32), np.array([0, 3, 6, 9])
    >>> may_reach(0.5, values, edges, np.array([0, 0]), np.array([1, 2])).tolist()
    [True, False]
    """
    sizes = np.diff(edges)
    drawn = np.zeros((len(sizes), _BITS), np.bool_)
    drawn[np.repeat(np.arange(len(sizes)), sizes), values % _BITS] = True
    bits = np.packbits(drawn, axis=1).view(np.uint64)
    shared = np.full(len(one), np.iinfo(np.int64).max)
    for this, that in ((one, other), (other, one)):
        only = np.bitwise_count(bits[this] & ~bits[that]).sum(axis=1, dtype=np.int64)
        shared = np.minimum(shared, sizes[this] - only)
    everything = sizes[one] + sizes[other] - shared
    return np.asarray(shared / np.maximum(everything, 1) >= threshold)


def _places(starts: Ints, sizes: Ints) -> Ints:
    """Where the elements of several slices stand: from each of `starts` on, `sizes` many."""
    ends = np.cumsum(sizes)
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)


def _pairs_within(ranks: Ranks, starts: Ints, most: Ints, low: int, high: int) -> Hashes:
    """The pairs whose worse rank lies in [low, high)."""
    rows = np.flatnonzero((ranks >= low) & (ranks < high) & (most > 0))
    found: list[Hashes] = []
    for place in range(HEADS):
        rows = rows[most[rows] > place]
        if not len(rows):
            break
        found.append(pair_code(ranks[starts[rows] + place], ranks[rows]))
    codes = np.concatenate(found) if found else np.empty(0, np.uint64)
    codes.sort()
    return codes


def _ranges(ranks: Ranks, most: Ints, first: int) -> Iterator[tuple[int, int]]:
    """Ranges of worse ranks with about as many pairs each as are made at once."""
    pieces = int(most.sum()) // _PAIRS_AT_ONCE + 1
    bounds = [int(bound) for bound in np.linspace(first, int(ranks.max()) + 1, pieces + 1)]
    return pairwise(bounds)


def _repeated(sorted_keys: Hashes) -> NDArray[np.bool_]:
    """Which of the sorted keys stand there more than once."""
    result = np.zeros(len(sorted_keys), np.bool_)
    same = sorted_keys[1:] == sorted_keys[:-1]
    result[1:] |= same
    result[:-1] |= same
    return result


def rank_bits(count: int) -> np.uint64:
    """How many bits hold any of `count` ranks."""
    return np.uint64(max(1, count.bit_length()))


def _low(bits: np.uint64) -> Any:
    return (np.uint64(1) << bits) - np.uint64(1)
