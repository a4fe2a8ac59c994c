"""What a worker does: it opens its stage once and takes part after part.

A part is a step's name and a number. The rows of one shard follow those of the one before without a pause, so that an
engine's batch stays full across the border; each shard's ledger is finished when its last row is settled. A fault in
a shard fails that shard; the worker goes on with the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from webinstruct.core.errors import (
    EngineDied,
    EngineRefused,
    InputError,
    LockLost,
    StorageError,
    WebinstructError,
)
from webinstruct.core.stage import PROCESS, Numbered, Quarantined, Stopped, StreamStage, TellingStage
from webinstruct.core.table import Row
from webinstruct.runner.context import RunContext
from webinstruct.runner.fatal import fatal_rows
from webinstruct.runner.ledger import Ledger
from webinstruct.runner.parts import AROUND, OPENING, Event, Heartbeat, Part, sentence_of
from webinstruct.runner.plan import loaded_plan, settings_now
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.stages import stage_of, streamed
from webinstruct.runner.sweep import swept_part
from webinstruct.runner.telling import tell_rows
from webinstruct.storage.files import whole_file
from webinstruct.storage.folders import exists
from webinstruct.storage.locks import Lock, check_ours, taken_lock
from webinstruct.storage.place import Place

__all__ = ["Worker"]

_REPORT_EVERY_S = 0.5
_NEXT_WAIT_S = 0.2
"""How long a stream waits for the next shard, which is on its way, before it lets its engine run empty."""
_MOST_OPEN = 64
"""Shards open in one worker: each holds a lock and up to three files."""


class Worker:
    """One stage of one run. `tell` takes each event; `take(step, wait_s)` gives the next part if it is one of that
    step and there within `wait_s` seconds, else None."""

    def __init__(
        self,
        run_dir: RunDir,
        stage: str,
        row_timeout_s: float,
        heartbeat: Heartbeat,
        tell: Callable[[Event], None],
    ) -> None:
        plan = loaded_plan(run_dir)
        planned = plan.stage(stage) if plan else None
        if plan is None or planned is None:
            raise InputError(f"{run_dir.plan} has no stage '{stage}'. Start with webinstruct run.")
        self._run_dir = run_dir
        self._heartbeat = heartbeat
        self._tell = tell
        self._stage = stage_of(planned.use, stage, settings_now(run_dir, stage, planned.settings))
        self._context = RunContext(run_dir, plan, self._stage)
        self._row_timeout_s = row_timeout_s
        self._is_open = False
        self._ledgers: dict[int, Ledger] = {}
        self._unreported: set[Part] = set()

    def work(self, part: Part, take: Callable[[str, float], Part | None]) -> None:
        """Do `part`, and with shards all further ones that `take(PROCESS)` gives meanwhile.

        Raises:
            EngineDied: its engine broke off; this worker is of no more use, another may be.
            WebinstructError: the stage cannot be opened, or its engine refuses; no other worker could go on.
        """
        self._unreported.add(part)
        if part.step == PROCESS and isinstance(self._stage, TellingStage):
            self._tell_shard(self._stage, part)
        elif part.step == PROCESS:
            self._process(part.number, take)
        else:
            self._do_step(part)
        for forgotten in sorted(self._unreported, key=lambda part: part.number):
            self._say("failed", forgotten, message="its worker said nothing about it")

    def let_go(self) -> None:
        """Leave the open shards as if they had never begun."""
        for shard in list(self._ledgers):
            self._ledgers.pop(shard).abandon()
        self._unreported.clear()

    def _do_step(self, part: Part) -> None:
        step = self._context.step(part.step)
        target = self._run_dir.artifact(self._stage.name, step.name, part.number, step.suffix)
        self._heartbeat.at(part.number, AROUND)
        lock: Lock | None = None
        try:
            lock = self._claimed(part, target)
            if lock is not None:
                with whole_file(target, lock.own, only_new=True) as out:
                    step.write(part.number, out, self._context)
                    check_ours(lock, f"part {part.number} of step '{step.name}'")
                self._say("done", part)
        except LockLost:
            self._say("busy", part)
        except StorageError:  # as with rows: no other part could be written either
            self.let_go()
            raise
        except Exception as error:  # the border of a user's step: the part fails, the worker goes on
            self._say("failed", part, message=sentence_of(error))
        finally:
            if lock is not None:
                lock.release()

    def _tell_shard(self, stage: TellingStage, part: Part) -> None:
        """A shard of a stage that knows who goes: its rows are booked in batches."""
        shard = part.number
        self._open(shard)
        try:
            lock = self._claimed(part, self._run_dir.kept(self._stage.name, shard))
            if lock is None:
                return
            ledger = self._ledgers[shard] = Ledger(self._run_dir, self._stage, shard, lock)
            count, said = 0, time.monotonic()
            for count in tell_rows(stage, self._stage.writes, self._context.inputs, shard, ledger):
                if time.monotonic() - said > _REPORT_EVERY_S:
                    said = time.monotonic()
                    self._say("rows", part, rows=count)
            ledger.end_of_input(count)
        except StorageError:  # as with rows
            self.let_go()
            raise
        except Exception as error:  # the border of a user's stage or a source: this shard fails
            self._fail(shard, sentence_of(error))
        else:
            self._finish_if_complete(shard)

    def _process(self, first: int, take: Callable[[str, float], Part | None]) -> None:
        self._open(first)
        places: dict[int, tuple[int, int]] = {}
        message = f"stage '{self._stage.name}' ended without a verdict on every row"
        try:
            stream = streamed(self._stage, self._row_timeout_s)
            for number, verdicts in stream.stream(self._numbered(first, take, places)):
                shard, position = places.pop(number)
                self._heartbeat.at(shard, AROUND)
                if ledger := self._ledgers.get(shard):
                    ledger.settle(position, verdicts)
                    self._finish_if_complete(shard)
        except (EngineDied, EngineRefused, StorageError):
            # Not the shards' fault: they stay to be done. On a full disk the next ones could not be written either.
            self.let_go()
            raise
        except Exception as error:  # the border of a user's stage or an engine: its open shards fail
            message = sentence_of(error)
        for shard in list(self._ledgers):
            self._fail(shard, message)

    def _open(self, part: int) -> None:
        if self._is_open:
            return
        self._heartbeat.at(part, OPENING)
        self._stage.open(self._context)
        self._heartbeat.at(part, AROUND)
        self._is_open = True

    def _numbered(
        self, first: int, take: Callable[[str, float], Part | None], places: dict[int, tuple[int, int]]
    ) -> Iterator[Numbered]:
        """The rows of shard `first`, then of those that `take` gives; `places` says where each number belongs."""
        number = 0
        wait_s = _NEXT_WAIT_S if isinstance(self._stage, StreamStage) else 0.0
        part: Part | None = Part(PROCESS, first)
        while part is not None:
            self._unreported.add(part)
            for position, row in self._opened(part.number):
                places[number] = (part.number, position)
                yield Numbered(number, row)
                number += 1
            part = take(PROCESS, wait_s) if len(self._ledgers) < _MOST_OPEN else None

    def _opened(self, shard: int) -> Iterator[tuple[int, Row]]:
        """The rows of a shard that its stage has to judge; what is stopped already goes to the ledger."""
        stage, part = self._stage, Part(PROCESS, shard)
        self._heartbeat.at(shard, AROUND)
        try:
            lock = self._claimed(part, self._run_dir.kept(stage.name, shard))
            if lock is None:
                return
            ledger = self._ledgers[shard] = Ledger(self._run_dir, stage, shard, lock)
            fatal = fatal_rows(self._run_dir, stage.name, shard)
            position, said = -1, time.monotonic()
            for position, row in enumerate(self._context.inputs.read(shard)):
                if isinstance(row, Stopped):
                    ledger.expect(position, row.row_id, row.url)
                    ledger.settle(position, [row.verdict])
                    continue
                ledger.expect(position, str(row.get(stage.reads.key, "")), str(row.get("url") or ""))
                if position in fatal:
                    ledger.settle(position, [Quarantined("worker_died", fatal[position])])
                    continue
                self._heartbeat.at(shard, position)
                yield position, row
                self._heartbeat.at(shard, AROUND)
                if time.monotonic() - said > _REPORT_EVERY_S:
                    said = time.monotonic()
                    self._say("rows", part, rows=ledger.settled)
            ledger.end_of_input(position + 1)
        except StorageError:
            raise
        except Exception as error:  # the border of a source: this shard fails, rows of others go on
            self._heartbeat.at(shard, AROUND)
            self._fail(shard, sentence_of(error))
        else:
            self._finish_if_complete(shard)

    def _finish_if_complete(self, shard: int) -> None:
        ledger = self._ledgers.get(shard)
        if ledger is None or not ledger.is_complete:
            return
        try:
            books = ledger.finish()
        except LockLost:  # somebody else is at it
            self._ledgers.pop(shard).abandon()
            self._say("busy", Part(PROCESS, shard))
            return
        except StorageError:
            raise
        except (WebinstructError, OSError) as error:
            self._fail(shard, sentence_of(error))
            return
        del self._ledgers[shard]
        self._say("done", Part(PROCESS, shard), rows=books.read)

    def _claimed(self, part: Part, target: Place) -> Lock | None:
        """The lock on a part that is still to be done; None, and an event, where there is nothing to do."""
        lock = taken_lock(str(self._run_dir.lock(self._stage.name, part.step, part.number)))
        if lock is None:
            self._say("busy", part)
            return None
        if exists(target):
            lock.release()
            self._say("done", part)
            return None
        if lock.was_left:
            swept_part(self._run_dir, self._stage, part)
        self._say("started", part)
        return lock

    def _fail(self, shard: int, message: str) -> None:
        """The shard has failed; one that has failed before stays as it is."""
        part = Part(PROCESS, shard)
        ledger = self._ledgers.pop(shard, None)
        try:
            if ledger is not None:
                ledger.abandon()
        finally:
            if part in self._unreported:
                self._say("failed", part, message=message)

    def _say(self, word: str, part: Part, rows: int = 0, message: str = "") -> None:
        if word in ("done", "busy", "failed"):
            self._unreported.discard(part)
        self._tell(Event(word, part.step, part.number, rows, message))
