"""How long an element has: it takes no more parts, then lets go of those in hand, before SLURM ends it.

Both may also come from outside: SIGUSR1 when the time is nearly up or somebody with a higher priority wants the node,
SIGTERM when the element has to leave now.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from types import FrameType

from webinstruct.runner.drive import Pool

__all__ = ["Clock", "LetGo"]

_LAST_S = 20.0
_FIRST_LOOK_S, _LOOK_S = 0.25, 15.0
_EARLY_S = 70.0
"""The signal before the end of the time may come a minute before it should."""
_BEGAN = "WEBINSTRUCT_BEGAN"
"""When the script began, in seconds since 1970: what it sets up counts as well."""
_NO_MORE = b"This element takes no more parts: its time is nearly up, or its node is wanted.\n"


class LetGo(BaseException):
    """The element has to leave now: nobody's error, so that no border takes it for one. `is_time` says whether it was
    its own clock that said so, and not SLURM."""

    def __init__(self, is_time: bool) -> None:
        super().__init__()
        self.is_time = is_time


class Clock:
    """Hears the signals of this process from `begin` to `end`. It has `limit_s` seconds from its script's beginning on,
    or until SLURM's own end, and takes no parts in the last `margin_s` of them."""

    def __init__(self, limit_s: float, margin_s: float) -> None:
        self._began = time.monotonic() - _used_s(limit_s, time.time())
        limit_s = _left_s(limit_s, time.time())
        self._up_at = time.monotonic() + max(limit_s - margin_s, 0.1)
        self._gone_at = time.monotonic() + max(limit_s - min(_LAST_S, margin_s / 2), 2.0)
        self._pool: Pool | None = None
        self.is_up = False
        """No more parts are to be taken."""
        self.was_wanted = False
        """It was SLURM that said so, well before the time."""

    def begin(self) -> None:
        """Hear signals from now on; `LetGo` may be raised at any time until `end`."""
        signal.signal(signal.SIGUSR1, self._hear_slurm)
        signal.signal(signal.SIGALRM, self._hear_time)
        signal.signal(signal.SIGTERM, self._hear_end)
        signal.setitimer(signal.ITIMER_REAL, max(self._up_at - time.monotonic(), 0.1))

    def watch(self, pool: Pool) -> None:
        """Tell `pool` when no more parts are to be taken."""
        self._pool = pool
        if self.is_up:
            pool.stop()

    def has_waited(self, age_s: float, is_wanted: Callable[[], object]) -> bool:
        """Wait until the script is `age_s` old; False where that `is_wanted` no more, or no part may be taken."""
        pause_s = _FIRST_LOOK_S
        while is_wanted() and not self.is_up:
            left_s = self._began + age_s - time.monotonic()
            if left_s <= 0:
                return True
            time.sleep(min(left_s, pause_s))
            pause_s = min(2 * pause_s, _LOOK_S)
        return False

    def end(self) -> None:
        """Hear no more."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number in (signal.SIGUSR1, signal.SIGALRM, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)

    def _hear_slurm(self, _signal: int, _frame: FrameType | None) -> None:
        self.was_wanted = self.was_wanted or time.monotonic() < self._up_at - _EARLY_S
        self._stop()

    def _hear_time(self, _signal: int, _frame: FrameType | None) -> None:
        left_s = self._gone_at - time.monotonic()
        if left_s > 0:
            signal.setitimer(signal.ITIMER_REAL, left_s + 0.01)
            self._stop()
        else:
            self._let_go(is_time=True)

    def _hear_end(self, _signal: int, _frame: FrameType | None) -> None:
        self._let_go(is_time=False)

    def _stop(self) -> None:
        if not self.is_up:
            os.write(1, _NO_MORE)  # unlike print, a signal may do that at any time
        self.is_up = True
        if self._pool is not None:
            self._pool.stop()

    def _let_go(self, is_time: bool) -> None:
        self.end()  # a second one would break off the letting go
        raise LetGo(is_time)


def _used_s(limit_s: float, now_s: float) -> float:
    """Seconds that are gone since the script began; none where they cannot be told."""
    used_s = now_s - float(os.environ.get(_BEGAN) or now_s)
    return used_s if 0 <= used_s < limit_s else 0.0


def _left_s(limit_s: float, now_s: float) -> float:
    """Seconds that are left of `limit_s`, by a wall clock that is not believed where it was set meanwhile."""
    left_s = float(os.environ.get("SLURM_JOB_END_TIME") or "inf") - now_s
    limit_s -= _used_s(limit_s, now_s)
    return left_s if 0 < left_s < limit_s else limit_s
