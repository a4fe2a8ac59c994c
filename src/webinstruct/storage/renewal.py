"""The threads of a process that renew all that has to be renewed.

There is one for each eight things, and four at most: where a store takes its time for each request, those behind the
first would grow too old.
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Callable
from typing import Protocol

__all__ = ["Clock", "Renewable", "awake_s", "keep", "let_go"]

Clock = Callable[[], float]
"""Gives seconds since whenever."""

_EACH, _MOST = 8, 4
"""Of what has to be renewed for each thread, and threads at most."""

_due: dict[Renewable, float] = {}
"""When each is to be renewed, in seconds of `awake_s`; infinity while it is being renewed."""
_changed = threading.Condition()
_threads: list[threading.Thread] = []


class Renewable(Protocol):
    """What grows old unless it is renewed."""

    every_s: float
    """Seconds from one renewal to the next."""

    def renew(self) -> None:
        """Renew it; may take its time, raises nothing."""


def awake_s() -> float:
    """Seconds of a clock that nobody sets, and that goes on while this machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def keep(held: Renewable) -> None:
    """Renew `held` until `let_go`."""
    with _changed:
        _due[held] = awake_s() + held.every_s
        if len(_threads) < min(_MOST, -(-len(_due) // _EACH)):
            _threads.append(threading.Thread(target=_renew_all, daemon=True, name="leases"))
            _threads[-1].start()
        _changed.notify()


def let_go(held: Renewable) -> None:
    """Renew it no more."""
    with _changed:
        _due.pop(held, None)


def _renew_all() -> None:
    while True:
        held = _next_due()
        try:
            held.renew()
        except Exception as error:  # the border of a thread: without it all leases would be lost
            said = f"{type(error).__name__}: {error}"
            print(f"webinstruct: a renewal broke off: {said}", file=sys.stderr, flush=True)
        with _changed:
            if held in _due:
                _due[held] = awake_s() + held.every_s
                _changed.notify()


def _next_due() -> Renewable:
    """What is to be renewed next, as soon as it is due; no other thread gets it meanwhile."""
    with _changed:
        while True:
            held = min(_due, key=_due.__getitem__, default=None)
            wait_s = _due[held] - awake_s() if held is not None else math.inf
            if held is not None and wait_s <= 0:
                _due[held] = math.inf
                return held
            _changed.wait(None if wait_s == math.inf else wait_s)
