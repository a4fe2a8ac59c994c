"""Signing: from rows to the file that `signed` describes, some thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from webinstruct.core.ngrams import Hashes, mixed
from webinstruct.core.stage import ROW, SHARD
from webinstruct.core.table import Row
from webinstruct.core.tokens import token_hashes
from webinstruct.dedup.minhash import band_keys, signatures
from webinstruct.dedup.sets import Sets
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.signature import Compared, compared
from webinstruct.dedup.signed import ANSWER, asks_are_compared, bands_of, signed_schema
from webinstruct.dedup.survivor import merits, ties

__all__ = ["signed_batch", "text_of", "write_signed"]

_BATCH_ROWS = 2_048  # arrays of some 80,000 shingles stay in the caches
_BATCH_CHARS = 4 << 20
_WRITTEN_BYTES = 16 << 20


def write_signed(rows: Iterable[Row], out: str, settings: DedupSettings) -> None:
    """Sign `rows` into the file `out`; record batches of some 16 MB."""
    schema = signed_schema(settings)
    with pa.OSFile(out, "wb") as sink, pa.ipc.new_file(sink, schema) as file:
        for table in _gathered(signed_batch(batch, settings) for batch in _batches(iter(rows))):
            file.write_batch(table)


def signed_batch(batch: Sequence[Row], settings: DedupSettings) -> pa.RecordBatch:
    """What is left of some rows, each with its SHARD and ROW."""
    places = _own_hashes(batch)
    ids = [row.get("pair_id") or "" for row in batch]
    hashes = token_hashes(ids)
    columns: dict[str, Any] = {
        "row": np.array([row[ROW] for row in batch], np.int64),
        "pair_id": ids,
        "id_hash": np.where(np.array([not id_ for id_ in ids]), places, hashes),
        "merit": merits(batch, settings.survivor),
        "tie": ties(batch, hashes) if settings.survivor != "first" else np.zeros(len(batch), np.uint64),
    }
    found = _signed_texts([text_of(row, settings.fields) for row in batch], places, settings)
    columns |= _compared_columns("", found)
    if settings.keep == "distinct_answers":
        answers = [row.get("answer") or "" for row in batch]
        columns |= _compared_columns(ANSWER, compared(answers, settings.minhash))
    if asks_are_compared(settings):
        columns["closing"] = found.closings
    columns |= _band_columns(found, places, settings)
    schema = signed_schema(settings)
    return pa.record_batch([_array(columns[field.name], field.type) for field in schema], schema=schema)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Runs of rows, bounded in number and in characters."""
    while first := list(islice(rows, 1)):
        batch, size = first, 0
        for row in islice(rows, _BATCH_ROWS - 1):
            batch.append(row)
            size += len(row.get("question") or "") + len(row.get("answer") or "")
            if size > _BATCH_CHARS:
                break
        yield batch


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in fewer record batches."""
    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        waiting.append(batch)
        size += batch.nbytes
        if size >= _WRITTEN_BYTES:
            yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()
            waiting, size = [], 0
    if waiting:
        yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()


def _own_hashes(batch: Sequence[Row]) -> Hashes:
    """A number for each row that no other is likely to have."""
    shards, numbers = (np.array([row[name] for row in batch], np.uint64) for name in (SHARD, ROW))
    return mixed(numbers ^ mixed(shards))


def text_of(row: Row, fields: str) -> str:
    """The text of a row that is compared."""
    if fields != "both":
        return row.get(fields) or ""
    return f"{row.get('question') or ''}\n\n{row.get('answer') or ''}"


def _signed_texts(texts: Sequence[str], places: Hashes, settings: DedupSettings) -> Compared:
    """What is compared; a text without anything in it is equal to nothing but itself."""
    found = compared(texts, settings.minhash)
    empty = np.flatnonzero((found.exact[0] == 0) & (found.exact[1] == 0))
    found.exact[:, empty] = places[empty]
    return found


def _compared_columns(prefix: str, found: Compared) -> dict[str, Any]:
    columns: dict[str, Any] = {f"{prefix}exact_{half}": found.exact[half] for half in (0, 1)}
    return columns | {
        f"{prefix}guard": found.guards,
        f"{prefix}poles": found.poles,
        f"{prefix}shingles": found.shingles,
    }


def _band_columns(found: Compared, places: Hashes, settings: DedupSettings) -> dict[str, Any]:
    bands, rows = bands_of(settings)
    signature = signatures(found.shingles, bands * rows, settings.minhash.seed)
    bare = found.shingles.sizes == 0
    keys = band_keys(signature, np.where(bare, places, found.guards), bands, rows)
    return {f"band_{band}": keys[band] for band in range(bands)}


def _array(column: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(column, Sets):
        offsets = pa.array(column.edges.astype(np.int32))
        return pa.ListArray.from_arrays(offsets, pa.array(column.flat), type=kind)
    return pa.array(column, kind)
