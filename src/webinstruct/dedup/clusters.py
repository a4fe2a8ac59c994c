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

from webinstruct.core.arrays import Floats, Ints
from webinstruct.dedup.matching import Ranks

__all__ = ["EXACT", "NEAR", "OTHER_TEXT", "SAME_MEANING", "Kinds", "Pairs", "Settling", "in_order", "joined"]

Kinds = NDArray[np.int8]

EXACT, OTHER_TEXT, NEAR, SAME_MEANING = range(4)
"""Why a row goes, the weightiest reason first: the same normal form, the same id with another text, a similar text, a
text of the same meaning."""


class Pairs(NamedTuple):
    """Pairs of ranks, shape [pairs] each. `similarity` is that of the texts in (0, 1], the cosine for SAME_MEANING, and
    0 for OTHER_TEXT, where `better` is the best row of that id."""

    better: Ranks
    worse: Ranks
    similarity: Floats
    kind: Kinds

    @classmethod
    def of(cls, better: Ranks, worse: Ranks, similarity: Floats, kind: int) -> Pairs:
        """Pairs of one kind."""
        return cls(better, worse, similarity, np.full(len(worse), kind, np.int8))

    def at(self, places: Ints) -> Pairs:
        """The pairs at `places`, in that order."""
        return Pairs(self.better[places], self.worse[places], self.similarity[places], self.kind[places])


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

        >>> better, worse = np.array([0, 1], np.uint32), np.array([1, 2], np.uint32)
        >>> chain = Pairs.of(better, worse, np.array([0.8, 0.9]), NEAR)
        >>> Settling(3, np.empty(0, np.uint32)).removals(chain).worse.tolist()
        [1]
        """
        gone = self.gone
        places: list[int] = []
        survivors: list[int] = []
        columns = (column.tolist() for column in (pairs.better, pairs.worse, pairs.kind))
        for place, (better, worse, kind) in enumerate(zip(*columns, strict=True)):
            if gone[worse]:
                continue
            survivor = self._keeper(better, worse) if kind == OTHER_TEXT else better
            if survivor != worse and not gone[survivor]:
                gone[worse] = 1
                places.append(place)
                survivors.append(survivor)
        return pairs.at(np.array(places, np.int64))._replace(better=np.array(survivors, np.uint32))

    def _keeper(self, best: int, row: int) -> int:
        """Who keeps the id of `row`, of which `best` is the best row; `row` itself, if nobody is left before it."""
        if not self.gone[best]:
            return best
        keeper = self._keepers.get(best)
        if keeper is None or self.gone[keeper]:
            keeper = self._keepers[best] = row
        return keeper


def joined(pairs: Sequence[Pairs]) -> Pairs:
    """All `pairs` (at least one piece), one piece behind another."""
    return Pairs(
        np.concatenate([piece.better for piece in pairs]),
        np.concatenate([piece.worse for piece in pairs]),
        np.concatenate([piece.similarity for piece in pairs]),
        np.concatenate([piece.kind for piece in pairs]),
    )


def in_order(pairs: Sequence[Pairs]) -> Pairs:
    """All `pairs` as they are settled: by the worse rank, then by kind, then the most similar, then the best."""
    found = joined(pairs)
    return found.at(np.lexsort((found.better, -found.similarity, found.kind, found.worse)))
