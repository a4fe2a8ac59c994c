"""How often and how long a file is tried before it is given up."""

from __future__ import annotations

import logging
import math
import random
import time

from webinstruct.core.errors import Unreachable
from webinstruct.storage.remote.manners import Manners, TryLater
from webinstruct.storage.remote.pace import Pace

__all__ = ["Attempts"]

_LOG = logging.getLogger(__name__)
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 60.0
_HELD_FOR_ALL_S = 1.0
"""After a refusal that names no time others wait so long; this file waits longer each time, as it may be alone."""
_TOLD_FROM_S = 4.0


class Attempts:
    """The tries of one file. Time counts from the first failure on, and anew once a byte has come."""

    def __init__(self, path: str, manners: Manners, pace: Pace) -> None:
        self._path = path
        self._patience_s = manners.patience_s
        self._pace = pace
        self._failures = 0
        self._give_up = 0.0
        self._last = ""

    def turn(self, at: int) -> None:
        """Wait until a request may go out, for byte `at` of the file.

        A file that has not failed waits as long as others were asked to: what they met with is not its fault.

        Raises:
            Unreachable: the server asked for more quiet than there is patience.
        """
        held_s = self._pace.held_s
        if held_s >= _TOLD_FROM_S:
            _LOG.warning("%s waits %.0f s, as its server asked", self._path, held_s)
        queued_s = self._pace.turn(self._give_up if self._failures else math.inf)
        if queued_s is None:
            raise self._unreachable(at)
        self._give_up += queued_s

    def failed(self, error: TryLater, at: int) -> None:
        """Wait after a failure, longer after each.

        Raises:
            Unreachable: the patience is over.
        """
        now = time.monotonic()
        if not self._failures:
            self._give_up = now + self._patience_s
        self._failures += 1
        self._last = str(error)
        if error.is_refusal:
            self._pace.hold(error.wait_s or min(_HELD_FOR_ALL_S, self._patience_s))
        left = self._give_up - now
        if left <= 0:
            raise self._unreachable(at)
        pause_s = min(self._pause_s(error), left)
        if pause_s >= _TOLD_FROM_S:
            _LOG.warning("%s at byte %d: %s; waiting", self._path, at, error)
        time.sleep(pause_s)

    def got_on(self) -> None:
        """Bytes have come."""
        self._failures = 0

    def _pause_s(self, error: TryLater) -> float:
        if error.wait_s:
            return 0.0  # the pace holds everybody
        longest = min(_FIRST_PAUSE_S * 2 ** min(self._failures - 1, 20), _LONGEST_PAUSE_S)
        return random.uniform(longest / 2, longest)  # noqa: S311 -- so that workers do not come back together

    def _unreachable(self, at: int) -> Unreachable:
        return Unreachable(
            f"{self._path} at byte {at}: {self._last}. Tried for {self._patience_s:g} s (source.fetch.patience_s); "
            "--retry-quarantined tries again."
        )
