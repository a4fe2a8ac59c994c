"""The ledger of one shard: verdicts come in any order, rows are written in the order of the input.

Nothing is final until `finish`: it checks the books, then writes rejected rows, quarantined rows and the manifest, and
the kept rows last, whose file is the mark that the shard is done.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from webinstruct.core.stage import Aside, Note, Quarantined, Rejected, Stage, Verdict
from webinstruct.core.table import Row
from webinstruct.runner.books import Books
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.whole_table import MISFIT, Asides, WholeTable, batch_of, misfit_of
from webinstruct.storage.files import write_whole
from webinstruct.storage.folders import remove
from webinstruct.storage.locks import Lock, check_ours
from webinstruct.tables import QUARANTINED, REJECTED

__all__ = ["Ledger", "Said"]

_ROWS_AT_ONCE = 256  # a batch of one row costs 0.3 ms, one of 256 rows 0.02 ms a row
_CHARS_AT_ONCE = 4 << 20


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
        self._waiting: list[_Judged] = []
        self._chars = 0
        self._rows_read: int | None = None
        self._quarantined: WholeTable | None = None
        try:
            kept, rejected = run_dir.kept(stage.name, shard), run_dir.rejected(stage.name, shard)
            self._kept = WholeTable(str(kept), stage.writes.schema, lock.own, only_new=True)
            self._rejected = WholeTable(str(rejected), REJECTED.schema, lock.own)
            self._asides = Asides(run_dir, stage, shard, lock.own) if stage.leaves else None
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

    def tell(self, kept: pa.RecordBatch, stopped: Sequence[Said]) -> None:
        """Book the next rows at once, instead of settling them: those kept as they are, and what is said of others."""
        for said in stopped:
            self._book(said.verdicts, said.row_id, said.url)
        self._book_waiting()
        self._books.read += kept.num_rows
        self._books.kept += kept.num_rows
        self._books.sources += kept.num_rows
        if kept.num_rows:
            self._kept.add(kept)
        self._next += kept.num_rows + len(stopped)

    def end_of_input(self, rows_read: int) -> None:
        """Say how many rows the shard has."""
        self._rows_read = rows_read

    def finish(self) -> Books:
        """Check the books and write the shard's files; the kept rows come last.

        Raises:
            BooksError: they do not close.
            LockLost: another worker may be at the same shard.
        """
        self._book_waiting()
        books = self._books
        what = f"shard {self.shard} of '{self.stage}'"
        books.check(what)
        books.seconds = round(time.monotonic() - self._started, 3)
        check_ours(self._lock, what)
        self._rejected.finish()
        if self._quarantined:
            self._quarantined.finish()
        else:
            remove(self._run_dir.quarantined(self.stage, self.shard))
        if self._asides:
            self._asides.finish()
        manifest = {"stage": self.stage, "shard": self.shard, **books.plain()}
        write_whole(self._run_dir.manifest(self.stage, self.shard), json.dumps(manifest, indent=1).encode())
        check_ours(self._lock, what)
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
        """Take in the verdicts on one row; some rows are booked together, since a batch of one row is dear."""
        kept, stop = _sorted_out(verdicts, self._books)
        asides = [verdict.row for verdict in verdicts if isinstance(verdict, Aside)] if self._asides else []
        self._waiting.append(_Judged(row_id, url, kept, stop, asides))
        self._chars += sum(
            len(value) for row in kept for value in row.values() if isinstance(value, str | bytes)
        )
        if len(self._waiting) >= _ROWS_AT_ONCE or self._chars >= _CHARS_AT_ONCE:
            self._book_waiting()

    def _book_waiting(self) -> None:
        waiting = self._waiting
        if not waiting:
            return
        try:
            batch = batch_of(_kept_rows(waiting), self._writes)
        except MISFIT:
            waiting = [self._checked(judged) for judged in waiting]
            batch = batch_of(_kept_rows(waiting), self._writes)
        stopped: list[dict[str, str]] = []
        for judged in waiting:
            self._books.read += 1
            if judged.stop:
                stopped += self._stopped(judged, judged.stop)
            else:
                self._books.kept += len(judged.kept)
                self._books.sources += 1
            if self._asides and not isinstance(judged.stop, Quarantined):
                self._asides.add(judged.asides)
        self._waiting, self._chars = [], 0
        if batch.num_rows:
            self._kept.add(batch)
        if stopped:
            self._rejected.add(pa.RecordBatch.from_pylist(stopped, REJECTED.schema))

    def _checked(self, judged: _Judged) -> _Judged:
        """A judged row, stopped where what is to be kept of it does not fit the table."""
        stop = misfit_of(judged.kept, self._writes)
        return judged._replace(kept=[], stop=stop) if stop else judged

    def _stopped(self, judged: _Judged, verdict: Rejected | Quarantined) -> list[dict[str, str]]:
        """What is listed of a rejected row; one in quarantine is written at once."""
        cells = (judged.row_id, self.stage, verdict.reason, verdict.detail, judged.url)
        row = dict(zip(REJECTED.names, map(_storable, cells), strict=True))
        if isinstance(verdict, Rejected):
            self._books.rejected[str(verdict.reason)] += 1
            is_listed = self._listed is None or self._books.rejected[str(verdict.reason)] <= self._listed
            return [row] if is_listed else []
        self._books.quarantined[str(verdict.reason)] += 1
        if self._quarantined is None:
            place = self._run_dir.quarantined(self.stage, self.shard)
            self._quarantined = WholeTable(str(place), QUARANTINED.schema, self._lock.own)
        self._quarantined.add(pa.RecordBatch.from_pylist([row], QUARANTINED.schema))
        return []


class Said(NamedTuple):
    """All that is said of one row."""

    row_id: str
    url: str
    verdicts: Sequence[Verdict]


class _Judged(NamedTuple):
    """A row with all that was said of it: rows to keep, or what stops it."""

    row_id: str
    url: str
    kept: list[Row]
    stop: Rejected | Quarantined | None
    asides: list[Row]


def _sorted_out(verdicts: Sequence[Verdict], books: Books) -> tuple[list[Row], Rejected | Quarantined | None]:
    """The rows to keep, or what stops the row instead; notes are counted on the way."""
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
    if not kept and stop is None:
        stop = Quarantined("no_verdict", "the stage said nothing about this row")
    return ([], stop) if stop else (kept, None)


def _kept_rows(judged: Iterable[_Judged]) -> list[Row]:
    return [row for one in judged for row in one.kept]


def _storable(value: object) -> str:
    """`value` as text that Parquet takes: a stage of one's own may say anything, also half a character."""
    return str(value).encode("utf-8", "replace").decode()
