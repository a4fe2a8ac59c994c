"""One writer at a time, also between two runs on one run directory.

A lock is a file held with flock: the kernel lets go of it when its holder dies, however it dies, so no lock is ever
stale. The file is removed when it is released.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from webinstruct.core.errors import StorageError

__all__ = ["FolderLock", "Lock", "is_held", "shared_folder", "taken_lock"]


class Lock:
    """A lock that is held; `release` lets go of it."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle = handle

    def release(self) -> None:
        """Remove the file first, then let go: whoever opens the path from now on makes a new file."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        os.close(self._handle)


def taken_lock(path: str) -> Lock | None:
    """The lock at `path`, or None where another living process holds it.

    Raises:
        StorageError: the folder may not be written.
    """
    place = Path(path)
    while True:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StorageError(
                f"No lock can be made at {path}: {error}. Choose another --run-dir."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        if _is_same_file(place, handle):
            return Lock(place, handle)
        os.close(handle)  # its last holder removed it between our open and our flock


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock at `path`; it is not touched."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


class FolderLock:
    """A folder that several processes share, until one of them has it alone."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def is_alone(self) -> bool:
        """Try to have the folder alone; if so, nobody else gets to share it before `share` is called."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.share()  # a lock that could not be widened may be lost
            return False
        return True

    def share(self) -> None:
        """Let others in."""
        fcntl.flock(self._handle, fcntl.LOCK_SH)


@contextmanager
def shared_folder(path: Path) -> Iterator[FolderLock]:
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
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield FolderLock(handle)
    finally:
        os.close(handle)


def _is_same_file(path: Path, handle: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(handle)
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)
