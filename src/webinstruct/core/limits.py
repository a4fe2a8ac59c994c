"""A time limit around one row's work.

A page can be built to make any parser slow. The limit is a POSIX interval timer: it interrupts Python code and
every C call that comes back to it; what never comes back is the executor's business, which ends the worker.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["OutOfTime", "time_limit"]


class OutOfTime(Exception):
    """The work inside `time_limit` took longer than it may."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime inside the block once `seconds` have passed.

    Works in the main thread (signals are delivered there); elsewhere, and with 0 seconds, there is no limit.
    """
    if seconds <= 0 or threading.current_thread() is not threading.main_thread():
        yield
        return

    def out_of_time(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTime(f"took longer than {seconds:g} s")

    handler = signal.signal(signal.SIGALRM, out_of_time)
    began = time.monotonic()
    rest, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if rest:  # somebody else's timer was running: it goes on with what is left of it
            signal.setitimer(signal.ITIMER_REAL, max(rest - (time.monotonic() - began), 1e-3))
