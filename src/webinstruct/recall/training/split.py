"""Which part each example is held out in: by the hash of its text, evenly within its class and its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from webinstruct.core.stage import StepContext

__all__ = ["NOT_HELD_OUT", "SPLIT", "Split", "SplitFound", "held_out_parts", "parts", "split_found"]

SPLIT = "split"
NOT_HELD_OUT = -1
_SLACK = 1e-9  # 10 * 0.1 is 1
_COLUMNS = ["key", "is_wanted", "group", "source_file"]

Numbers = np.ndarray[Any, np.dtype[Any]]


def parts(strata: Sequence[tuple[Any, ...]], keys: Numbers, count: int) -> Numbers:
    """The part in [0, count) of every example; `keys` of shape [examples] are hashes of their texts.

    Systematic sampling: the examples stand in the order of their strata, within one in that of their keys, and are
    dealt out in turn. So parts differ by at most one example in each stratum, and small strata add up.

    >>> [int(part) for part in parts([("a",), ("b",), ("a",), ("b",)], np.array([5, 6, 3, 2]), 2)]
    [1, 1, 0, 0]
    """
    dealt = np.empty(len(keys), dtype=np.int32)
    dealt[_order(strata, keys)] = np.arange(len(keys)) % count
    return dealt


def held_out_parts(strata: Sequence[tuple[Any, ...]], keys: Numbers, share: float) -> Numbers:
    """0 for the share of the examples that is held out, NOT_HELD_OUT for the others; drawn as `parts` does.

    >>> [int(part) for part in held_out_parts([("a",)] * 4, np.array([4, 3, 2, 1]), 0.5)]
    [0, -1, 0, -1]
    """
    places = np.arange(1, len(keys) + 1)
    is_held_out = np.floor(places * share + _SLACK) > np.floor((places - 1) * share + _SLACK)
    drawn = np.empty(len(keys), dtype=np.int32)
    drawn[_order(strata, keys)] = np.where(is_held_out, 0, NOT_HELD_OUT)
    return drawn


class SplitFound(NamedTuple):
    """The keys of all examples, rising, and the part of each."""

    keys: Numbers
    parts: Numbers

    def part_of(self, key: int) -> int:
        """The part in which the example with `key` is held out."""
        return int(self.parts[np.searchsorted(self.keys, np.uint64(key))])


class Split:
    """The step that says which example is held out in which part: a file of keys and parts."""

    name = SPLIT
    per_shard = False
    suffix = ".npz"

    def __init__(self, held_out: float, folds: int) -> None:
        self._held_out = held_out
        self._folds = folds

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Deal out the examples; about 200 bytes of memory for each."""
        rows = [row for shard in range(context.shards) for row in context.rows(shard, _COLUMNS)]
        keys = np.array([row["key"] for row in rows], dtype=np.uint64)
        strata = [(row["is_wanted"], row["group"], row["source_file"]) for row in rows]
        found = (
            parts(strata, keys, self._folds) if self._folds else held_out_parts(strata, keys, self._held_out)
        )
        order = np.argsort(keys)
        with Path(out).open("wb") as file:
            np.savez(file, keys=keys[order], parts=found[order])


def split_found(path: str) -> SplitFound:
    """What the step `split` left."""
    with np.load(path, allow_pickle=False) as found:
        return SplitFound(found["keys"], found["parts"])


def _order(strata: Sequence[tuple[Any, ...]], keys: Numbers) -> list[int]:
    return sorted(range(len(keys)), key=lambda place: (strata[place], int(keys[place])))
