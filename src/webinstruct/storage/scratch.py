"""Scratch of this machine, for runs that live in a store: what is on its way there, copies of what lies there, logs.

Each process has a folder that nobody else touches; one that was killed leaves it behind, and the next process that
makes its own removes it: a lock that the kernel lets go of at death tells which are left. What the processes of a run
share (copies, logs, folders of stages) stays for a week after its last use.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import gettempdir

from webinstruct.core.errors import StorageError

__all__ = ["own_folder", "scratch_folder", "shared_scratch"]

_VARIABLE = "WEBINSTRUCT_SCRATCH"
_LOCK = ".lock"
_OWN, _RUNS = "processes", "runs"
_KEPT_S = 7 * 86_400.0


def scratch_folder() -> Path:
    """Where scratch lies: $WEBINSTRUCT_SCRATCH, else a folder of this user in the folder for temporary files."""
    return Path(os.environ.get(_VARIABLE) or Path(gettempdir(), f"webinstruct-{os.getuid()}"))


def own_folder() -> Path:
    """This process's folder, made at the first call; leftovers of dead processes are swept then.

    Raises:
        StorageError: it cannot be made.
    """
    return _own_folder(os.getpid(), scratch_folder())


def shared_scratch(path: str) -> Path:
    """The folder that all processes of this machine share for the run at the URL `path`; made if it is not there."""
    name = f"{path.rstrip('/').rsplit('/', 1)[-1]}-{hashlib.sha256(path.encode()).hexdigest()[:12]}"
    place = scratch_folder() / _RUNS / name
    _made(place)
    os.utime(place)
    return place


@lru_cache(maxsize=4)
def _own_folder(process: int, scratch: Path) -> Path:
    _sweep(scratch)
    place = scratch / _OWN / f"{process}-{secrets.token_hex(4)}"
    _made(place)
    handle = os.open(place / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)  # let go of by the kernel when this process ends, however it ends
    return place


def _made(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            f"{place} cannot be made: {error.strerror}. Set {_VARIABLE} to a folder."
        ) from error


def _sweep(scratch: Path) -> None:
    """Remove what dead processes left, and what no run has used for long."""
    for place in _inside(scratch / _OWN):
        if _is_left(place):
            shutil.rmtree(place, ignore_errors=True)
    for place in _inside(scratch / _RUNS):
        with suppress(OSError):
            if place.stat().st_mtime < time.time() - _KEPT_S:
                shutil.rmtree(place, ignore_errors=True)


def _inside(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def _is_left(place: Path) -> bool:
    try:
        handle = os.open(place / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:  # killed, or alive, between the folder and its lock
        with suppress(OSError):
            return place.stat().st_mtime < time.time() - 60
        return False
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
