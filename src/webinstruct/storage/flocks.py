"""Locks of one machine: the kernel lets go of them when their holder dies, however it dies.

Not every file system has them. What then holds is said by each function here, and decided by those who ask.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from webinstruct.core.errors import StorageError

__all__ = ["SharedFolder", "TakenFile", "flocked_file", "flocked_folder", "is_flocked", "tried", "won"]

_WITHOUT = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
_AT_ONCE = fcntl.LOCK_EX | fcntl.LOCK_NB


class TakenFile(NamedTuple):
    """A lock file that is open: `was_left` where a holder before us has died over it, `has_flock` where the file
    system knows such locks."""

    handle: int
    was_left: bool
    has_flock: bool


def won(handle: int, how: int = _AT_ONCE) -> bool | None:
    """Whether a lock on an open file is ours now; None where its file system has no locks."""
    try:
        fcntl.flock(handle, how)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _WITHOUT:
            return None
        raise
    return True


def flocked_file(place: Path) -> TakenFile | None:
    """The lock file at `place`, locked as far as its file system does that, or None where another process has it.

    Raises:
        StorageError: the folder may not be written.
    """
    while True:
        try:
            handle, was_left = _opened(place)
            is_ours = won(handle)
        except OSError as error:
            raise StorageError(
                f"No lock can be made at {place}: {error}. Choose another --run-dir."
            ) from error
        if is_ours is None or (is_ours and _is_same_file(place, handle)):
            return TakenFile(handle, was_left, is_ours is not None)
        os.close(handle)
        if not is_ours:
            return None  # else its last holder removed it between our open and our flock


def is_flocked(place: Path) -> bool:
    """Whether a living process of this machine has locked the file `place`; it is not touched."""
    try:
        return tried(place) is False
    except FileNotFoundError:
        return False
    except OSError:  # another user's: nothing is known
        return True


def tried(place: Path) -> bool | None:
    """What `won` says of the file `place`, which is let go of at once.

    Raises:
        OSError: it is not there, or may not be opened.
    """
    handle = os.open(place, os.O_RDWR | os.O_CLOEXEC)
    try:
        return won(handle)
    finally:
        os.close(handle)


class SharedFolder:
    """A folder shared on one machine; `has_flock` as in `TakenFile`."""

    def __init__(self, handle: int, has_flock: bool) -> None:
        self._handle = handle
        self.has_flock = has_flock

    def is_alone(self) -> bool:
        """Try to have the folder alone; if so, nobody else gets to share it before `share` is called."""
        if won(self._handle) is False:
            self.share()  # a lock that could not be widened may be lost
            return False
        return True

    def share(self) -> None:
        """Let others in."""
        won(self._handle, fcntl.LOCK_SH)


@contextmanager
def flocked_folder(path: Path) -> Iterator[SharedFolder]:
    """Share the folder `path`, made if it is not there; waits while another process has it alone.

    Raises:
        StorageError: the folder may not be made or read.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be used: {error.strerror}. Choose another --run-dir or mend its rights."
        ) from error
    try:
        yield SharedFolder(handle, won(handle, fcntl.LOCK_SH) is not None)
    finally:
        os.close(handle)


def _opened(place: Path) -> tuple[int, bool]:
    """The file `place`, and whether it was there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    how = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        return os.open(place, how | os.O_EXCL, 0o644), False
    except FileExistsError:
        return os.open(place, how, 0o644), True


def _is_same_file(path: Path, handle: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(handle)
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)
