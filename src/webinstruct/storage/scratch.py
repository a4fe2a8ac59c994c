"""Scratch of this machine, for runs that live in a store: what is on its way there, copies of what lies there, logs.

Each process has a folder that nobody else touches; one that was killed leaves it behind, and the next process that
makes its own removes it: a lock that the kernel lets go of at death tells which are left. What the processes of a run
share (copies, logs, folders of stages) stays for a week after its last use.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import stat
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import gettempdir

from webinstruct.core.errors import StorageError
from webinstruct.storage.flocks import tried, won

__all__ = ["own_folder", "scratch_folder", "shared_scratch"]

_VARIABLE = "WEBINSTRUCT_SCRATCH"
_LOCK, _LOCK_TO_BE = ".lock", ".lock-to-be"
_OWN, _RUNS = "processes", "runs"
_KEPT_S = 7 * 86_400.0
_BEGUN_S = 60.0
"""Seconds that a process may take between its folder and the lock in it."""


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
    scratch = scratch_folder()
    _made(scratch, scratch / _RUNS / name)
    place = scratch / _RUNS / name
    os.utime(place)
    return place


@lru_cache(maxsize=4)
def _own_folder(process: int, scratch: Path) -> Path:
    _made(scratch, scratch / _OWN)
    _sweep(scratch)
    while True:
        place = scratch / _OWN / f"{process}-{secrets.token_hex(4)}"
        _made(scratch, place)
        with suppress(FileNotFoundError):  # swept: this process was stopped for a minute in between
            _lock(place)
            return place


def _lock(place: Path) -> None:
    """Lock a folder: the file has its name only once it is locked, so that nobody takes it for a dead one's."""
    handle = os.open(place / _LOCK_TO_BE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    won(handle)  # let go of by the kernel when this process ends, however it ends
    (place / _LOCK_TO_BE).replace(place / _LOCK)


def _made(scratch: Path, place: Path) -> None:
    """Have the folder `place` in `scratch`, which nobody else may enter."""
    try:
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.environ.get(_VARIABLE):
            _check_own(scratch)
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            f"{place} cannot be made: {error.strerror}. Set {_VARIABLE} to a folder."
        ) from error


def _check_own(scratch: Path) -> None:
    """Raise if somebody else made it: in the folder for temporary files anybody may take any name first."""
    found = scratch.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise StorageError(
            f"{scratch} is another user's, or no folder. Set {_VARIABLE} to a folder of yours."
        )
    if found.st_mode & 0o077:
        scratch.chmod(0o700)


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
        return tried(place / _LOCK) is True
    except FileNotFoundError:  # killed, or alive, between the folder and its lock
        with suppress(OSError):
            return place.stat().st_mtime < time.time() - _BEGUN_S
    except OSError:
        pass
    return False
