"""What runs on a node: an actor that owns one worker process there and speaks for it.

All of an actor runs in one thread that lives as long as the actor: the worker, which asks Linux to die with the thread
that made it, dies with the actor and not before. A class of plain Python: what makes it an actor is in the executor.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

from webinstruct.executors.process import WorkerProcess
from webinstruct.runner.parts import AROUND, Event, Part
from webinstruct.runner.run_dir import run_dir_at
from webinstruct.storage.folders import exists

__all__ = ["News", "WorkerActor"]

_GRACE_S = 5.0


@dataclass(frozen=True, slots=True)
class News:
    """What happened since the last news: events, and where the worker is: at `row` of `part` for `age_s` seconds by
    its own machine's clock. `ended` says how it ended, by a signal or not; empty while it lives. `log` is what it
    prints to, on `host`."""

    events: tuple[Event, ...]
    part: int
    row: int
    age_s: float
    log: str
    host: str
    ended: str = ""
    by_signal: bool = False


class WorkerActor:
    """One worker of `stage` on this node. `folder` is where the run was started: relative paths start there."""

    def __init__(self, run_dir: str, stage: str, number: int, row_timeout_s: float, folder: str) -> None:
        with suppress(OSError):  # a run in a store needs no folder that all machines have
            os.chdir(folder)
        self._host = socket.gethostname()
        self._run_dir = run_dir_at(run_dir)
        self._has_left = not exists(self._run_dir.plan)
        if not self._has_left:
            self._process = WorkerProcess(self._run_dir, stage, number, row_timeout_s)

    async def news(self, wait_s: float) -> News:
        """What happened, as soon as something did, or after `wait_s` seconds."""
        if not self._has_left:
            await self._spoken(wait_s)
        if self._has_left:
            return self._last_news()
        events = tuple(self._process.heard())
        if not self._process.has_ended:
            return self._news(events)
        how = self._process.cause_of_death()
        news = self._news(events, how, self._process.died_by_signal)
        self._has_left = True
        self._process.close()
        return news

    async def give(self, part: Part) -> None:
        """Hand the worker a part."""
        if not self._has_left:
            self._process.give(part)

    async def kill(self, because: str) -> None:
        """End the worker at once because it is stuck; the next news say so."""
        if not self._has_left:
            self._process.kill(because)

    async def leave(self, has_parts: bool) -> None:
        """Tell the worker to leave, and wait until it is gone, for seconds."""
        if self._has_left:
            return
        self._has_left = True
        asyncio.get_running_loop().remove_reader(self._process.events)
        if not has_parts:
            self._process.parts.clear()  # who gave them knows what became of them
        self._process.dismiss()
        self._process.end(_GRACE_S)

    def _news(self, events: tuple[Event, ...], ended: str = "", by_signal: bool = False) -> News:
        beat = self._process.beat()
        age_s = time.monotonic() - beat.since
        return News(events, beat.part, beat.row, age_s, self._process.log, self._host, ended, by_signal)

    def _last_news(self) -> News:
        """Of a worker that was told to leave, or never began."""
        unseen = Event(
            "broken",
            message=f"{self._run_dir.plan} cannot be seen from {self._host}. Workers on several machines need a run "
            "directory that all of them see: a shared folder, or a store such as s3://bucket/run.",
        )
        events = () if exists(self._run_dir.plan) else (unseen,)
        return News(events, AROUND, AROUND, 0.0, "", self._host, ended="told to leave")

    async def _spoken(self, wait_s: float) -> None:
        """Wait until the worker has said something."""
        loop = asyncio.get_running_loop()
        readable = asyncio.Event()
        loop.add_reader(self._process.events, readable.set)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(readable.wait(), wait_s)
        if not self._has_left:
            loop.remove_reader(self._process.events)
