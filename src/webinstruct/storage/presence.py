"""A folder that processes of several machines share, until one of them has it alone.

Each process that is there keeps a file in `<folder>/locks/here`, written anew every quarter of a lease. One that wants
the folder alone takes the lease of `<folder>/locks/alone` and looks whether it is the only one; who comes writes
its own file first and then waits while another holds that lease. So of two that meet, one always sees the other.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from webinstruct.core.errors import InputError, StorageError
from webinstruct.storage.folders import entries_in, remove, touched
from webinstruct.storage.leases import LEASE_S, Lease, is_leased, taken_lease
from webinstruct.storage.owners import is_dead, owner_now
from webinstruct.storage.place import Place
from webinstruct.storage.renewal import keep, let_go

__all__ = ["HERE", "Presence", "present"]

HERE = "here"
"""The folder in RUN/locks where processes of several machines say that they are there."""
_WAIT_S = 0.5


class Presence:
    """This process's being there."""

    def __init__(self, locks: Place, lease_s: float) -> None:
        self.every_s = lease_s / 4
        self._lease_s = lease_s
        self._alone_lock = locks / "alone"
        self._folder = locks / HERE
        self._file = self._folder / f"{owner_now()}-{secrets.token_hex(6)}"
        self._alone: Lease | None = None
        self._has_left = False
        self._turn = threading.Lock()

    def renew(self) -> None:
        """Say it again; a store that does not answer is told the next time."""
        with self._turn, suppress(StorageError, InputError):
            if not self._has_left:
                touched(self._file)

    def is_alone(self) -> bool:
        """Try to have the folder alone; if so, nobody else gets in before `share` is called."""
        self._alone = self._alone or taken_lease(self._alone_lock, self._lease_s)
        if self._alone is None:
            return False
        if self._others():
            self.share()
            return False
        return True

    def share(self) -> None:
        """Let others in."""
        if self._alone is not None:
            self._alone.release()
            self._alone = None

    def come(self) -> None:
        """Be there; waits while another has the folder alone."""
        touched(self._file)
        keep(self)
        while is_leased(self._alone_lock, self._lease_s):
            time.sleep(_WAIT_S)

    def leave(self) -> None:
        """Be there no more."""
        self.share()
        let_go(self)
        with self._turn, suppress(StorageError, InputError, OSError):
            self._has_left = True
            remove(self._file)

    def _others(self) -> list[str]:
        """Those who are there beside us; files of the dead are removed. Our own tells the store's time."""
        touched(self._file)
        found = entries_in(self._folder)
        now_s = next((entry.written_s for entry in found if entry.name == self._file.name), None)
        alive = []
        for entry in found:
            if entry.name == self._file.name or entry.name.startswith("."):
                continue
            is_old = now_s is not None and abs(now_s - entry.written_s) >= self._lease_s
            if is_old or is_dead(entry.name.rpartition("-")[0]):
                remove(self._folder / entry.name)
            else:
                alive.append(entry.name)
        return alive


@contextmanager
def present(locks: Place, lease_s: float = LEASE_S) -> Iterator[Presence]:
    """Share the folder whose locks lie in `locks`."""
    presence = Presence(locks, lease_s)
    try:
        presence.come()
        yield presence
    finally:
        presence.leave()
