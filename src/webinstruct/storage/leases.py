"""Locks between machines: a lease is held as long as its holder renews it, and is anybody's once it is old.

A lease is a folder of numbered files, `<lock>.lease/<n>`, each made only where none is. Who has made the highest one
holds the lease. The holder makes the next one every quarter of the lease's time, looks whether the one before still
stands beside it, and removes that one. Whoever finds the highest file older than the lease, by the clock of the store
alone (against a probe just written there), makes the next one; of several, one can. It then looks whether the file it
superseded still stands beside its own: if not, the lease was renewed or let go of meanwhile, and it steps back.

A holder whose last renewal began longer ago than the lease lasts has lost it, also when it was asleep: `is_ours` says
so before anything final is written. An owner on this machine that is dead is not waited for.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from pathlib import Path

from webinstruct.core.errors import InputError, StorageError
from webinstruct.storage.folders import content_at, created, entries_in, remove
from webinstruct.storage.owners import is_dead, owner_now
from webinstruct.storage.place import Place
from webinstruct.storage.renewal import Clock, awake_s, keep, let_go
from webinstruct.storage.store import Entry

__all__ = ["LEASE", "LEASE_S", "Lease", "is_leased", "taken_lease"]

LEASE = ".lease"
"""The ending of a lease's folder, behind the name of its lock."""
LEASE_S = 120.0
"""Seconds after which a lease that was not renewed is anybody's."""
_PROBE = ".probe-"


class Lease:
    """A lease that is held and renewed until `release`, in `folder` under `number`; `was_left` where it was taken over
    from another."""

    def __init__(self, folder: Place, number: int, signature: bytes, lease_s: float, clock: Clock) -> None:
        self.every_s = lease_s / 4
        self.was_left = number > 1
        self._folder = folder
        self._number = number
        self._clock = clock
        self._began_s = clock()
        self._lease_s = lease_s
        self._signature = signature
        self._is_over = False
        self._turn = threading.Lock()

    def is_ours(self) -> bool:
        """Whether nobody else can hold it now: its last renewal is younger than the lease."""
        return not self._is_over and self._clock() - self._began_s < self._lease_s

    def renew(self) -> None:
        """Hold it for another time, if it is still ours. A store that does not answer is asked again the next time."""
        with self._turn, suppress(StorageError, InputError, OSError):
            if not self.is_ours():
                self._is_over = True
            elif self._clock() - self._began_s >= self.every_s / 2:
                self._renew(self._clock())

    def release(self) -> None:
        """Let others have it. Where the store does not answer, it grows old by itself."""
        let_go(self)
        with self._turn, suppress(StorageError, InputError, OSError):
            if self.is_ours():
                self._is_over = True
                remove(self._folder / str(self._number))
                _tidy(self._folder)

    def _renew(self, began_s: float) -> None:
        number = _superseding(self._folder, self._number, self._signature, self._signature)
        if number is None:
            self._is_over = True
        else:
            self._number, self._began_s = number, began_s


def taken_lease(lock: Place, lease_s: float = LEASE_S, clock: Clock = awake_s) -> Lease | None:
    """The lease of `lock`, renewed from now on, or None where another living process holds it.

    Raises:
        StorageError: the store does not answer, or may not be written.
    """
    folder, signature = _folder(lock), _signed()
    lease = Lease(folder, 1, signature, lease_s, clock)
    is_first = created(folder / "1", signature)
    if not is_first or _numbers(folder)[-1:] != [1]:
        highest = _highest(folder)
        whose = content_at(folder / highest.name) if highest else None
        if highest is None or whose is None or _is_fresh(folder, highest, whose, lease_s):
            if is_first:  # beside a higher one it means nothing
                remove(folder / "1")
            return None
        lease = Lease(folder, int(highest.name) + 1, signature, lease_s, clock)
        if _superseding(folder, int(highest.name), whose, signature) is None:
            return None
    keep(lease)
    return lease


def is_leased(lock: Place, lease_s: float = LEASE_S) -> bool:
    """Whether a living process holds the lease of `lock`; it is not touched."""
    folder = _folder(lock)
    highest = _highest(folder)
    return highest is not None and _is_fresh(
        folder, highest, content_at(folder / highest.name) or b"", lease_s
    )


def _superseding(folder: Place, before: int, whose: bytes, signature: bytes) -> int | None:
    """Make the file above `before`, which is `whose`, and remove that one; the number of ours, or None, and nothing
    done, where `before` is not the highest any more, or another's: numbers begin anew once a lease was let go of."""
    number = before + 1
    mine = folder / str(number)
    if not created(mine, signature):
        # Ours where a try broke off. To others it is as old as that try: only one above it gives time.
        is_ours = content_at(mine) == signature
        return _superseding(folder, number, signature, signature) if is_ours else None
    numbers = _numbers(folder)
    if numbers[-2:] != [before, number] or content_at(folder / str(before)) != whose:
        remove(mine)
        return None
    with suppress(StorageError):  # what is left is lower than the highest, which alone counts
        for old in numbers[:-1]:
            remove(folder / str(old))
    return number


def _is_fresh(folder: Place, highest: Entry, whose: bytes, lease_s: float) -> bool:
    """Whether the holder of the file `highest`, which is `whose`, may be alive: it is no dead process of this machine,
    and the file is younger than the lease by the clock of whoever keeps it."""
    if is_dead(whose.decode("utf-8", "replace").partition("\n")[0]):
        return False
    probe = folder / f"{_PROBE}{secrets.token_hex(6)}"
    created(probe, b"")
    try:
        now_s = next((entry.written_s for entry in entries_in(folder) if entry.name == probe.name), None)
    finally:
        remove(probe)
        _tidy(folder)  # it may have kept one who let go from removing the folder
    # One of the future was written before the clock of its keeper was set back.
    return now_s is None or abs(now_s - highest.written_s) < lease_s


def _tidy(folder: Place) -> None:
    """Have no empty folder there."""
    if isinstance(folder, Path):
        with suppress(OSError):
            folder.rmdir()


def _highest(folder: Place) -> Entry | None:
    return max(_files(folder), key=lambda entry: int(entry.name), default=None)


def _numbers(folder: Place) -> list[int]:
    return sorted(int(entry.name) for entry in _files(folder))


def _files(folder: Place) -> list[Entry]:
    return [entry for entry in entries_in(folder) if entry.name.isdecimal()]


def _folder(lock: Place) -> Place:
    return lock.with_name(f"{lock.name}{LEASE}")


def _signed() -> bytes:
    """Who we are; a second line tells two files of one process apart."""
    return f"{owner_now()}\n{secrets.token_hex(8)}\n".encode()
