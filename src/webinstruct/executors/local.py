"""Worker processes on this machine.

A pool gives parts to its workers and hears their events. A worker that dies is replaced and its parts are given out
again. A row that killed its worker three times, or kept it far beyond the time limit, is named in the shard's
`fatal` file, and the next worker quarantines it: one page cannot stop a run. A stream has many parts open: one that
was open at two deaths is done alone, so that the third death is its own. Where part after part is given up and none
is done in between, the fault is not theirs, and the run stops.
"""

from __future__ import annotations

import selectors
import time
from collections import Counter, deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from webinstruct.core.errors import WorkerError
from webinstruct.core.stage import PROCESS, Stage, StreamStage
from webinstruct.executors.gpus import shares, visible_gpus
from webinstruct.executors.process import WorkerProcess
from webinstruct.executors.settings import ExecutorSettings
from webinstruct.runner.drive import Failure, Pool, Watcher
from webinstruct.runner.fatal import named_fatal
from webinstruct.runner.parts import AROUND, OPENING, Event, Part
from webinstruct.runner.run_dir import RunDir

__all__ = ["LocalExecutor"]

_DEATHS_PER_PLACE = 3
_DEATHS_AT_START = 5
_GIVEN_UP_IN_A_ROW = 3
_PARTS_AHEAD = 2
_BUSY_WAIT_S = 1.0
_TICK_S = 0.2
_ASLEEP_S = 5.0


class LocalExecutor:
    """Runs parts in processes of this machine."""

    def __init__(self, settings: ExecutorSettings) -> None:
        self._settings = settings

    @contextmanager
    def pool(self, run_dir: RunDir, stage: Stage, most_parts: int, watcher: Watcher) -> Iterator[Pool]:
        """Workers for `stage`, at most one per part, and as many as there are GPUs for.

        Raises:
            ConfigError: there are fewer GPUs than one worker needs.
        """
        most = min(self._settings.workers, most_parts)
        gpus = shares(visible_gpus() if stage.gpus else (), stage.gpus, most, stage.name)
        pool = _LocalPool(run_dir, stage, gpus, self._settings, watcher)
        try:
            yield pool
        finally:
            pool.close()


class _LocalPool:
    def __init__(
        self,
        run_dir: RunDir,
        stage: Stage,
        gpus: Sequence[str | None],
        settings: ExecutorSettings,
        watcher: Watcher,
    ) -> None:
        self._run_dir = run_dir
        self._stage = stage.name
        self._is_stream = isinstance(stage, StreamStage)
        self._ahead = _PARTS_AHEAD if self._is_stream else 1
        self._gpus = gpus
        self._settings = settings
        self._watcher = watcher
        self._selector = selectors.DefaultSelector()
        self._workers: list[WorkerProcess] = []
        self._deaths: Counter[tuple[Part, int]] = Counter()  # by part and row
        self._deaths_at_start = 0
        self._given_up_in_a_row = 0
        self._waiting: deque[Part] = deque()
        self._busy_until: dict[Part, float] = {}
        self._failures: list[Failure] = []
        self._looked = self._awake_since = time.monotonic()

    def run(self, parts: Sequence[Part]) -> list[Failure]:
        """Do all parts; those that could not be done come back with the reason."""
        self._waiting = deque(parts)
        self._busy_until = {}
        self._failures = []
        self._looked = time.monotonic()
        while self._waiting or self._busy_until or any(worker.parts for worker in self._workers):
            self._wake_busy()
            self._staff()
            self._assign()
            self._selector.select(_TICK_S)
            for worker in list(self._workers):
                self._hear(worker)
            self._replace_stuck()
        return self._failures

    def close(self) -> None:
        """End all workers: kindly where they are idle, else at once."""
        for worker in self._workers:
            self._selector.unregister(worker.events)
            worker.dismiss()
        for worker in self._workers:
            worker.end()
        self._workers = []
        self._selector.close()

    def _staff(self) -> None:
        """Start workers up to the pool's size, or to the parts there are."""
        wanted = min(len(self._gpus), len(self._waiting) + sum(len(w.parts) for w in self._workers))
        while len(self._workers) < wanted:
            number = next(n for n, _ in enumerate(self._gpus) if all(w.number != n for w in self._workers))
            worker = WorkerProcess(
                self._run_dir, self._stage, number, self._settings.row_timeout_s, self._gpus[number]
            )
            self._workers.append(worker)
            self._selector.register(worker.events, selectors.EVENT_READ, worker)

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

    def _held(self, worker: WorkerProcess) -> Collection[Part]:
        """What counts against the parts that a worker may hold: a stream reads on while its shards are still open."""
        return worker.unread if self._is_stream else worker.parts

    def _hear(self, worker: WorkerProcess) -> None:
        for event in worker.heard():
            if event.word == "ready":
                self._deaths_at_start = 0
            elif event.word == "broken":
                raise WorkerError(event.message)
            elif event.word == "dying":
                worker.last_words = event.message
            elif event.number >= 0:
                self._note(worker, event)
        if worker.has_ended:
            self._bury(worker)

    def _note(self, worker: WorkerProcess, event: Event) -> None:
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
        if event.word == "busy":
            self._busy_until[part] = time.monotonic() + _BUSY_WAIT_S
        else:
            self._watcher.heard(self._stage, event)

    def _wake_busy(self) -> None:
        now = time.monotonic()
        for part, until in list(self._busy_until.items()):
            if until <= now:
                del self._busy_until[part]
                self._waiting.append(part)

    def _bury(self, worker: WorkerProcess) -> None:
        """A worker is gone: find out over what, give its parts back, and let `_staff` replace it."""
        self._selector.unregister(worker.events)
        self._workers.remove(worker)
        how = worker.cause_of_death()
        beat = worker.heartbeat.beat()
        worker.close()
        if not worker.is_ready:
            self._deaths_at_start += 1
            if self._deaths_at_start >= _DEATHS_AT_START:
                raise WorkerError(
                    f"Workers of '{self._stage}' die while they start: {how}. See {worker.log}."
                )
        row = beat.row if not self._is_stream and worker.died_by_signal else AROUND
        for part in self._blamed(worker, beat.part):
            self._deaths[part, row] += _DEATHS_PER_PLACE if worker.was_stuck else 1
            if self._deaths[part, row] >= _DEATHS_PER_PLACE:
                self._give_up(part, row, how, worker)
        self._waiting.extendleft(reversed(worker.parts))

    def _blamed(self, worker: WorkerProcess, number: int) -> Sequence[Part]:
        """Over which of its parts a worker may have died: all that a stream had open, else the one it was at."""
        begun = [part for part in worker.parts if part not in worker.unread]
        if self._is_stream and begun:
            return begun
        return [part for part in worker.parts if part.number == number] or worker.parts[:1]

    def _give_up(self, part: Part, row: int, how: str, worker: WorkerProcess) -> None:
        """Name the row that kills workers as fatal; a part that kills them outside any row has failed."""
        if row >= 0 and part.step == PROCESS:
            named_fatal(self._run_dir, self._stage, part.number, row, how)
            return
        worker.parts.remove(part)
        message = f"its worker died {_DEATHS_PER_PLACE} times ({how}); see {worker.log}"
        self._failures.append(Failure(self._stage, part, message))
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
            beat = worker.heartbeat.beat()
            took = now - max(beat.since, self._awake_since)
            if not self._is_stream and worker.parts and beat.row >= 0 and took > row_s:
                worker.kill(f"one row took over {row_s:g} s")
            elif (beat.row == OPENING or not worker.is_ready) and took > start_s:
                worker.kill(f"did not open its stage within {start_s:g} s")
