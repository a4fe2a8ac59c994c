"""Runs of tokens as 64-bit numbers, the same in every process and run.

With 64 bits, a billion n-grams looked up in an index of a million give one false match in about 20,000 such runs
(10**9 * 10**6 / 2**64 = 5 * 10**-5).
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["Hashes", "gram_hashes", "mixed", "text_hash"]

Hashes = NDArray[np.uint64]

_FACTOR = np.uint64(0x2127599BF4325C37)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def text_hash(text: str) -> int:
    """64 bits of BLAKE2b of `text`.

    >>> text_hash("area") == text_hash("area"), text_hash("area") == text_hash("volume")
    (True, False)
    """
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def gram_hashes(hashes: Hashes, n: int) -> Hashes:
    """One hash per run of `n` tokens, shape [max(0, tokens - n + 1)]; order matters.

    >>> found = gram_hashes(np.array([5, 6, 5, 6], np.uint64), 2)
    >>> found.shape, bool(found[0] == found[2]), bool(found[0] == found[1])
    ((3,), True, False)
    """
    count = max(0, len(hashes) - n + 1)
    grams = np.full(count, n, np.uint64)
    for place in range(n):
        grams *= _FACTOR
        grams += hashes[place : place + count]
    return mixed(grams)


def mixed(values: Hashes) -> Hashes:
    """Each value with its bits spread over all 64 (the finalizer of SplitMix64, Steele et al. 2014).

    >>> int(mixed(np.array([1], np.uint64))[0]) != 1
    True
    """
    values = values + _STEP
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))
