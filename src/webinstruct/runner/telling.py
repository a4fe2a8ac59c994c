"""A shard whose stage knows already who goes: its rows pass in batches, and nothing is asked row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from webinstruct.core.stage import Stopped, TellingStage, Verdict
from webinstruct.core.table import Row, Table
from webinstruct.runner.inputs import Inputs
from webinstruct.runner.ledger import Ledger, Said
from webinstruct.runner.whole_table import MISFIT, batch_of, misfit_of

__all__ = ["tell_rows"]

_ROWS_AT_ONCE = 512


class _Piece(NamedTuple):
    """Some rows of a shard: those that fit the table, with their places, and what is said of the others, by place."""

    places: Sequence[int]
    rows: pa.RecordBatch
    stopped: Mapping[int, Said]


def tell_rows(
    stage: TellingStage, writes: Table, inputs: Inputs, shard: int, ledger: Ledger
) -> Iterator[int]:
    """Book all rows of `shard` in pieces; says after each how many rows they are so far."""
    told = stage.told(shard)
    count = 0
    for piece in _pieces(inputs, shard, writes):
        going = [number for number, place in enumerate(piece.places) if place in told]
        stopped = {**piece.stopped, **_told(piece, going, told, writes)}
        stays = np.ones(len(piece.places), np.bool_)
        stays[going] = False
        kept = piece.rows.filter(pa.array(stays)) if going else piece.rows
        ledger.tell(kept, [stopped[place] for place in sorted(stopped)])
        count += len(piece.places) + len(piece.stopped)
        yield count


def _told(
    piece: _Piece, going: Sequence[int], told: Mapping[int, Sequence[Verdict]], writes: Table
) -> dict[int, Said]:
    """What the stage says of the rows `going` of a piece, by place."""
    found: dict[int, Said] = {}
    ids = piece.rows.column(writes.key)
    urls = piece.rows.column("url") if "url" in writes.names else None
    for number in going:
        place = piece.places[number]
        url = urls[number].as_py() if urls is not None else ""
        found[place] = Said(str(ids[number].as_py()), str(url or ""), told[place])
    return found


def _pieces(inputs: Inputs, shard: int, writes: Table) -> Iterator[_Piece]:
    """All rows of a shard in order."""
    waiting: list[Row | Stopped] = []
    first = 0
    for found in inputs.pieces(shard):
        if isinstance(found, pa.RecordBatch):
            yield _piece_of_batch(found, first, writes)
            first += found.num_rows
            continue
        waiting.append(found)
        if len(waiting) == _ROWS_AT_ONCE:
            yield _piece_of_rows(waiting, first, writes)
            first, waiting = first + len(waiting), []
    if waiting:
        yield _piece_of_rows(waiting, first, writes)


def _piece_of_batch(batch: pa.RecordBatch, first: int, writes: Table) -> _Piece:
    try:
        return _Piece(range(first, first + batch.num_rows), _fitted(batch, writes), {})
    except MISFIT:
        return _piece_of_rows(batch.to_pylist(), first, writes)


def _piece_of_rows(found: Sequence[Row | Stopped], first: int, writes: Table) -> _Piece:
    stopped = {
        first + number: Said(row.row_id, row.url, [row.verdict])
        for number, row in enumerate(found)
        if isinstance(row, Stopped)
    }
    rows = {first + number: row for number, row in enumerate(found) if not isinstance(row, Stopped)}
    try:
        return _Piece(list(rows), batch_of(list(rows.values()), writes), stopped)
    except MISFIT:
        for place, row in list(rows.items()):
            if misfit := misfit_of([row], writes):
                stopped[place] = Said(str(row.get(writes.key, "")), str(row.get("url") or ""), [misfit])
                del rows[place]
        return _Piece(list(rows), batch_of(list(rows.values()), writes), stopped)


def _fitted(batch: pa.RecordBatch, writes: Table) -> pa.RecordBatch:
    """The columns of `writes` in `batch`, defaults for those that it lacks; raises one of MISFIT where one does not
    fit."""
    columns = []
    for column in writes.columns:
        if column.name in batch.schema.names:
            there = batch.column(column.name)
            columns.append(there if there.type == column.type else there.cast(column.type))
        else:
            columns.append(pa.array([column.default] * batch.num_rows, column.type))
        if column.default is ... and columns[-1].null_count:
            raise ValueError(f"column '{column.name}' is missing")
    return pa.record_batch(columns, schema=writes.schema)
