"""The ledger of one shard: verdicts come in any order, rows are written in the order of the input.

Nothing is final until `finish`: it checks the books, then writes rejected rows, quarantined rows and the manifest, and
the kept rows last, whose file is the mark that the shard is done.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

import pyarrow as pa

from webinstruct.core.stage import Aside, Note, Quarantined, Rejected, Stage, Verdict
from webinstruct.core.table import Row, Table
from webinstruct.runner.books import Books
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import whole_file, write_whole
from webinstruct.storage.locks import Lock
from webinstruct.storage.parquet import ParquetRows
from webinstruct.tables import QUARANTINED, REJECTED

__all__ = ["Ledger"]

_ASIDES_AT_ONCE = 1_000


class Ledger:
    """The open books of one shard of one stage.

    `lock` is the shard's; the ledger lets go of it when it is finished or abandoned, and already when it cannot
    be opened. At most `stage.rejects_listed` rejects per reason are listed, the rest only counted (None lists all).
    """

    def __init__(self, run_dir: RunDir, stage: Stage, shard: int, lock: Lock) -> None:
        self.stage = stage.name
        self.shard = shard
        self._run_dir = run_dir
        self._lock = lock
        self._writes = stage.writes
        self._listed = stage.rejects_listed
        self._books = Books()
        self._started = time.monotonic()
        self._ids: dict[int, tuple[str, str]] = {}
        self._early: dict[int, Sequence[Verdict]] = {}
        self._next = 0
        self._rows_read: int | None = None
        self._quarantined: _WholeTable | None = None
        try:
            self._kept = _WholeTable(str(run_dir.kept(stage.name, shard)), stage.writes.schema)
            self._rejected = _WholeTable(str(run_dir.rejected(stage.name, shard)), REJECTED.schema)
            self._asides = _Asides(run_dir, stage, shard) if stage.leaves else None
        except BaseException:
            lock.release()
            raise

    @property
    def is_complete(self) -> bool:
        """Whether the input has ended and every row of it is settled."""
        return self._rows_read is not None and self._next == self._rows_read

    @property
    def settled(self) -> int:
        """How many rows are settled and written."""
        return self._next

    def expect(self, position: int, row_id: str, url: str) -> None:
        """Name the row at `position` (0-based, gapless), whose verdicts will come."""
        self._ids[position] = (row_id, url)

    def settle(self, position: int, verdicts: Sequence[Verdict]) -> None:
        """Book the verdicts on the row at `position`; rows before it may still be open."""
        self._early[position] = verdicts
        while self._next in self._early:
            self._book(self._early.pop(self._next), *self._ids.pop(self._next))
            self._next += 1

    def end_of_input(self, rows_read: int) -> None:
        """Say how many rows the shard has."""
        self._rows_read = rows_read

    def finish(self) -> Books:
        """Check the books and write the shard's files; the kept rows come last.

        Raises:
            BooksError: they do not close.
        """
        books = self._books
        books.check(f"shard {self.shard} of '{self.stage}'")
        books.seconds = round(time.monotonic() - self._started, 3)
        self._rejected.finish()
        if self._quarantined:
            self._quarantined.finish()
        else:
            self._run_dir.quarantined(self.stage, self.shard).unlink(missing_ok=True)
        if self._asides:
            self._asides.finish()
        manifest = {"stage": self.stage, "shard": self.shard, **books.plain()}
        write_whole(
            str(self._run_dir.manifest(self.stage, self.shard)), json.dumps(manifest, indent=1).encode()
        )
        self._kept.finish()
        self._lock.release()
        return books

    def abandon(self) -> None:
        """Leave nothing behind: the shard will be done again from its start."""
        try:
            for table in (self._kept, self._rejected, self._asides, self._quarantined):
                if table:
                    table.abandon()
        finally:
            self._lock.release()

    def _book(self, verdicts: Sequence[Verdict], row_id: str, url: str) -> None:
        self._books.read += 1
        kept, stop = _sorted_out(verdicts, self._books)
        if kept and stop is None:
            try:
                batch = _batch(kept, self._writes)
            except (
                pa.ArrowException,
                AttributeError,
                KeyError,
                OverflowError,
                TypeError,
                ValueError,
            ) as error:
                stop = Quarantined("bad_row", f"does not fit '{self._writes.name}': {error}")
            else:
                self._kept.add(batch)
                self._books.kept += batch.num_rows
                self._books.sources += 1
        if not kept or stop:
            stop = stop or Quarantined("no_verdict", "the stage said nothing about this row")
            self._stop(stop, row_id, url)
        if self._asides and not isinstance(stop, Quarantined):
            self._asides.add([verdict.row for verdict in verdicts if isinstance(verdict, Aside)])

    def _stop(self, verdict: Rejected | Quarantined, row_id: str, url: str) -> None:
        cells = (row_id, self.stage, verdict.reason, verdict.detail, url)
        row = dict(zip(REJECTED.names, map(_storable, cells), strict=True))
        if isinstance(verdict, Rejected):
            self._books.rejected[str(verdict.reason)] += 1
            if self._listed is None or self._books.rejected[str(verdict.reason)] <= self._listed:
                self._rejected.add(pa.RecordBatch.from_pylist([row], REJECTED.schema))
            return
        self._books.quarantined[str(verdict.reason)] += 1
        if self._quarantined is None:
            self._quarantined = _WholeTable(
                str(self._run_dir.quarantined(self.stage, self.shard)), QUARANTINED.schema
            )
        self._quarantined.add(pa.RecordBatch.from_pylist([row], QUARANTINED.schema))


class _WholeTable:
    """A Parquet file that appears under its name when it is finished."""

    def __init__(self, path: str, schema: pa.Schema) -> None:
        with ExitStack() as stack:
            temporary = stack.enter_context(whole_file(path))
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


class _Asides:
    """The table that a stage leaves beside its books."""

    def __init__(self, run_dir: RunDir, stage: Stage, shard: int) -> None:
        assert stage.leaves is not None  # noqa: S101 -- asked only then
        self._table = stage.leaves
        self._file = _WholeTable(str(run_dir.aside(stage.name, self._table.name, shard)), self._table.schema)
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
            self._file.add(_batch(self._waiting, self._table))
        self._waiting = []


class _Abandoned(Exception):
    """Thrown into a file's context so that it removes its temporary file."""


