"""What a worker does: it opens its stage once and takes part after part.

A part is a step's name and a number. The rows of one shard follow those of the one before without a pause, so that an
engine's batch stays full across the border; each shard's ledger is finished when its last row is settled. A fault in
a shard fails that shard; the worker goes on with the next.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from webinstruct.core.errors import InputError, WebinstructError
from webinstruct.core.stage import PROCESS, Numbered, Quarantined, Stage, Step, Stopped
from webinstruct.core.table import Row
from webinstruct.runner.inputs import Inputs
from webinstruct.runner.ledger import Ledger
from webinstruct.runner.plan import Plan, loaded_plan
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.stages import stage_of, streamed
from webinstruct.runner.status import facts
from webinstruct.storage import parquet
from webinstruct.storage.files import whole_file
from webinstruct.storage.locks import Lock, taken_lock

__all__ = ["Event", "Heartbeat", "Part", "Worker"]

_REPORT_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A unit of work: a step of the stage (or PROCESS) and a number."""

    step: str
    number: int


@dataclass(frozen=True, slots=True)
class Event:
    """What a worker says of a part: started, rows (so many settled), done, busy (another run has it), failed."""

    word: str
    step: str
    number: int
    rows: int = 0
    message: str = ""


class Heartbeat(Protocol):
    """Told where the worker is, so that whoever watches knows which row killed it, or keeps it."""

    def at(self, part: int, row: int) -> None:
        """The worker begins row `row` of part `part`; -1 is the work around the rows."""


class Worker:
    """One stage of one run, opened. `tell` takes each event; `take(step)` gives the next part if it is one of that
    step and waits already, else None."""

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
        self._stage = stage_of(planned.use, stage, planned.settings)
        self._context = _Context(run_dir, plan, self._stage)
        self._inputs = self._context.inputs
        self._row_timeout_s = row_timeout_s
        self._is_open = False
        self._ledgers: dict[int, tuple[Ledger, Lock]] = {}

    def work(self, part: Part, take: Callable[[str], Part | None]) -> None:
        """Do `part`, and with shards all further ones that `take(PROCESS)` gives meanwhile."""
        if part.step == PROCESS:
            self._process(part.number, take)
        else:
            self._do_step(part)

    def _do_step(self, part: Part) -> None:
        step = self._context.step(part.step)
        target = self._run_dir.artifact(self._stage.name, step.name, part.number, step.suffix)
        lock = self._claimed(part, target)
        if lock is None:
            return
        self._heartbeat.at(part.number, -1)
        try:
            with whole_file(str(target)) as out:
                step.write(part.number, out, self._context)
            self._say("done", part)
        except Exception as error:  # the border of a user's step: the part fails, the worker goes on
            self._say("failed", part, message=_sentence(error))
        finally:
            lock.release()

    def _process(self, first: int, take: Callable[[str], Part | None]) -> None:
        try:
            if not self._is_open:
                self._stage.open(self._context)
                self._is_open = True
            stream = streamed(self._stage, self._row_timeout_s)
            places: dict[int, tuple[int, int]] = {}
            for number, verdicts in stream.stream(self._numbered(first, take, places)):
                shard, position = places.pop(number)
                if shard in self._ledgers:
                    self._ledgers[shard][0].settle(position, verdicts)
                    self._finish_if_complete(shard)
            for shard in list(self._ledgers):
                self._fail(shard, f"stage '{self._stage.name}' ended without a verdict on every row")
        except Exception as error:  # the border of a user's stage or an engine: its open shards fail
            if not self._ledgers:
                self._say("failed", Part(PROCESS, first), message=_sentence(error))
            for shard in list(self._ledgers):
                self._fail(shard, _sentence(error))

    def _numbered(
        self, first: int, take: Callable[[str], Part | None], places: dict[int, tuple[int, int]]
    ) -> Iterator[Numbered]:
        """The rows of shard `first`, then of those that `take` gives; `places` says where each number belongs."""
        number = 0
        part: Part | None = Part(PROCESS, first)
        while part is not None:
            lock = self._claimed(part, self._run_dir.kept(self._stage.name, part.number))
            if lock is not None:
                for position, row in self._opened(part.number, lock):
                    places[number] = (part.number, position)
                    yield Numbered(number, row)
                    number += 1
            part = take(PROCESS)

    def _opened(self, shard: int, lock: Lock) -> Iterator[tuple[int, Row]]:
        """The rows of a shard that its stage has to judge; what is stopped already goes to the ledger."""
        stage = self._stage
        try:
            ledger = Ledger(self._run_dir, stage.name, shard, stage.writes, stage.rejects_listed)
        except WebinstructError as error:
            lock.release()
            self._say("failed", Part(PROCESS, shard), message=_sentence(error))
            return
        self._ledgers[shard] = (ledger, lock)
        fatal = _fatal_rows(self._run_dir.fatal(stage.name, shard))
        position, said = -1, time.monotonic()
        self._heartbeat.at(shard, -1)
        try:
            for position, row in enumerate(self._inputs.read(shard)):
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
                if time.monotonic() - said > _REPORT_EVERY_S:
                    said = time.monotonic()
                    self._say("rows", Part(PROCESS, shard), rows=ledger.settled)
            self._heartbeat.at(shard, -1)
            ledger.end_of_input(position + 1)
            self._finish_if_complete(shard)
        except Exception as error:  # the border of a source: this shard fails, rows of others go on
            self._fail(shard, _sentence(error))

    def _finish_if_complete(self, shard: int) -> None:
        ledger, lock = self._ledgers.get(shard, (None, None))
        if ledger is None or lock is None or not ledger.is_complete:
            return
        try:
            books = ledger.finish()
        except (WebinstructError, OSError) as error:
            self._fail(shard, _sentence(error))
            return
        del self._ledgers[shard]
        lock.release()
        self._say("done", Part(PROCESS, shard), rows=books.read)

    def _claimed(self, part: Part, target: Path) -> Lock | None:
        """The lock on a part that is still to be done; None, and an event, where there is nothing to do."""
        lock = taken_lock(str(self._run_dir.lock(self._stage.name, part.step, part.number)))
        if lock is None:
            self._say("busy", part)
            return None
        if target.exists():
            lock.release()
            self._say("done", part)
            return None
        self._say("started", part)
        return lock

    def _fail(self, shard: int, message: str) -> None:
        ledger, lock = self._ledgers.pop(shard)
        ledger.abandon()
        lock.release()
        self._say("failed", Part(PROCESS, shard), message=message)

    def _say(self, word: str, part: Part, rows: int = 0, message: str = "") -> None:
        self._tell(Event(word, part.step, part.number, rows, message))


