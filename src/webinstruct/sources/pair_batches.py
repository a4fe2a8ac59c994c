"""Pairs of a Parquet file in batches: what `given_pair` makes row by row, where no row needs a closer look."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from webinstruct.core.table import Table

__all__ = ["pair_batch"]

_NEEDED = ("pair_id", "question", "answer")


def pair_batch(columns: Mapping[str, pa.Array], table: Table, name: str) -> pa.RecordBatch | None:
    """The rows of `table` in `columns` (under our names) of the file `name`; None where a row might be stopped, mended
    or completed otherwise than all the others."""
    if any(column not in columns for column in _NEEDED):
        return None
    checked = {column: _sound(array, table, column) for column, array in columns.items()}
    found = {column: array for column, array in checked.items() if array is not None}
    if len(found) < len(checked) or any(_has_blank(found[text]) for text in _NEEDED):
        return None
    count = len(found["question"])
    derived = {
        "orig_question": found["question"],
        "orig_answer": found["answer"],
        "source_file": _repeated(name, pa.string(), count),
    }
    given = {**derived, **found}
    arrays = [
        given[column.name]
        if column.name in given
        else _repeated(table.defaults[column.name], column.type, count)
        for column in table.columns
    ]
    return pa.record_batch(arrays, schema=table.schema)


def _sound(array: pa.Array, table: Table, column: str) -> pa.Array | None:
    """`array` as the column of `table`, if nothing is missing in it and nothing has to be mended."""
    kind = table.schema.field(column).type
    if pa.types.is_large_string(array.type) and pa.types.is_string(kind):
        array = array.cast(kind)
    if array.type != kind or array.null_count:
        return None
    if pa.types.is_list(kind) and array.flatten().null_count:
        return None
    if not pa.types.is_string(kind):
        return array
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:  # no UTF-8
        return None
    return None if pc.any(pc.match_substring(array, "\0")).as_py() else array


def _has_blank(texts: pa.Array) -> bool:
    return bool(pc.any(pc.equal(pc.binary_length(pc.utf8_trim_whitespace(texts)), 0)).as_py())


@lru_cache(256)
def _repeated(value: Any, kind: pa.DataType, count: int) -> pa.Array:
    return pa.array([value] * count, kind)
