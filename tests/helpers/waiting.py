"""Waiting for what another process does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(claim: Callable[[], T], timeout_s: float, what: str, every_s: float = 0.1) -> T:
    """The first value of `claim()` that is true.

    Raises:
        TimeoutError: there was none in time; `what` says what was awaited.
    """
    end = time.monotonic() + timeout_s
    while not (value := claim()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {timeout_s:g} s in vain: {what}")
        time.sleep(every_s)
    return value
