"""The program of one element of an array job.

    python -m webinstruct.executors.slurm.element RUN_DIR SUBMISSION JOB

An element is a local pool of workers inside an allocation. It takes parts as long as there are any that nobody else
is at; when its time is nearly up, or somebody with a higher priority wants its node, it takes no more, finishes those
in hand and asks for another allocation, once also where nothing can be written. On SIGTERM its workers let go at once.
What it needs from the step before has to be there: if not, it ends with a sentence, so that a chain of jobs falls
through in seconds. If all that it tries fails, it leaves the rest to others.

It ends with 0 when it did what it could, 1 when a part failed, 3 when it was not its turn, 75 to go on in a new
allocation, 143 when it was told to stop.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from webinstruct.core.errors import StorageError, WebinstructError
from webinstruct.core.stage import Stage, Step, name_of, parts_of
from webinstruct.executors.local import LocalExecutor
from webinstruct.executors.settings import ExecutorSettings
from webinstruct.executors.slurm.clock import Clock, LetGo
from webinstruct.executors.slurm.notes import Notes
from webinstruct.executors.slurm.records import HandedIn, Submission, loaded_submission
from webinstruct.executors.slurm.script import ASKS_AGAIN
from webinstruct.executors.slurm.supply import supply
from webinstruct.executors.slurm.tries import Tries
from webinstruct.executors.slurm.turn import missing_before, planned_stage
from webinstruct.runner.drive import Failure, Pool, Silent, pending_parts
from webinstruct.runner.parts import Event, Part
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.storage.leases import LEASE_S
from webinstruct.storage.locks import shared_folder

__all__ = ["main"]

_SHOWN = 3
_HOPELESS = 10
"""An element in which so many parts failed, and none was done, takes no more: its node is broken, or the stage."""
_LEASES_OVER_S = LEASE_S + 5
"""When those who died before an element began hold nothing any more."""
_NOT_ITS_TURN = 3
_TOLD_TO_STOP = 143


class _End(NamedTuple):
    """How an element ends: its exit code, and what its file says."""

    code: int
    state: str
    message: str = ""


def main(arguments: list[str]) -> int:
    """Work until there is nothing left to take, or no time; the exit code is described above."""
    try:
        return _worked(*arguments)
    except WebinstructError as error:  # the run cannot be seen from here: only the log can say so
        print(f"webinstruct: {error}", file=sys.stderr, flush=True)
        return ASKS_AGAIN if isinstance(error, StorageError) and _is_first() else 1


def _worked(root: str, number: str, label: str) -> int:
    run_dir = run_dir_at(root)
    submission = loaded_submission(run_dir, int(number))
    handed_in = next(one for one in submission.jobs if one.job.label == label)
    clock = Clock(handed_in.limit_s, submission.margin_s)
    index = int(os.environ.get("SLURM_ARRAY_TASK_ID", "0"))
    log = handed_in.log.replace("%a.log", f"{index}.log")
    notes = Notes(run_dir, submission.number, label, index, log)
    element = _Element(run_dir, submission, handed_in, index, clock)
    with notes.beating():
        end = element.ended()
    notes.write(state=end.state, message=end.message, done=element.done, left=element.left)
    print(f"{label} {index}: {end.state}, {element.done} done. {end.message}".strip(), flush=True)
    return end.code


class _Element(Silent):
    """One element at its work. It is told of its workers' events, and counts the parts that they did."""

    def __init__(
        self,
        run_dir: RunDir,
        submission: Submission,
        handed_in: HandedIn,
        index: int,
        clock: Clock,
    ) -> None:
        self.done = self.left = 0
        self._run_dir = run_dir
        self._job = handed_in.job
        self._place = f"{submission.number}-{handed_in.job.label}-{index}"
        self._rank = handed_in.job.first + index
        self._settings = ExecutorSettings(
            workers=handed_in.job.workers,
            row_timeout_s=submission.row_timeout_s,
            start_timeout_s=submission.start_timeout_s,
        )
        self._tries = Tries(run_dir, submission.number, f"{handed_in.job.label}-{index}")
        self._clock = clock
        self._pool: Pool | None = None
        self._begun: set[tuple[str, int]] = set()
        self._failed = 0

    def ended(self) -> _End:
        """Work; how it ended, whatever happened."""
        try:
            try:
                self._clock.begin()
                with shared_folder(self._run_dir.root):  # nobody may reopen shards meanwhile
                    return self._worked()
            finally:
                self._clock.end()  # what it raises until then is heard below
        except LetGo as told:
            return self._let_go(told)
        except StorageError as error:  # it may answer again soon, or have room on another node
            if self.done or _is_first():
                return _End(ASKS_AGAIN, "again", str(error))
            return _End(1, "failed", str(error))
        except WebinstructError as error:
            return _End(1, "failed", str(error))
        except Exception as error:  # the border of a worker: the file says what happened, the log where
            traceback.print_exc()
            return _End(1, "failed", f"{type(error).__name__}: {error} (traceback in the log)")

    def heard(self, stage: str, event: Event) -> None:
        """Count what was done here; a part that somebody else had done is never begun."""
        if event.word == "started":
            self._begun.add((event.step, event.number))
        if event.word == "failed":  # said at once: others come to the same part long before this element ends
            self._tries.note(Failure(stage, Part(event.step, event.number), event.message))
        if event.word in ("done", "failed") and (event.step, event.number) in self._begun:
            self._begun.remove((event.step, event.number))
            self.done += event.word == "done"
            self._failed += event.word == "failed"
            if self._is_hopeless and self._pool is not None:
                self._pool.stop()

    @property
    def _is_hopeless(self) -> bool:
        return self._failed >= _HOPELESS and not self.done

    def _worked(self) -> _End:
        """Step after step, as long as each is done."""
        end = _End(0, "done")
        for stage, steps in groupby(self._job.steps, key=lambda one: one.stage):
            end = self._worked_at(stage, [one.step for one in steps])
            if end.code or self.left:
                break
        return end

    def _worked_at(self, name: str, names: Sequence[str]) -> _End:
        plan, stage = planned_stage(self._run_dir, name)
        shards = len(plan.shards)
        steps = [step for step in stage.steps() if name_of(step) in names]
        if missing := missing_before(self._run_dir, plan, stage, steps[0]):
            return _End(_NOT_ITS_TURN, "skipped", missing)
        most = max(len(pending_parts(self._run_dir, name, step, shards)) for step in steps)
        if not most:
            return _End(0, "done")
        with LocalExecutor(self._settings, self._place).pool(self._run_dir, stage, most, self) as pool:
            self._pool = pool
            self._clock.watch(pool)
            for step in steps:
                end = self._worked_on(pool, stage, step, shards)
                if end.code or self.left:
                    break
        return end

    def _worked_on(self, pool: Pool, stage: Stage, step: Step | str, shards: int) -> _End:
        def pending() -> list[Part]:
            return pending_parts(self._run_dir, stage.name, step, shards)

        def worth_trying() -> list[int]:
            return [part.number for part in self._tries.worth(stage.name, pending())]

        total = parts_of(step, shards)

        def parts() -> Iterator[Part]:
            numbers = supply(worth_trying, total, self._rank, self._job.of)
            return (Part(name_of(step), number) for number in numbers)

        pool.run(parts())
        if not self._is_hopeless and self._clock.has_waited(_LEASES_OVER_S, worth_trying):
            pool.run(parts())  # what a dead holder kept is free by now
        left = pending()
        self.left = len(left)
        failed = self._tries.own(stage.name, left)
        told = self._tries.failures(stage.name, failed, _SHOWN)
        said = "; ".join(f"{one.part.step} {one.part.number}: {one.message}" for one in told)
        if len(failed) > _SHOWN:
            said += f"; and {len(failed) - _SHOWN} more"
        return self._came_to(said, has_more=bool(worth_trying()))

    def _came_to(self, failed: str, has_more: bool) -> _End:
        """The end of a step, of which some parts `failed` here; `has_more` says whether others are worth a try."""
        if self._is_hopeless:
            return _End(1, "failed", f"the first {self._failed} parts that it took all failed: {failed}")
        if self._clock.is_up and has_more:
            return self._asking_again(failed)
        if failed:
            return _End(1, "failed", failed)
        if self.left:
            return _End(0, "done", f"{self.left} parts are in the hands of others, or failed there")
        return _End(0, "done")

    def _let_go(self, told: LetGo) -> _End:
        if told.is_time:
            return self._asking_again("its parts were not done in time")
        return _End(_TOLD_TO_STOP, "stopped", "SLURM told it to stop: pre-empted, requeued or cancelled")

    def _asking_again(self, said: str) -> _End:
        """The end of an element whose time is up, with parts left: another allocation, where that leads on."""
        if self.done or _is_first() or self._clock.was_wanted:
            return _End(ASKS_AGAIN, "again", said)
        why = f"in the whole of its time it finished no part. Give it more time or smaller shards. {said}"
        return _End(1, "failed", why.strip())


def _is_first() -> bool:
    """Whether this element was never put back into the queue."""
    return not int(os.environ.get("SLURM_RESTART_COUNT") or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
