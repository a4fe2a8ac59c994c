"""One thread per process that renews all that has to be renewed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

__all__ = ["Clock", "Renewable", "awake_s", "keep", "let_go"]

Clock = Callable[[], float]
"""Gives seconds since whenever."""

_due: dict[Renewable, float] = {}
"""When each is to be renewed, in seconds of `awake_s`."""
_turn = threading.Lock()
_changed = threading.Event()
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
    with _turn:
        _due[held] = awake_s() + held.every_s
        if not _threads:
            _threads.append(threading.Thread(target=_renew_all, daemon=True, name="leases"))
            _threads[0].start()
    _changed.set()


def let_go(held: Renewable) -> None:
    """Renew it no more."""
    with _turn:
        _due.pop(held, None)


def _renew_all() -> None:
    while True:
        _changed.clear()
        with _turn:
            waiting = dict(_due)
        now = awake_s()
        for held in (held for held, due in waiting.items() if due <= now):
            held.renew()
            with _turn:
                if held in _due:
                    _due[held] = awake_s() + held.every_s
        with _turn:
            first = min(_due.values(), default=None)
        _changed.wait(None if first is None else max(0.0, first - awake_s()))
