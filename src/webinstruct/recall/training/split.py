"""Which part each example is held out in: by the hash of its text, evenly within its class and its file."""

from __future__ import annotations

from array import array
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


def parts(strata: Numbers, keys: Numbers, count: int) -> Numbers:
    """The part in [0, count) of every example. `strata` are numbers, `keys` hashes of the texts, both of shape
    [examples].

    Systematic sampling: the examples stand in the order of their strata, within one in that of their keys, and are
    dealt out in turn. So parts differ by at most one example in each stratum, and small strata add up.

    >>> parts(np.array([0, 1, 0, 1]), np.array([5, 6, 3, 2]), 2).tolist()
    [1, 1, 0, 0]
    """
    dealt = np.empty(len(keys), dtype=np.int32)
    dealt[np.lexsort((keys, strata))] = np.arange(len(keys)) % count
    return dealt


def held_out_parts(strata: Numbers, keys: Numbers, share: float) -> Numbers:
    """0 for the share of the examples that is held out, NOT_HELD_OUT for the others; drawn as `parts` does.

    >>> held_out_parts(np.zeros(4), np.array([4, 3, 2, 1]), 0.5).tolist()
    [0, -1, 0, -1]
    """
    ends = np.floor(np.arange(len(keys) + 1) * share + _SLACK)
    drawn = np.empty(len(keys), dtype=np.int32)
    drawn[np.lexsort((keys, strata))] = np.where(np.diff(ends) > 0, 0, NOT_HELD_OUT)
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
        """Deal out the examples; about 30 bytes of memory for each."""
        numbers: dict[tuple[bool, str, str], int] = {}
        columns = [_columns(context, shard, numbers) for shard in range(context.shards)]
        keys = np.concatenate([keys for keys, _ in columns])
        strata = np.concatenate([strata for _, strata in columns])
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


def _columns(
    context: StepContext, shard: int, numbers: dict[tuple[bool, str, str], int]
) -> tuple[Numbers, Numbers]:
    """The keys of a shard's examples and the numbers of their strata; `numbers` gains those that are new."""
    keys, strata = array("Q"), array("l")
    for row in context.rows(shard, _COLUMNS):
        stratum = (row["is_wanted"], row["group"], row["source_file"])
        keys.append(row["key"])
        strata.append(numbers.setdefault(stratum, len(numbers)))
    return np.array(keys, dtype=np.uint64), np.array(strata, dtype=np.int64)
