"""Tables that a shard leaves: each appears under its name when it is finished, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

import pyarrow as pa

from webinstruct.core.stage import Quarantined, Stage
from webinstruct.core.table import Row, Table
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import whole_file
from webinstruct.storage.parquet import ParquetRows

__all__ = ["MISFIT", "Asides", "WholeTable", "batch_of", "misfit_of"]

MISFIT = (pa.ArrowException, AttributeError, KeyError, OverflowError, TypeError, ValueError)
"""What `batch_of` raises where a row does not fit its table."""

_ASIDES_AT_ONCE = 1_000


def batch_of(rows: Sequence[Row], table: Table) -> pa.RecordBatch:
    """`rows` as a batch of `table`, defaults for columns they lack; raises one of MISFIT where one does not fit."""
    columns = []
    for column in table.columns:
        missing = table.defaults[column.name]
        values = [row.get(column.name, missing) for row in rows]
        if column.default is ... and None in values:
            raise ValueError(f"column '{column.name}' is missing")
        columns.append(pa.array(values, column.type))
    return pa.record_batch(columns, schema=table.schema)


def misfit_of(rows: Sequence[Row], table: Table) -> Quarantined | None:
    """What stops the row of which `rows` shall be kept, if they do not all fit `table`."""
    try:
        batch_of(rows, table)
    except MISFIT as error:
        return Quarantined("bad_row", f"does not fit '{table.name}': {error}")
    return None


class WholeTable:
    """A Parquet file that appears under its name when it is finished; `own` and `only_new` as in `whole_file`."""

    def __init__(self, path: str, schema: pa.Schema, own: str = "", only_new: bool = False) -> None:
        with ExitStack() as stack:
            temporary = stack.enter_context(whole_file(path, own, only_new))
            self._rows = stack.enter_context(ParquetRows(temporary, schema))
            self._stack = stack.pop_all()

    def add(self, batch: pa.RecordBatch) -> None:
        try:
            self._rows.add(batch)
        except OSError as error:  # whole_file, left with it, says what it means: a StorageError
            self._stack.__exit__(type(error), error, error.__traceback__)
            raise

    def finish(self) -> None:
        self._stack.close()

    def abandon(self) -> None:
        self._stack.__exit__(_Abandoned, _Abandoned(), None)


class Asides:
    """The table that a stage leaves beside its books."""

    def __init__(self, run_dir: RunDir, stage: Stage, shard: int, own: str = "") -> None:
        assert stage.leaves is not None  # noqa: S101 -- asked only then
        self._table = stage.leaves
        path = run_dir.aside(stage.name, self._table.name, shard)
        self._file = WholeTable(str(path), self._table.schema, own)
        self._waiting: list[Row] = []

    def add(self, rows: Sequence[Row]) -> None:
        self._waiting += rows
        if len(self._waiting) >= _ASIDES_AT_ONCE:
            self._write()

    def finish(self) -> None:
        self._write()
        self._file.finish()

    def abandon(self) -> None:
        self._file.abandon()

    def _write(self) -> None:
        if self._waiting:
            self._file.add(batch_of(self._waiting, self._table))
        self._waiting = []


class _Abandoned(Exception):
    """Thrown into a file's context so that it removes its temporary file."""