class _Context:
    """What a stage and its steps may ask of their run."""

    def __init__(self, run_dir: RunDir, plan: Plan, stage: Stage) -> None:
        self.inputs = Inputs(run_dir, plan, stage.name, stage.reads)
        self._run_dir = run_dir
        self._plan = plan
        self._stage = stage
        self._steps = {step.name: step for step in stage.steps() if not isinstance(step, str)}

    @property
    def shards(self) -> int:
        return len(self._plan.shards)

    @property
    def run_dir(self) -> str:
        return str(self._run_dir.root)

    def step(self, name: str) -> Step:
        return self._steps[name]

    def artifact(self, step: str, part: int = 0) -> str:
        return str(self._run_dir.artifact(self._stage.name, step, part, self._steps[step].suffix))

    def rows(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[Row]:
        return self.inputs.rows(shard, columns)

    def kept(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[Row]:
        return parquet.rows(str(self._run_dir.kept(self._stage.name, shard)), columns)

    def facts(self) -> Mapping[str, Any]:
        return facts(self._run_dir, self._plan)


def _fatal_rows(path: Path) -> dict[int, str]:
    """Positions of rows that killed a worker before, and how."""
    return {int(row): how for row, how in json.loads(path.read_text()).items()} if path.exists() else {}


def _sentence(error: BaseException) -> str:
    """The error for a user; what is not ours also leaves its traceback in the worker's log."""
    if isinstance(error, WebinstructError):
        return str(error)
    traceback.print_exception(error)
    return f"{type(error).__name__}: {error} (traceback in the run's logs/)"
