"""One writer at a time, also between two runs on one run directory.

A lock is a file held with flock: the kernel lets go of it when its holder dies, however it dies, so no lock is ever
stale. The file is removed when it is released. Where several machines write (RUN/locks/leases is there, made by the
executors that use them), a lock is a lease as well, and in a store it is a lease alone: see `leases`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from webinstruct.core.errors import LockLost, StorageError
from webinstruct.storage.folders import created
from webinstruct.storage.leases import Lease, is_leased, taken_lease
from webinstruct.storage.place import Place, local_path, place_at
from webinstruct.storage.presence import present

__all__ = [
    "LEASES",
    "FolderLock",
    "Lock",
    "check_ours",
    "is_held",
    "share_between_machines",
    "shared_folder",
    "taken_lock",
]

LEASES = "leases"
"""RUN/locks/leases: a file, or folder, that says that more than one machine works on the run."""
_LOCKS = "locks"


class Lock:
    """A lock that is held; `release` lets go of it."""

    def __init__(self, path: Path | None, handle: int, lease: Lease | None = None) -> None:
        self._path = path
        self._handle = handle
        self._lease = lease

    def is_ours(self) -> bool:
        """Whether it is still held: a lease is lost by whoever slept too long, or lost sight of its store."""
        return self._lease is None or self._lease.is_ours()

    def leased(self, lease: Lease) -> Lock:
        """This lock with a lease beside it, which are let go of together."""
        return Lock(self._path, self._handle, lease)

    def release(self) -> None:
        """Remove the file first, then let go: whoever opens the path from now on makes a new file."""
        if self._lease is not None:
            self._lease.release()
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            os.close(self._handle)


def share_between_machines(locks: Place) -> None:
    """Have every lock in the folder `locks` be a lease as well, from now on and for all who work there."""
    created(locks / LEASES, b"")


def taken_lock(path: Place | str) -> Lock | None:
    """The lock at `path`, or None where another living process holds it.

    Raises:
        StorageError: the folder may not be written.
    """
    place = local_path(path)
    if place is None:
        lease = taken_lease(place_at(str(path)))
        return Lock(None, -1, lease) if lease else None
    lock = _flocked(place)
    if lock is None or not (place.parent / LEASES).exists():
        return lock
    lease = taken_lease(place)
    if lease is None:
        lock.release()
        return None
    return lock.leased(lease)


def check_ours(lock: Lock, what: str) -> None:
    """Raise unless `lock` is still held, before `what` it guards becomes final.

    Raises:
        LockLost: another worker may be at it.
    """
    if not lock.is_ours():
        raise LockLost(
            f"{what} may be another worker's by now: this one did not renew its lock in time. It is left to that one; "
            "the same command does it again if nobody did."
        )


def _flocked(place: Path) -> Lock | None:
    while True:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StorageError(
                f"No lock can be made at {place}: {error}. Choose another --run-dir."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        if _is_same_file(place, handle):
            return Lock(place, handle)
        os.close(handle)  # its last holder removed it between our open and our flock


def is_held(path: Place) -> bool:
    """Whether a living process holds the lock at `path`; it is not touched."""
    if not isinstance(path, Path):
        return is_leased(path)
    return _is_flocked(path) or ((path.parent / LEASES).exists() and is_leased(path))


def _is_flocked(path: Path) -> bool:
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


class FolderLock(Protocol):
    """A folder that several processes share, until one of them has it alone."""

    def is_alone(self) -> bool:
        """Try to have the folder alone; if so, nobody else gets to share it before `share` is called."""

    def share(self) -> None:
        """Let others in."""


class _Flock:
    """A folder shared on one machine, by flock."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def is_alone(self) -> bool:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.share()  # a lock that could not be widened may be lost
            return False
        return True

    def share(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_SH)


class _Both:
    """A folder shared among machines and within them."""

    def __init__(self, here: FolderLock, everywhere: FolderLock) -> None:
        self._here = here
        self._everywhere = everywhere

    def is_alone(self) -> bool:
        if not self._here.is_alone():
            return False
        if not self._everywhere.is_alone():
            self._here.share()
            return False
        return True

    def share(self) -> None:
        self._everywhere.share()
        self._here.share()


@contextmanager
def shared_folder(path: Place) -> Iterator[FolderLock]:
    """Share the folder `path`, made if it is not there; waits while another process has it alone.

    Raises:
        StorageError: the folder may not be made or read.
    """
    if not isinstance(path, Path):
        with present(path / _LOCKS) as everywhere:
            yield everywhere
        return
    with ExitStack() as stack:
        here = stack.enter_context(_flocked_folder(path))
        if (path / _LOCKS / LEASES).exists():
            yield _Both(here, stack.enter_context(present(path / _LOCKS)))
        else:
            yield here


@contextmanager
def _flocked_folder(path: Path) -> Iterator[FolderLock]:
    try:
        path.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be used: {error.strerror}. Choose another --run-dir or mend its rights."
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield _Flock(handle)
    finally:
        os.close(handle)


def _is_same_file(path: Path, handle: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(handle)
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)
