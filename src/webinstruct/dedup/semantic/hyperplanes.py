"""Keys that vectors of a small angle share: on which sides of random hyperplanes they lie.

Two vectors lie on the same side of a random hyperplane with the chance 1 - angle / pi (Charikar 2002, section 3).
"""

from __future__ import annotations

import math

import numpy as np

from webinstruct.core.ngrams import Hashes, mixed
from webinstruct.dedup.minhash import band_shape
from webinstruct.engines.embedding import Vectors

__all__ = ["plane_bands", "plane_keys"]

_MOST_ROWS = 64  # sides that one key can hold


def plane_bands(cosine: float, planes: int) -> tuple[int, int]:
    """How many bands of how many hyperplanes find a pair at `cosine` with a chance of 99 %.

    >>> plane_bands(0.95, 512), plane_bands(0.8, 512)
    ((26, 17), (44, 10))
    """
    return band_shape(1 - math.acos(cosine) / math.pi, planes, _MOST_ROWS)


def plane_keys(vectors: Vectors, guards: Hashes, shape: tuple[int, int], seed: int) -> Hashes:
    """One key per band and vector, shape [bands, vectors]: equal where guard and sides are equal.

    >>> vectors = np.array([[1, 0, 0], [2, 0, 0], [-1, 0, 0]], np.float32)
    >>> keys = plane_keys(vectors, np.zeros(3, np.uint64), (2, 8), 1)
    >>> (keys[:, 0] == keys[:, 1]).tolist(), (keys[:, 0] == keys[:, 2]).tolist()
    ([True, True], [False, False])
    """
    bands, rows = shape
    sides = vectors @ _planes(vectors.shape[1], bands * rows, seed).T > 0
    weights = np.uint64(1) << np.arange(rows, dtype=np.uint64)
    keys = np.empty((bands, len(vectors)), np.uint64)
    for band in range(bands):
        packed = sides[:, band * rows : (band + 1) * rows] @ weights
        keys[band] = mixed(packed ^ mixed(guards ^ np.uint64(band + 1)))
    return keys


def _planes(dimensions: int, planes: int, seed: int) -> Vectors:
    """Directions of random signs, from the seed alone, shape [planes, dimensions]."""
    numbers = np.arange(planes * dimensions, dtype=np.uint64)
    drawn = mixed(numbers ^ mixed(np.full(1, seed, np.uint64))) >> np.uint64(63)
    return (drawn.astype(np.float32) * 2 - 1).reshape(planes, dimensions)
