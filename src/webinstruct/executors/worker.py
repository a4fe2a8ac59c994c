"""The program of a worker process.

    python -m webinstruct.executors.worker RUN_DIR STAGE ROW_TIMEOUT_S EVENTS_FD HEARTBEAT_FD

Parts come in on standard input, one JSON object a line; events go out on EVENTS_FD. When standard input ends, the
parent is gone or wants no more: the worker leaves at once and writes nothing further. On SIGTERM it leaves too, and
lets go of what it has open first.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from types import FrameType
from typing import TextIO

from webinstruct.core.errors import EngineDied, StorageError, WebinstructError
from webinstruct.executors.heartbeat import SharedHeartbeat
from webinstruct.runner.parts import Event, Part, sentence_of
from webinstruct.runner.run_dir import run_dir_at
from webinstruct.runner.work import Worker
from webinstruct.storage.locks import shared_folder

__all__ = ["main"]

_PR_SET_PDEATHSIG = 1
_END = "end"
_LEFT = 4


def main(arguments: list[str]) -> int:
    """Work until told to end; 0 when told, 1 when no worker could go on, 3 when another one may, 4 on SIGTERM."""
    run_dir, stage, row_timeout_s, events_fd, heartbeat_fd = arguments
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and decides
    out = os.fdopen(int(events_fd), "w", buffering=1, encoding="utf-8")

    def tell(event: Event) -> None:
        with suppress(BrokenPipeError):
            out.write(json.dumps(asdict(event)) + "\n")

    try:
        with shared_folder(run_dir_at(run_dir).root):  # nobody may reopen shards while this process lives
            return _worked(run_dir, stage, float(row_timeout_s), SharedHeartbeat(int(heartbeat_fd)), tell)
    except WebinstructError as error:
        tell(_last_word(error))
        return 1


def _worked(
    run_dir: str, stage: str, row_timeout_s: float, heartbeat: SharedHeartbeat, tell: Callable[[Event], None]
) -> int:
    worker = Worker(run_dir_at(run_dir), stage, row_timeout_s, heartbeat, tell)
    inbox = _Inbox()
    threading.Thread(target=_receive, args=(_own_input(), inbox), daemon=True).start()
    signal.signal(signal.SIGTERM, _leave)
    tell(Event("ready"))
    try:
        while (part := inbox.next()) is not None:
            worker.work(part, inbox.next_of)
    except _Leaving:
        worker.let_go()
        os._exit(_LEFT)  # at once, as below
    except EngineDied as error:
        tell(Event("dying", message=str(error)))
        sys.stdout.flush()
        os._exit(3)  # at once: what is left of the engine may hang on its way out
    except Exception as error:  # the stage cannot be opened: told to the parent, which ends the run
        tell(_last_word(error))
        return 1
    return 0


def _last_word(error: Exception) -> Event:
    word = "unwritable" if isinstance(error, StorageError) else "broken"
    return Event(word, message=sentence_of(error))


class _Leaving(BaseException):
    """Somebody wants this worker to leave: nobody's error, so that no border takes it for one."""


def _leave(_signal: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would break off the letting go
    raise _Leaving


class _Inbox:
    """Parts in the order in which they came; None is the end."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Part | None] = queue.SimpleQueue()
        self._seen: list[Part | None] = []

    def put(self, part: Part | None) -> None:
        """Called by the thread that receives; all else by the one that works."""
        self._queue.put(part)

    def next(self) -> Part | None:
        """The next part, waited for."""
        return self._seen.pop() if self._seen else self._queue.get()

    def next_of(self, step: str, wait_s: float = 0.0) -> Part | None:
        """The next part if it comes within `wait_s` seconds and is one of `step`; otherwise it stays the next."""
        with suppress(queue.Empty):
            if not self._seen:
                self._seen.append(self._queue.get(timeout=wait_s) if wait_s else self._queue.get_nowait())
        if self._seen and self._seen[0] is not None and self._seen[0].step == step:
            return self._seen.pop()
        return None


def _receive(lines: TextIO, inbox: _Inbox) -> None:
    for line in lines:
        message = json.loads(line)
        if message == _END:
            inbox.put(None)
            return
        inbox.put(Part(**message))
    os._exit(2)  # the parent is gone: nothing may be written any more


def _own_input() -> TextIO:
    """Standard input under a number that no subprocess of a stage inherits; in its place stands an empty one."""
    private = os.dup(0)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 -- a file number is wanted
        os.dup2(nothing.fileno(), 0)
    return os.fdopen(private, encoding="utf-8")


def _die_with_parent() -> None:
    """Ask Linux to kill this process when its parent dies, also while it is inside a long C call."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__mp_main__":
    # A process that a worker's engine spawned; it imports this file because the worker's program is this file. It has
    # to die with what started it: after a SIGKILL nobody else would end it, and it holds a GPU.
    _die_with_parent()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
