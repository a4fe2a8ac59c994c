"""Who goes and who stays, given the pairs.

Chains are the trap: A resembles B and B resembles C, but A may not resemble C, and joining whatever is connected
would remove C for the sake of A. So rows are taken best first, and a row goes only if it forms a pair with one that
stays: the similarity that a removal names is always that with its survivor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = ["Pair", "Removal", "removals"]


class Pair(NamedTuple):
    """Two rows that are duplicates; `better` ranks before `worse`."""

    better: int
    worse: int
    similarity: float


class Removal(NamedTuple):
    """A row that goes, the row that stays for it, and how similar they are."""

    row: int
    survivor: int
    similarity: float


def removals(pairs: Iterable[Pair], rank: Mapping[int, int]) -> list[Removal]:
    """The rows that go, best first; of several survivors each names the most similar, then the best.

    >>> rank = {10: 0, 11: 1, 12: 2}
    >>> removals([Pair(10, 11, 0.8), Pair(11, 12, 0.9)], rank)
    [Removal(row=11, survivor=10, similarity=0.8)]
    >>> removals([Pair(10, 11, 0.8), Pair(11, 12, 0.9), Pair(10, 12, 0.8)], rank)[1]
    Removal(row=12, survivor=10, similarity=0.8)
    """
    by_worse: dict[int, list[Pair]] = {}
    for pair in pairs:
        by_worse.setdefault(pair.worse, []).append(pair)
    gone: dict[int, Removal] = {}
    for row in sorted(by_worse, key=lambda number: rank[number]):
        staying = [pair for pair in by_worse[row] if pair.better not in gone]
        if staying:
            found = min(staying, key=lambda pair: (-pair.similarity, rank[pair.better]))
            gone[row] = Removal(row, found.better, found.similarity)
    return list(gone.values())
