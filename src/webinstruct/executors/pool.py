"""How parts are given to workers, wherever these run.

A pool gives parts to its workers and hears their events. A worker that dies is replaced and its parts are given out
again. A row that killed its worker three times, or kept it far beyond the time limit, is named in the shard's
`fatal` file, and the next worker quarantines it: one page cannot stop a run. A stream has many parts open: one that
was open at two deaths is done alone, so that the third death is its own. Where part after part is given up and none
is done in between, the fault is not theirs, and the run stops.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic

from webinstruct.core.errors import StorageError, WorkerError
from webinstruct.core.stage import PROCESS, Stage, StreamStage
from webinstruct.executors.settings import ExecutorSettings
from webinstruct.executors.workforce import Handle, Workforce
from webinstruct.runner.drive import Failure, Watcher
from webinstruct.runner.fatal import named_fatal
from webinstruct.runner.parts import AROUND, OPENING, Event, Part
from webinstruct.runner.run_dir import RunDir

__all__ = ["WorkerPool"]

_DEATHS_PER_PLACE = 3
_LOSSES_PER_PART = 30
"""How often the machine may go away over one part, which is not its fault, unless it never ends."""
_GRACE_S = 5.0
_DEATHS_AT_START = 5
_LOST = -3
"""In place of a row: the machine went away."""
_GIVEN_UP_IN_A_ROW = 3
_PARTS_AHEAD = 2
_BUSY_WAIT_S = 1.0
_TICK_S = 0.2
_ASLEEP_S = 5.0


class WorkerPool(Generic[Handle]):
    """Gives parts to workers of `stage` and hears their events. A part that another run is at is asked for again until
    it is done, or where `drops_busy` is set left to that run."""

    def __init__(
        self,
        run_dir: RunDir,
        stage: Stage,
        workforce: Workforce[Handle],
        settings: ExecutorSettings,
        watcher: Watcher,
        drops_busy: bool = False,
    ) -> None:
        self._run_dir = run_dir
        self._stage = stage.name
        self._is_stream = isinstance(stage, StreamStage)
        self._ahead = _PARTS_AHEAD if self._is_stream else 1
        self._workforce = workforce
        self._settings = settings
        self._watcher = watcher
        self._drops_busy = drops_busy
        self._workers: list[Handle] = []
        self._deaths: Counter[tuple[Part, int]] = Counter()  # by part and row
        self._deaths_at_start = 0
        self._given_up_in_a_row = 0
        self._coming: Iterator[Part] = iter(())
        self._waiting: deque[Part] = deque()
        self._busy_until: dict[Part, float] = {}
        self._failures: list[Failure] = []
        self._is_stopping = False
        self._looked = self._awake_since = time.monotonic()

    def run(self, parts: Iterable[Part]) -> list[Failure]:
        """Do all parts, which are asked for only when they are needed; those that could not be done come back."""
        self._coming = iter(parts)
        self._waiting = deque()
        self._busy_until = {}
        self._failures = []
        self._looked = time.monotonic()
        while self._has_work():
            self._staff()
            self._assign()
            self._workforce.wait(self._workers, _TICK_S)
            for worker in list(self._workers):
                self._hear(worker)
            self._replace_stuck()
        return self._failures

    def stop(self) -> None:
        """Give out no more parts: `run` returns when those in the workers' hands are done. A signal may call it."""
        self._is_stopping = True

    def close(self) -> None:
        """End all workers; those that are at work leave it as if it had never begun."""
        for worker in self._workers:
            worker.dismiss()
        until = time.monotonic() + _GRACE_S
        for worker in self._workers:  # one time for all: whoever ends us may not wait for each
            worker.end(max(0.1, until - time.monotonic()))
        self._workers = []

    def _has_work(self) -> bool:
        """Whether anything is to be done or being done; parts are drawn so far ahead that nobody waits for one."""
        self._wake_busy()
        if self._is_stopping:
            self._waiting.clear()
            self._busy_until.clear()
        else:
            most = self._workforce.size * self._ahead
            self._waiting.extend(islice(self._coming, max(0, most - len(self._waiting))))
        return bool(self._waiting or self._busy_until or any(worker.parts for worker in self._workers))

    def _staff(self) -> None:
        """Start workers up to the pool's size, or to the parts there are."""
        wanted = min(self._workforce.size, len(self._waiting) + sum(len(w.parts) for w in self._workers))
        while len(self._workers) < wanted:
            taken = {worker.number for worker in self._workers}
            number = next(n for n in range(self._workforce.size) if n not in taken)
            self._workers.append(self._workforce.started(number))

    def _assign(self) -> None:
        for ahead in range(1, self._ahead + 1):  # everybody gets one before anybody gets two
            for worker in self._workers:
                if self._waiting and worker.is_ready and len(self._held(worker)) < ahead:
                    if worker.parts and any(map(self._is_suspect, [self._waiting[0], *worker.parts])):
                        continue
                    worker.give(self._waiting.popleft())

    def _is_suspect(self, part: Part) -> bool:
        """Whether the next death over `part` is the last, so that nothing else may be open then."""
        return self._deaths[part, AROUND] == _DEATHS_PER_PLACE - 1

    def _held(self, worker: Handle) -> Collection[Part]:
        """What counts against the parts that a worker may hold: a stream reads on while its shards are still open."""
        return worker.unread if self._is_stream else worker.parts

    def _hear(self, worker: Handle) -> None:
        for event in worker.heard():
            if event.word == "ready":
                self._deaths_at_start = 0
            elif event.word == "broken":
                raise WorkerError(event.message)
            elif event.word == "unwritable":
                raise StorageError(event.message)
            elif event.word == "dying":
                worker.last_words = event.message
            elif event.number >= 0:
                self._note(worker, event)
        if worker.has_ended:
            self._bury(worker)

    def _note(self, worker: Handle, event: Event) -> None:
        part = Part(event.step, event.number)
        worker.unread.discard(part)
        if event.word in ("done", "failed", "busy"):
            if part not in worker.parts:
                return
            worker.parts.remove(part)
        if event.word == "done":
            self._given_up_in_a_row = 0
        if event.word == "failed":
            self._failures.append(Failure(self._stage, part, event.message))
        if event.word == "busy" and not self._drops_busy:
            self._busy_until[part] = time.monotonic() + _BUSY_WAIT_S
        elif event.word != "busy":
            self._watcher.heard(self._stage, event)

    def _wake_busy(self) -> None:
        now = time.monotonic()
        for part, until in list(self._busy_until.items()):
            if until <= now:
                del self._busy_until[part]
                self._waiting.append(part)

    def _bury(self, worker: Handle) -> None:
        """A worker is gone: find out over what, give its parts back, and let `_staff` replace it."""
        self._workers.remove(worker)
        how = worker.cause_of_death()
        beat = worker.beat()
        worker.close()
        if not worker.is_ready and not worker.was_lost:
            self._deaths_at_start += 1
            if self._deaths_at_start >= _DEATHS_AT_START:
                raise WorkerError(
                    f"Workers of '{self._stage}' die while they start: {how}. See {worker.log}."
                )
        row = beat.row if not self._is_stream and worker.died_by_signal else AROUND
        place, most = (_LOST, _LOSSES_PER_PART) if worker.was_lost else (row, _DEATHS_PER_PLACE)
        for part in self._blamed(worker, beat.part):
            self._deaths[part, place] += most if worker.was_stuck else 1
            if self._deaths[part, place] >= most:
                self._give_up(part, place, how, worker)
        self._waiting.extendleft(reversed(worker.parts))

    def _blamed(self, worker: Handle, number: int) -> Sequence[Part]:
        """Over which of its parts a worker may have died: all that a stream had open, else the one it was at."""
        begun = [part for part in worker.parts if part not in worker.unread]
        if self._is_stream and begun:
            return begun
        return [part for part in worker.parts if part.number == number] or worker.parts[:1]

    def _give_up(self, part: Part, row: int, how: str, worker: Handle) -> None:
        """Name the row that kills workers as fatal; a part that kills them outside any row has failed."""
        if row >= 0 and part.step == PROCESS:
            named_fatal(self._run_dir, self._stage, part.number, row, how)
            return
        worker.parts.remove(part)
        count = _LOSSES_PER_PART if row == _LOST else _DEATHS_PER_PLACE
        message = f"its worker died {count} times ({how}); see {worker.log}"
        self._failures.append(Failure(self._stage, part, message))
        self._watcher.heard(self._stage, Event("failed", part.step, part.number, message=message))
        self._given_up_in_a_row += 1
        if self._given_up_in_a_row == _GIVEN_UP_IN_A_ROW:
            raise WorkerError(
                f"Workers of '{self._stage}' died over {_GIVEN_UP_IN_A_ROW} shards in a row, {_DEATHS_PER_PLACE} "
                f"times over each: {how}. See {worker.log}, mend it, and run the same command again."
            )

    def _replace_stuck(self) -> None:
        """Kill workers that one row keeps beyond reason: inside a C call no time limit of Python's is heard."""
        now = time.monotonic()
        if (
            now - self._looked > _ASLEEP_S
        ):  # we were stopped, and the workers perhaps with us: time counts from now
            self._awake_since = now
        self._looked = now
        row_s, start_s = 2 * self._settings.row_timeout_s + 1, self._settings.start_timeout_s
        for worker in self._workers:
            beat = worker.beat()
            took = now - max(beat.since, self._awake_since)
            if not self._is_stream and worker.parts and beat.row >= 0 and took > row_s:
                worker.kill(f"one row took over {row_s:g} s")
            elif (beat.row == OPENING or not worker.is_ready) and took > start_s:
                worker.kill(f"did not open its stage within {start_s:g} s")
