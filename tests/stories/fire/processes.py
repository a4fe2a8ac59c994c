"""Processes of a run, wherever they hang in the tree: all inherit a word in their environment."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

__all__ = ["MARK", "alive", "gone", "sent", "workers"]

MARK = "WEBINSTRUCT_UNDER_FIRE"
"""The variable that holds the word."""
_WORKER = b"webinstruct.executors.worker"


def alive(word: str) -> dict[int, bytes]:
    """The command lines of living processes that inherited `word`, by process id."""
    mark = f"{MARK}={word}".encode()
    found = {}
    for place in Path("/proc").iterdir():
        if place.name.isdecimal() and int(place.name) != os.getpid():
            with suppress(OSError):
                is_ours = mark in (place / "environ").read_bytes().split(b"\0")
                if is_ours and _state(place) not in "ZX":
                    found[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ")
    return found


def workers(word: str) -> list[int]:
    """The worker processes among them, in order."""
    return sorted(pid for pid, command in alive(word).items() if _WORKER in command)


def sent(number: signal.Signals, *processes: int) -> None:
    """Send a signal to processes that may be gone already."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def gone(word: str, within_s: float) -> bool:
    """Whether no process is left that inherited `word`, waited for no longer than `within_s` seconds."""
    return _comes_true(lambda: not alive(word), within_s)


def _comes_true(claim: Callable[[], bool], within_s: float) -> bool:
    until = time.monotonic() + within_s
    while not (true := claim()) and time.monotonic() < until:
        time.sleep(0.05)
    return true


def _state(place: Path) -> str:
    return (place / "stat").read_text().rpartition(")")[2].split()[0]
