"""The running number of a row across shards, known before the rows are written.

Rows of a shard have positions; those that a source stopped leave gaps. A stretch is a run of positions without a gap,
kept as [first position, index of that row], so the file stays small and the numbers have no gaps.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

from webinstruct.core.stage import ROW, StepContext

__all__ = ["Offsets", "Stretch", "index_at", "stretches"]

Stretch = tuple[int, int]


class Offsets:
    """The step that counts: one list of stretches per shard."""

    name = "offsets"
    per_shard = False
    suffix = ".json"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Count the rows of all shards in order."""
        found, count = [], 0
        for shard in range(context.shards):
            positions = (row[ROW] for row in context.rows(shard, ["pair_id"]))
            ours, count = stretches(positions, count)
            found.append(ours)
        Path(out).write_text(json.dumps(found))


def stretches(positions: Iterable[int], first: int) -> tuple[list[Stretch], int]:
    """The stretches of rising `positions`, numbered from `first` on, and the number behind the last.

    >>> stretches([0, 1, 4, 5], 10)
    ([(0, 10), (4, 12)], 14)
    """
    found: list[Stretch] = []
    expected = -1
    for position in positions:
        if position != expected:
            found.append((position, first))
        expected = position + 1
        first += 1
    return found, first


def index_at(position: int, found: Sequence[Sequence[int]]) -> int:
    """The running number of the row at `position`.

    >>> index_at(5, [(0, 10), (4, 12)])
    13
    """
    start, index = found[bisect_right(found, position, key=lambda stretch: stretch[0]) - 1]
    return index + position - start
