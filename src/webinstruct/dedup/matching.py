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

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.ngrams import Hashes

__all__ = [
    "HEADS",
    "Ranks",
    "best_of_groups",
    "bucket_pairs",
    "packed",
    "pair_code",
    "rank_bits",
    "ranks_of",
]

Ranks = NDArray[np.uint32]

HEADS = 64
"""In a bucket of more rows, each meets so many of the best only: the work stays linear in the bucket."""

_PAIRS_AT_ONCE = 1 << 22  # 32 MB of codes
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


def _repeated(sorted_keys: Hashes) -> Bools:
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
