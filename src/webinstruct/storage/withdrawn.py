"""Rows that a stage kept and takes back once all of its shards are done: no later stage is given them.

A kept file is never written again, so what is known only when all shards are done, that a page stands in two of them,
is said in a file beside: shard, row, reason, detail, sorted by shard and row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.core.stage import Rejected

__all__ = ["Withdrawn", "withdrawn_in", "write_withdrawn"]

_SCHEMA = pa.schema(
    [("shard", pa.int32()), ("row", pa.int64()), ("reason", pa.string()), ("detail", pa.string())]
)
_ROWS_AT_ONCE = 10_000


class Withdrawn(NamedTuple):
    """A row taken back: its shard, its place among the kept rows there, and why."""

    shard: int
    row: int
    reason: str
    detail: str


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
    if not Path(path).exists():
        return {}
    found = pq.read_table(path, filters=[("shard", "=", shard)]).to_pylist()
    return {row["row"]: Rejected(row["reason"], row["detail"]) for row in found}


def _table(rows: list[Withdrawn]) -> pa.Table:
    return pa.Table.from_pylist([row._asdict() for row in rows], schema=_SCHEMA)
