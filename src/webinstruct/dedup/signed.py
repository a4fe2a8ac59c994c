"""What `sign` leaves of each row, as Parquet: written in batches, read by column over all shards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from webinstruct.core.ngrams import Hashes, text_hash
from webinstruct.core.stage import ROW, SHARD, StepContext
from webinstruct.core.table import Row
from webinstruct.dedup.matching import Ints
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.signature import Comparable, band_keys, band_shape, comparable, signatures
from webinstruct.dedup.survivor import MERIT_FIELDS, merit_of
from webinstruct.storage.parquet import parquet_file

__all__ = ["ANSWER_EXACT", "Signed", "exact_names", "signed_batch", "signed_schema"]

ANSWER_EXACT = ("answer_exact_0", "answer_exact_1")


class Signed:
    """The signed rows of all shards, numbered through in order."""

    def __init__(self, context: StepContext) -> None:
        self._paths = [context.artifact("sign", shard) for shard in range(context.shards)]
        self._starts = np.cumsum([0, *map(_rows_in, self._paths)])
        self.count = int(self._starts[-1])
        self._places: dict[str, Any] = {}

    def column(self, name: str) -> Any:
        """One numeric column, shape [rows]."""
        return self._table([name]).column(0).to_numpy()

    def merits(self) -> dict[str, Any]:
        """The merit columns as numbers; texts as their place in order."""
        return {field.name: self._numbers(field) for field in MERIT_FIELDS}

    def ids(self) -> Hashes:
        """One number per pair id; rows without an id each have their own."""
        ids = self._table(["pair_id"]).column(0).to_pylist()
        named = (text_hash(f"id {id_}" if id_ else f"row {number}") for number, id_ in enumerate(ids))
        return np.fromiter(named, np.uint64, len(ids))

    def sets(self, name: str, rows: Ints) -> dict[int, NDArray[np.uint32]]:
        """The shingles of some rows (sorted row numbers), by row number."""
        found: dict[int, NDArray[np.uint32]] = {}
        for path, start, stop in zip(self._paths, self._starts[:-1], self._starts[1:], strict=True):
            wanted = rows[(rows >= start) & (rows < stop)]
            if len(wanted):
                with parquet_file(path) as file:
                    chosen = file.read(columns=[name]).column(0).take(pa.array(wanted - start))
                for number, shingles in zip(wanted.tolist(), chosen, strict=True):
                    found[number] = shingles.values.to_numpy().copy()
        return found

    def place(self, number: int) -> tuple[int, int, str]:
        """Shard, row in the shard and pair id of a row number."""
        if not self._places:
            table = self._table(["row", "pair_id"])
            self._places = {"row": table.column(0).to_numpy(), "pair_id": table.column(1)}
        shard = int(np.searchsorted(self._starts, number, side="right")) - 1
        return shard, int(self._places["row"][number]), str(self._places["pair_id"][number].as_py())

    def _numbers(self, field: pa.Field) -> Any:
        column = self._table([field.name]).column(0)
        if pa.types.is_string(field.type):
            column = pc.rank(column, sort_keys="ascending", tiebreaker="dense")
        return column.to_numpy()

    def _table(self, names: list[str]) -> pa.Table:
        tables = []
        for path in self._paths:
            with parquet_file(path) as file:
                tables.append(file.read(columns=names))
        return pa.concat_tables(tables).combine_chunks()


def _rows_in(path: str) -> int:
    with parquet_file(path) as file:
        return int(file.metadata.num_rows)


def exact_names(settings: DedupSettings) -> list[str]:
    answers = [*ANSWER_EXACT] if settings.keep == "distinct_answers" else []
    return ["exact_0", "exact_1", *answers]


def signed_schema(settings: DedupSettings) -> pa.Schema:
    bands, _ = band_shape(settings.threshold, settings.permutations)
    fields = [pa.field("row", pa.int64()), *MERIT_FIELDS, *_compared_fields("")]
    if settings.keep == "distinct_answers":
        fields += [*_compared_fields("answer_"), pa.field("answer_guard", pa.uint64())]
    return pa.schema([*fields, *(pa.field(f"band_{band}", pa.uint64()) for band in range(bands))])


def _compared_fields(prefix: str) -> list[pa.Field]:
    exact = [pa.field(f"{prefix}exact_{half}", pa.uint64()) for half in (0, 1)]
    return [*exact, pa.field(f"{prefix}shingles", pa.list_(pa.uint32()))]


def signed_batch(batch: Sequence[Row], settings: DedupSettings) -> pa.RecordBatch:
    compared = [_compared(row, _text_of(row, settings.fields), settings) for row in batch]
    columns: dict[str, Any] = {"row": [row[ROW] for row in batch], **_exact_columns("", compared)}
    merits = [merit_of(row) for row in batch]
    columns |= {field.name: [merit[field.name] for merit in merits] for field in MERIT_FIELDS}
    if settings.keep == "distinct_answers":
        answers = [_compared(row, row.get("answer") or "", settings) for row in batch]
        columns |= _exact_columns("answer_", answers) | {"answer_guard": [answer.guard for answer in answers]}
    bands, rows = band_shape(settings.threshold, settings.permutations)
    guards = np.fromiter((one.guard for one in compared), np.uint64, len(compared))
    signature = signatures([one.shingles for one in compared], settings.permutations, settings.seed)
    keys = band_keys(signature, guards, bands, rows)
    columns |= {f"band_{band}": keys[:, band] for band in range(bands)}
    schema = signed_schema(settings)
    return pa.record_batch([pa.array(columns[field.name], field.type) for field in schema], schema=schema)


def _text_of(row: Row, fields: str) -> str:
    names = ("question", "answer") if fields == "both" else (fields,)
    return "\n\n".join(row.get(name) or "" for name in names)


def _compared(row: Row, text: str, settings: DedupSettings) -> Comparable:
    """What is compared of the text; one without any is equal to nothing but itself."""
    return comparable(text if text.strip() else f"empty {row[SHARD]} {row[ROW]}", settings.ngram)


def _exact_columns(prefix: str, compared: Sequence[Comparable]) -> dict[str, Any]:
    halves = {f"{prefix}exact_{half}": [one.exact[half] for one in compared] for half in (0, 1)}
    return halves | {f"{prefix}shingles": [one.shingles for one in compared]}
