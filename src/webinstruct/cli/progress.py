"""How a run shows itself on standard error: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from webinstruct.core.stage import PROCESS
from webinstruct.runner.drive import Failure, Watcher
from webinstruct.runner.parts import Event

__all__ = ["watching"]

_LINE_EVERY_S = 10.0
_QUIET_S = 30.0
"""A model that loads, or an endpoint that is down, lets no row through for minutes."""


@contextmanager
def watching(quiet_s: float = _QUIET_S) -> Iterator[Watcher]:
    """The watcher that fits standard error; its drawing ends with the block. Where there is no terminal, a stage from
    which nothing was heard for `quiet_s` seconds says so, and where to look."""
    console = Console(stderr=True)
    if not console.is_terminal:
        with closing(_Lines(console, quiet_s)) as lines:
            yield lines
        return
    columns = (
        TextColumn("{task.description:>14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("shards  {task.fields[rows]:,} rows  {task.fields[step]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield _Bars(progress)


class _Counts:
    """What both kinds of watcher count: shards done, and rows settled; before the rows, parts of a step."""

    def __init__(self) -> None:
        self.shards = self.done = 0
        self._step, self._parts, self._parts_done = "", 0, 0
        self._finished_rows = 0
        self._open_rows: dict[int, int] = {}

    @property
    def rows(self) -> int:
        """Rows settled in this call, also of shards that are not finished."""
        return self._finished_rows + sum(self._open_rows.values())

    @property
    def words(self) -> str:
        """How far the stage is; of jobs on a cluster it is not known how many rows they have settled."""
        rows = f", {self.rows:,} rows" if self.rows else ""
        return f"{self.done} of {self.shards} shards{rows}"

    @property
    def step(self) -> str:
        """The step at work beside the rows, and how far it is: "match 3 of 26"; nothing where there is none."""
        if not self._step:
            return ""
        return f"{self._step} {self._parts_done} of {self._parts}" if self._parts > 1 else self._step

    def begin_step(self, step: str, parts: int, done: int) -> None:
        self._step, self._parts, self._parts_done = step, parts, done

    def hear(self, event: Event) -> None:
        if event.step != PROCESS:
            self._parts_done += event.word == "done" and event.step == self._step
            return
        self._step = ""
        if event.word == "rows":
            self._open_rows[event.number] = event.rows
        if event.word in ("done", "failed"):
            self._open_rows.pop(event.number, None)
        if event.word == "done":
            self.done += 1
            self._finished_rows += event.rows


class _Bars:
    """A bar per stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._counts = _Counts()
        self._task: TaskID | None = None

    def stage_begins(self, stage: str, shards: int, done: int) -> None:
        self._counts = _Counts()
        self._counts.done = done
        self._task = self._progress.add_task(stage, total=shards, completed=done, rows=0, step="")

    def step_begins(self, stage: str, step: str, parts: int, done: int) -> None:
        self._counts.begin_step(step, parts, done)
        self._draw()

    def heard(self, stage: str, event: Event) -> None:
        self._counts.hear(event)
        self._draw()
        if event.word == "failed":
            self._print(f"{stage} {event.step} {event.number}: {event.message}")
        if event.word == "waiting":
            self._print(f"{stage}: {event.message}")

    def stage_ends(self, stage: str, failures: Sequence[Failure]) -> None:
        if self._task is not None:
            self._progress.stop_task(self._task)

    def _print(self, line: str) -> None:
        self._progress.console.print(line, markup=False)

    def _draw(self) -> None:
        if self._task is not None:
            counts = self._counts
            self._progress.update(self._task, completed=counts.done, rows=counts.rows, step=counts.step)


class _Lines:
    """A line when a stage begins and ends, every ten seconds between, and after every `quiet_s` without news."""

    def __init__(self, console: Console, quiet_s: float) -> None:
        self._console = console
        self._counts = _Counts()
        self._said = self._began = 0.0
        self._stage = ""
        self._quiet_s = quiet_s
        self._closed = threading.Event()
        threading.Thread(target=self._break_silence, daemon=True).start()

    def close(self) -> None:
        """No more lines of its own accord."""
        self._closed.set()

    def stage_begins(self, stage: str, shards: int, done: int) -> None:
        self._counts = _Counts()
        self._counts.shards, self._counts.done = shards, done
        self._said = self._began = time.monotonic()
        self._stage = stage
        self._print(
            f"{stage}: {done} of {shards} shards done before" if done else f"{stage}: {shards} shards"
        )

    def step_begins(self, stage: str, step: str, parts: int, done: int) -> None:
        self._counts.begin_step(step, parts, done)

    def heard(self, stage: str, event: Event) -> None:
        self._counts.hear(event)
        if event.word == "failed":
            self._print(f"{stage}: {event.step} {event.number} failed: {event.message}")
        if event.word == "waiting":
            self._print(f"{stage}: {event.message}")
        if time.monotonic() - self._said > _LINE_EVERY_S:
            self._said = time.monotonic()
            self._print(f"{stage}: {self._counts.step or self._counts.words}")

    def stage_ends(self, stage: str, failures: Sequence[Failure]) -> None:
        self._stage = ""
        took = time.monotonic() - self._began
        failed = f", {len(failures)} failed" if failures else ""
        self._print(f"{stage}: {self._counts.words} in {took:.1f} s{failed}")

    def _break_silence(self) -> None:
        """Say that a stage is still at work, as long as nothing else is said."""
        while not self._closed.wait(self._quiet_s / 10):
            stage, now = self._stage, time.monotonic()
            if stage and now - self._said > self._quiet_s:
                self._said = now
                at = f"{self._counts.step} " if self._counts.step else ""
                self._print(
                    f"{stage}: {at}at work for {now - self._began:.0f} s, no news for {self._quiet_s:g} s; "
                    f"logs/{stage}-*.log in the run directory says what it waits for"
                )

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)
