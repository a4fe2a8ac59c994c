"""MinHash signatures of many texts at once, and the band keys by which candidates are found.

MinHash: Broder 1997; bands: Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4. Shingles are
32-bit hashes that are multiplied by odd random numbers (multiply-shift, Dietzfelbinger et al. 1997, without the
shift); the least of the products modulo 2**32 is the signature's value.

The kernel is ours, in numpy: texts of like lengths stand side by side in a matrix that fits the second-level cache, and
products and minima run over thousands of texts at a time. On one core, 128 values over 41 shingles, it makes 290,000
to 333,000 signatures a second (measured). rensa 0.5 in bulk makes 570,000, but as objects of its own: 64,000 as an
array, which bands need. Ours are the same bytes whatever version of which package is installed.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.arrays import Ints
from webinstruct.core.ngrams import Hashes, mixed
from webinstruct.dedup.sets import Sets

__all__ = ["band_keys", "band_shape", "signatures"]

_HIGHEST = np.uint32(0xFFFFFFFF)
_SURE = 0.99  # chance that a pair exactly at the threshold shares a band
_PIECE = 64  # shingles; a longer text is several pieces
_BLOCK = 2_048  # pieces side by side: with their products 1 MB at most, what a core has as second-level cache


def band_shape(threshold: float, permutations: int, most_rows: int = 1_024) -> tuple[int, int]:
    """How many bands of how many rows find a pair at `threshold` with a chance of 99 %.

    As many rows as the permutations allow, since more rows mean fewer false candidates; then no more bands than needed.

    >>> band_shape(0.8, 128), band_shape(0.5, 128)
    ((16, 6), (35, 3))
    """
    for rows in range(min(permutations, most_rows), 1, -1):
        missed = 1 - threshold**rows
        if 1 - missed ** (permutations // rows) >= _SURE:
            return 1 if not missed else math.ceil(math.log(1 - _SURE) / math.log(missed)), rows
    return permutations, 1


def signatures(shingles: Sets, count: int, seed: int) -> NDArray[np.uint32]:
    """MinHash signatures, shape [count, texts]; a text without shingles has the highest value everywhere.

    >>> same = Sets(np.array([5, 7, 9, 5, 7, 9], np.uint32), np.array([0, 3, 6]))
    >>> found = signatures(same, 16, 1)
    >>> bool((found[:, 0] == found[:, 1]).all())
    True
    """
    sizes = shingles.sizes
    texts = np.flatnonzero(sizes)
    if not len(texts):
        return np.full((count, len(shingles)), _HIGHEST, np.uint32)
    pieces = -(-sizes[texts] // _PIECE)
    firsts = np.concatenate([[0], np.cumsum(pieces)[:-1]])
    within = np.arange(int(pieces.sum())) - np.repeat(firsts, pieces)
    starts = np.repeat(shingles.edges[texts], pieces) + within * _PIECE
    stops = np.minimum(starts + _PIECE, np.repeat(shingles.edges[texts + 1], pieces))
    least = _least(shingles.flat, starts, stops - starts, _factors(count, seed))
    if len(starts) > len(texts):
        least = np.minimum.reduceat(least, firsts, axis=1)
    if len(texts) == len(shingles):
        return least
    found = np.full((count, len(shingles)), _HIGHEST, np.uint32)
    found[:, texts] = least
    return found


def band_keys(signature: NDArray[np.uint32], guards: Hashes, bands: int, rows: int) -> Hashes:
    """One key per band and text, shape [bands, texts]: equal where the band and the guard are equal."""
    keys = np.empty((bands, signature.shape[1]), np.uint64)
    for band in range(bands):
        key = guards ^ np.uint64(band + 1)
        for place in range(band * rows, (band + 1) * rows):
            key = mixed(key ^ signature[place])
        keys[band] = key
    return keys


def _least(
    flat: NDArray[np.uint32], starts: Ints, sizes: Ints, factors: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """The least product of each piece's values (at least one) and each factor, shape [factors, pieces]."""
    least = np.empty((len(factors), len(starts)), np.uint32)
    order = np.argsort(sizes, kind="stable")
    for begin in range(0, len(order), _BLOCK):
        pieces = order[begin : begin + _BLOCK]
        # A piece that is shorter than the longest of its block repeats its last value.
        places = np.arange(int(sizes[pieces[-1]]))[:, None]
        values = flat[starts[pieces] + np.minimum(places, sizes[pieces] - 1)]
        products = np.empty_like(values)
        for number, factor in enumerate(factors):
            np.multiply(values, factor, out=products)
            products.min(axis=0, out=least[number, begin : begin + len(pieces)])
    return least[:, np.argsort(order)]


def _factors(count: int, seed: int) -> NDArray[np.uint32]:
    """Odd factors, from the seed alone."""
    drawn = mixed(np.arange(count, dtype=np.uint64) ^ mixed(np.full(1, seed, np.uint64)))
    return (drawn >> np.uint64(32)).astype(np.uint32) | np.uint32(1)
