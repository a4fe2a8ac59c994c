"""Who goes and who stays, given the pairs.

Chains are the trap: A resembles B and B resembles C, but A may not resemble C, and joining whatever is connected
would remove C for the sake of A. So rows are taken best first, and a row goes only if it forms a pair with one that
stays: the similarity that a removal names is always that with its survivor. The same holds for an id that several rows
of different texts have: the best of them that stays keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from webinstruct.dedup.matching import Ranks

__all__ = ["BY_MEANING", "SAME_ID", "Pairs", "Settling", "in_order"]

SAME_ID = 2.0
"""In place of a similarity: not the texts are the same, but the ids."""

BY_MEANING = -2.0
"""Added to the cosine of pairs that are duplicates by meaning: they count less than any similar texts."""


class Pairs(NamedTuple):
    """Pairs of ranks, shape [pairs] each; similarities in (0, 1], SAME_ID with the best row of that id,
    or a cosine plus BY_MEANING."""

    better: Ranks
    worse: Ranks
    similarity: NDArray[np.float64]


class Settling:
    """Settles pairs in the order of the worse rank, a piece at a time.

    `gone` says by rank who has gone; ranks in `gone_before` (those with an exact duplicate before them) never stay.
    """

    def __init__(self, count: int, gone_before: Ranks) -> None:
        before = np.zeros(count, np.uint8)
        before[gone_before] = 1
        self.gone = bytearray(before)
        self._keepers: dict[int, int] = {}

    def removals(self, pairs: Pairs) -> Pairs:
        """Of each row that goes the pair with its survivor; `pairs` are in order, and behind those settled before.

        >>> chain = Pairs(np.array([0, 1], np.uint32), np.array([1, 2], np.uint32), np.array([0.8, 0.9]))
        >>> Settling(3, np.empty(0, np.uint32)).removals(chain).worse.tolist()
        [1]
        """
        gone = self.gone
        found: list[tuple[int, int, float]] = []
        for better, worse, similarity in zip(*(column.tolist() for column in pairs), strict=True):
            if gone[worse]:
                continue
            survivor = self._keeper(better, worse) if similarity == SAME_ID else better
            if survivor != worse and not gone[survivor]:
                gone[worse] = 1
                found.append((survivor, worse, similarity))
        return _pairs_of(found)

    def _keeper(self, best: int, row: int) -> int:
        """Who keeps the id of `row`, of which `best` is the best row; `row` itself, if nobody is left before it."""
        if not self.gone[best]:
            return best
        keeper = self._keepers.get(best)
        if keeper is None or self.gone[keeper]:
            keeper = self._keepers[best] = row
        return keeper


def in_order(pairs: Sequence[Pairs]) -> Pairs:
    """All `pairs` as they are settled: by the worse rank, then the same id, then the most similar, then the best."""
    better, worse, similarity = map(np.concatenate, zip(*pairs, strict=True))
    order = np.lexsort([better, -similarity, worse])
    return Pairs(better[order], worse[order], similarity[order])


def _pairs_of(found: Sequence[tuple[int, int, float]]) -> Pairs:
    better, worse, similarity = zip(*found, strict=True) if found else ((), (), ())
    return Pairs(np.array(better, np.uint32), np.array(worse, np.uint32), np.array(similarity, np.float64))
