"""One writer at a time, also between two runs on one run directory.

A lock is a file held with flock: the kernel lets go of it when its holder dies, however it dies, so no lock is ever
stale. The file is removed when it is released. Where several machines write (RUN/locks/leases is there, made by the
executors that use them), a lock is a lease as well, and in a store it is a lease alone: see `leases`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from webinstruct.core.errors import LockLost, StorageError
from webinstruct.storage.flocks import flocked_file, flocked_folder, is_flocked
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
    """A lock that is held; `release` lets go of it. `was_left` where a holder before us died over it, or lost it: what
    that one was writing may still lie there."""

    def __init__(
        self, path: Path | None, handle: int, lease: Lease | None = None, was_left: bool = False
    ) -> None:
        self.was_left = was_left
        self._path = path
        self._handle = handle
        self._lease = lease

    @property
    def own(self) -> str:
        """What tells the temporary files of this holder from those of one who lost the lock and does not know yet;
        nothing where the kernel alone gives the lock away, for then nobody can have lost it."""
        return f".{secrets.token_hex(6)}" if self._lease else ""

    def is_ours(self) -> bool:
        """Whether it is still held: a lease is lost by whoever slept too long, or lost sight of its store."""
        return self._lease is None or self._lease.is_ours()

    def leased(self, lease: Lease) -> Lock:
        """This lock with a lease beside it, which are let go of together."""
        return Lock(self._path, self._handle, lease, self.was_left or lease.was_left)

    def release(self) -> None:
        """Remove the file first, then let go: whoever opens the path from now on makes a new file. Once: a number of
        an open file is another's soon."""
        if self._lease is not None:
            self._lease.release()
        path, self._path = self._path, None
        if path is not None:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            os.close(self._handle)


def share_between_machines(folder: Place) -> bool:
    """Have every lock in `folder`/locks be a lease as well, from now on and for all who come; False where somebody is
    there already whose locks are of one machine. In a store they are leases anyhow."""
    if not isinstance(folder, Path) or (folder / _LOCKS / LEASES).exists():
        return True
    with flocked_folder(folder) as here:
        if here.has_flock and not here.is_alone():
            return False
        created(folder / _LOCKS / LEASES, b"")
    return True


def taken_lock(path: Place | str) -> Lock | None:
    """The lock at `path`, or None where another living process holds it.

    Raises:
        StorageError: the folder may not be written, or its file system has no locks.
    """
    place = local_path(path)
    if place is None:
        lease = taken_lease(place_at(str(path)))
        return Lock(None, -1, lease) if lease else None
    file = flocked_file(place)
    if file is None:
        return None
    lock = Lock(place, file.handle, was_left=file.was_left)
    try:
        if not _has_leases(place.parent, file.has_flock):
            return lock
        lease = taken_lease(place)
    except BaseException:
        lock.release()
        raise
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


def is_held(path: Place) -> bool:
    """Whether a living process holds the lock at `path`; it is not touched."""
    if not isinstance(path, Path):
        return is_leased(path)
    return is_flocked(path) or ((path.parent / LEASES).exists() and is_leased(path))


class FolderLock(Protocol):
    """A folder that several processes share, until one of them has it alone."""

    def is_alone(self) -> bool:
        """Try to have the folder alone; if so, nobody else gets to share it before `share` is called."""

    def share(self) -> None:
        """Let others in."""


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
        here = stack.enter_context(flocked_folder(path))
        if _has_leases(path / _LOCKS, here.has_flock):
            yield _Both(here, stack.enter_context(present(path / _LOCKS)))
        else:
            yield here


def _has_leases(locks: Path, has_flock: bool) -> bool:
    """Whether locks in this folder are leases as well."""
    found = (locks / LEASES).exists()
    if not found and not has_flock:
        raise StorageError(
            f"the file system of {locks} has no locks (flock). Choose another --run-dir, or make the empty file "
            f"{locks / LEASES}: with it locks are kept by files that are renewed."
        )
    return found