def _sorted_out(verdicts: Sequence[Verdict], books: Books) -> tuple[list[Row], Rejected | Quarantined | None]:
    """The rows to keep, and what stops the row instead; notes are counted on the way."""
    kept: list[Row] = []
    stop: Rejected | Quarantined | None = None
    for verdict in verdicts:
        if isinstance(verdict, Mapping):
            kept.append(verdict)
        elif isinstance(verdict, Note):
            books.notes[verdict.word] += verdict.count
        elif isinstance(verdict, Rejected | Quarantined):
            stop = stop or verdict
        elif not isinstance(verdict, Aside):
            stop = Quarantined("bad_verdict", f"{type(verdict).__name__} is neither a row nor a verdict")
    if kept and isinstance(stop, Rejected):
        stop = Quarantined("bad_verdict", f"the stage kept the row and rejected it ({stop.reason})")
    return kept, stop


def _storable(value: object) -> str:
    """`value` as text that Parquet takes: a stage of one's own may say anything, also half a character."""
    return str(value).encode("utf-8", "replace").decode()


def _batch(kept: Sequence[Row], writes: Table) -> pa.RecordBatch:
    completed = [writes.completed(row) for row in kept]
    for column in writes.columns:
        if column.default is ... and any(row[column.name] is None for row in completed):
            raise ValueError(f"column '{column.name}' is missing")
    return pa.RecordBatch.from_pylist(completed, schema=writes.schema)
