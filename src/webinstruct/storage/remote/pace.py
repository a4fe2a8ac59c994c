"""One pace for all who ask the same server, in a file that they share.

The file holds three times of day: when it was written, when the next request may go out, and until when the server
asked to be left alone. The kernel's lock on it dies with its holder, so whoever is killed costs one turn at most.
"""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from webinstruct.storage.flocks import won

__all__ = ["Pace"]

_LAYOUT = struct.Struct("=ddd")
_FILE = "pace.bin"
_NAP_S = 1.0
_MOST_HELD_S = 3600.0
"""A server that asks for more is asked again after so much: a date a year ahead is a slip."""
_MOST_AHEAD_S = 30 * 86_400.0
"""No queue is longer: a file that says so is damaged."""


@dataclass(slots=True)
class _Times:
    written: float = 0.0
    next_turn: float = 0.0
    held_until: float = 0.0


class Pace:
    """At most `requests_per_s` requests a second, of all who name the same `folder`; "" for this process alone."""

    def __init__(self, requests_per_s: float, folder: str = "") -> None:
        self._interval_s = 1.0 / requests_per_s
        self._file = Path(folder, _FILE) if folder else None
        self._own = _Times()

    def turn(self, until: float) -> float | None:
        """Wait for a turn; the seconds that others kept us waiting. None if the server asked for quiet beyond the
        monotonic time `until`, which has come then."""
        queued_s = 0.0
        while True:
            held_s, wait_s = self._reserved()
            if held_s:
                if not _slept(held_s, until):
                    return None
                continue
            time.sleep(wait_s)
            queued_s += wait_s
            with self._times() as times:
                if times.held_until <= time.time():
                    return queued_s

    @property
    def held_s(self) -> float:
        """Seconds until the server may be asked again."""
        with self._times() as times:
            return max(0.0, times.held_until - time.time())

    def hold(self, seconds: float) -> None:
        """Nobody asks for so long."""
        with self._times() as times:
            until = time.time() + min(seconds, _MOST_HELD_S)
            times.held_until = max(times.held_until, until)

    def _reserved(self) -> tuple[float, float]:
        """Seconds until the server may be asked again, and if that is now, seconds until our turn, which we took."""
        with self._times() as times:
            now = time.time()
            if times.held_until > now:
                return times.held_until - now, 0.0
            turn = max(now, times.next_turn)
            times.next_turn = turn + self._interval_s
            return 0.0, turn - now

    @contextmanager
    def _times(self) -> Iterator[_Times]:
        """The times, ours alone; what becomes of them is written."""
        if self._file is None:
            yield self._own
            return
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            won(handle, fcntl.LOCK_EX)  # where there are no locks, some wait longer than they need
            times = _read_times(handle)
            yield times
            times.written = time.time()
            os.pwrite(handle, _LAYOUT.pack(times.written, times.next_turn, times.held_until), 0)
        finally:
            os.close(handle)


def _read_times(handle: int) -> _Times:
    found = os.pread(handle, _LAYOUT.size, 0)
    times = _Times(*_LAYOUT.unpack(found)) if len(found) == _LAYOUT.size else _Times()
    went_back_s = times.written - time.time()
    if went_back_s > 0:  # the clock was set: the times move with it
        times.next_turn -= went_back_s
        times.held_until -= went_back_s
    latest = time.time() + _MOST_AHEAD_S
    is_possible = times.next_turn <= latest and times.held_until <= latest  # not so for a number that is none
    return times if is_possible else _Times()


def _slept(seconds: float, until: float) -> bool:
    """Sleep a part of `seconds`, not beyond `until`; whether there is time left."""
    left = until - time.monotonic()
    if left <= 0:
        return False
    time.sleep(min(seconds, _NAP_S, left))
    return True
