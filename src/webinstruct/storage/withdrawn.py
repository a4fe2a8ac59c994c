"""Rows that a stage kept and takes back once all of its shards are done: no later stage is given them.

A kept file is never written again, so what is known only when all shards are done, that a page stands in two of them,
is said in a file beside: shard, row, reason, detail, sorted by shard and row.

Where some shards are done again, later stages have long read the others: what was taken back of those has to stay as it
was. So the file from before is set aside, not removed, with the numbers of the shards that come late.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.core.stage import Rejected
from webinstruct.storage.files import opened, read_bytes, write_whole
from webinstruct.storage.folders import exists, moved
from webinstruct.storage.place import place_at

__all__ = ["Former", "Withdrawn", "former_at", "set_aside", "withdrawn_in", "write_withdrawn"]

_SCHEMA = pa.schema(
    [("shard", pa.int32()), ("row", pa.int64()), ("reason", pa.string()), ("detail", pa.string())]
)
_ROWS_AT_ONCE = 10_000
_BEFORE, _LATE = "before.parquet", "late.json"

Numbers = np.ndarray[Any, np.dtype[Any]]


class Withdrawn(NamedTuple):
    """A row taken back: its shard, its place among the kept rows there, and why."""

    shard: int
    row: int
    reason: str
    detail: str


class Former(NamedTuple):
    """What had been taken back before some shards, the `late` ones, were done again: `shards` and `rows`, in order."""

    late: frozenset[int]
    shards: Numbers
    rows: Numbers


def write_withdrawn(path: str, rows: Iterable[Withdrawn]) -> None:
    """Write `rows`, sorted by shard and row, to the file `path`."""
    waiting: list[Withdrawn] = []
    with pq.ParquetWriter(path, _SCHEMA, compression="zstd") as file:
        for row in rows:
            waiting.append(row)
            if len(waiting) == _ROWS_AT_ONCE:
                file.write_table(_table(waiting))
                waiting = []
        file.write_table(_table(waiting))


def withdrawn_in(path: str, shard: int) -> Mapping[int, Rejected]:
    """The rows of `shard` that are taken back, by their place; none where there is no such file."""
    if not exists(path):
        return {}
    with opened(path) as file:
        found = pq.read_table(file, filters=[("shard", "=", shard)]).to_pylist()
    return {row["row"]: Rejected(row["reason"], row["detail"]) for row in found}


def set_aside(path: str, late: Iterable[int]) -> None:
    """Have the file `path` made anew once the shards `late` are done again; what it says now stays known beside it."""
    place = place_at(path)
    known = set(late)
    if not exists(place):  # set aside already, and not made since
        former = former_at(path)
        known |= former.late if former else set()
    write_whole(place.with_name(_LATE), json.dumps(sorted(known)).encode())
    if exists(place):
        moved(place, place.with_name(_BEFORE))


def former_at(path: str) -> Former | None:
    """What `set_aside` has left beside `path`; None where nothing was done again."""
    before, late = place_at(path).with_name(_BEFORE), place_at(path).with_name(_LATE)
    if not exists(before) or not exists(late):
        return None
    with opened(str(before)) as file:
        table = pq.read_table(file, columns=["shard", "row"])
    return Former(frozenset(json.loads(read_bytes(late))), table["shard"].to_numpy(), table["row"].to_numpy())


def _table(rows: list[Withdrawn]) -> pa.Table:
    return pa.Table.from_pylist([row._asdict() for row in rows], schema=_SCHEMA)
