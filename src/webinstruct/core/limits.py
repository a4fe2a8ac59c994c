"""A time limit around one row's work.

A page can be built to make any parser slow. The limit is a POSIX interval timer: it interrupts Python code and
every C call that comes back to it; what never comes back is the executor's business, which ends the worker.

The timer ticks ten times until the limit. Ticks do not add up while a process is stopped (Ctrl-Z, a suspended
machine), so the time that it was not running does not count.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["OutOfTime", "time_limit"]

_TICKS = 10


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

    left = _TICKS

    def out_of_time(_signal: int, _frame: FrameType | None) -> None:
        nonlocal left
        left -= 1
        if left <= 0:  # and at every tick after, in case somebody swallowed the first one
            raise OutOfTime(f"took longer than {seconds:g} s")

    handler = signal.signal(signal.SIGALRM, out_of_time)
    began = time.monotonic()
    rest, tick = signal.setitimer(signal.ITIMER_REAL, seconds / _TICKS, seconds / _TICKS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if rest:  # somebody else's timer was running: it goes on with what is left of it
            signal.setitimer(signal.ITIMER_REAL, max(rest - (time.monotonic() - began), 1e-3), tick)
