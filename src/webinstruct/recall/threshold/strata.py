"""Which pages of a corpus are looked at: strata by score, and the same few pages of each at every call.

The classifier's lower scores are cut into tenths of the corpus, the top end finer: there the cut-off usually falls, and
few pages are there. Of each stratum those pages are taken whose hashes are smallest, which is a fair draw, is the same
at every call, and is found shard by shard.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from webinstruct.recall.threshold.bins import Numbers

__all__ = ["draw_keys", "smallest", "strata_of", "stratum_of", "wanted_sizes"]

_SHARES_BELOW = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
"""Where strata end, as shares of the corpus with lower scores."""
_LEAST_PAGES = 10
_WORD_BYTES = 8


def strata_of(pages: Numbers) -> tuple[int, ...]:
    """The first bin of each stratum, rising from 0, for a corpus with `pages` in each bin (shape [bins]).

    A stratum has at least 10 pages, where the corpus has as many; a bin is never cut in two.

    >>> strata_of(np.full(10, 100)), strata_of(np.array([0, 5, 0])), strata_of(np.array([900, 0, 60, 40]))
    ((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (0,), (0, 1, 3))
    """
    below = np.concatenate([[0], np.cumsum(pages)])
    total = int(below[-1])
    starts = [0]
    for share in _SHARES_BELOW:
        found = int(np.argmin(np.abs(below - share * total)))
        is_filled = below[found] - below[starts[-1]] >= _LEAST_PAGES
        if found > starts[-1] and is_filled and total - below[found] >= _LEAST_PAGES:
            starts.append(found)
    return tuple(starts)


def stratum_of(bins: Numbers, starts: Sequence[int]) -> Numbers:
    """The number of the stratum that each bin is in; same shape as `bins`.

    >>> stratum_of(np.array([0, 4, 5, 9]), [0, 5]).tolist()
    [0, 0, 1, 1]
    """
    return np.searchsorted(np.asarray(starts), bins, side="right") - 1


def wanted_sizes(sizes: Sequence[int], pages: int) -> tuple[int, ...]:
    """How many of `pages` are drawn from strata of these `sizes`: evenly, and what a small one lacks from the others.

    >>> wanted_sizes([1000, 5, 1000], 100), wanted_sizes([3, 2], 100), wanted_sizes([9, 9, 9], 10)
    ((47, 5, 48), (3, 2), (3, 3, 4))
    """
    drawn = [0] * len(sizes)
    left = min(pages, sum(sizes))
    for place, stratum in enumerate(sorted(range(len(sizes)), key=lambda h: (sizes[h], h))):
        drawn[stratum] = min(sizes[stratum], left // (len(sizes) - place))
        left -= drawn[stratum]
    return tuple(drawn)


def draw_keys(page_ids: Sequence[bytes], seed: int) -> Numbers:
    """Each page's place in the draw: a number below 2**64 that depends on its id and the seed alone; shape [pages].

    The ids are mixed eight bytes at a time by the finalizer of SplitMix64 (Steele, Lea and Flood, Fast splittable
    pseudorandom number generators, OOPSLA 2014), as columns: 30,000 ids take 5 ms, and a loop over a hash takes 40.

    >>> alone, beside = draw_keys([b"page"], 0), draw_keys([b"page", b"a page with a longer id"], 0)
    >>> bool(alone[0] == beside[0]), bool(alone[0] == beside[1]), bool(alone[0] == draw_keys([b"page"], 1)[0])
    (True, False, False)
    """
    padded = np.array(page_ids, dtype=np.bytes_)
    width = -(-max(1, padded.itemsize) // _WORD_BYTES) * _WORD_BYTES
    words = padded.astype(f"S{width}").view("<u8").reshape(len(page_ids), width // _WORD_BYTES)
    keys = _mixed(np.full(len(page_ids), seed, dtype=np.uint64))
    for column in words.T:
        keys = np.where(column == 0, keys, _mixed(keys ^ column))  # zeros are the padding behind a shorter id
    return keys


def _mixed(numbers: Numbers) -> Numbers:
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def smallest(strata: Numbers, keys: Numbers, sizes: Sequence[int]) -> Numbers:
    """The places of the `sizes[h]` smallest keys of each stratum h, rising; equal keys in the order of the places.

    `strata` and `keys` have shape [pages].

    >>> smallest(np.array([0, 0, 1, 0]), np.array([7, 3, 9, 5], dtype=np.uint64), [2, 1]).tolist()
    [1, 2, 3]
    """
    order = np.lexsort((np.arange(len(keys)), keys, strata))
    ordered = strata[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered, side="left")
    return np.sort(order[rank < np.asarray(sizes)[ordered]])
