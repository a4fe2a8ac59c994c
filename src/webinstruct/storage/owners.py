"""Who holds what is shared between machines, so that a neighbor on the same machine can tell whether it is dead."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

__all__ = ["is_dead", "owner_now"]

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PROCESSES = Path("/proc")
_NAMESPACE = Path("/proc/self/ns/pid")
_START_FIELD = (
    19  # of those behind the program's name: when the process started, in ticks since the machine did
)


def owner_now() -> str:
    """This process: "<machine>-<process>-<its start>"; a machine is one boot of it, seen from one container."""
    return f"{_machine()}-{os.getpid()}-{_start_of(os.getpid())}"


def is_dead(owner: str) -> bool:
    """Whether `owner` was a process of this machine that is no more; of other machines nothing is known.

    >>> is_dead(owner_now()), is_dead("elsewhere-1-1"), is_dead("no owner")
    (False, False, False)
    """
    machine, _, process = owner.partition("-")
    number, _, start = process.partition("-")
    return (
        machine == _machine()
        and number.isdecimal()
        and _start_of(int(number)) != start
        and not _is_hidden(int(number))
    )


@lru_cache(maxsize=1)
def _machine() -> str:
    try:
        words = f"{_BOOT.read_text()} {os.readlink(_NAMESPACE)}"  # noqa: PTH115 -- it names no file
    except OSError:
        words = os.urandom(16).hex()  # nothing can be told of others, nor by them of us
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _is_hidden(process: int) -> bool:
    """Whether there is such a process, another user's, of which /proc says nothing (hidepid)."""
    if (_PROCESSES / str(process)).exists():
        return False
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _start_of(process: int) -> str:
    """When a process started; empty where there is none."""
    try:
        fields = (_PROCESSES / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[_START_FIELD]
