"""A disk of its own for a run, which can be full and can be read-only for a while.

root gets a small tmpfs: it is filled to the last byte, and made read-only by a bind mount of the folder over itself
(root writes into a folder whatever its mode says, and a file system with open files cannot be remounted). Others get
a plain folder: no file of theirs may grow (RLIMIT_FSIZE of the running processes), and the folder's mode changes.
"""

from __future__ import annotations

import errno
import os
import resource
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["Disk", "disk_at"]

_SIZE = "96m"
_PIECE = bytes(1 << 20)
_NAMES_FULL = {errno.ENOSPC, errno.EDQUOT}


class Disk:
    """The folder `root`; a file system of its own where `is_own`."""

    def __init__(self, root: Path, is_own: bool) -> None:
        self.root = root
        self.is_own = is_own
        self._filler = root / "filler"

    @contextmanager
    def full(self, writers: Iterable[int]) -> Iterator[str]:
        """Meanwhile nothing more can be written; `writers` are the processes that are kept from it."""
        if self.is_own:
            self._fill()
            try:
                yield "disk full (tmpfs)"
            finally:
                self._filler.unlink()
            return
        found = list(writers)
        for process in found:
            _limit(process, 0)
        try:
            yield "disk full (RLIMIT_FSIZE)"
        finally:
            for process in found:
                _limit(process, resource.RLIM_INFINITY)

    @contextmanager
    def read_only(self, folder: Path) -> Iterator[str]:
        """Meanwhile `folder` and all below may only be read."""
        if self.is_own:
            aside = self.root.with_name("aside")
            aside.mkdir(exist_ok=True)
            _mount("--bind", str(folder), str(aside))
            _mount(
                "-o", "remount,bind,ro", str(aside)
            )  # over the folder itself it would meet files being written
            _mount("--bind", str(aside), str(folder))
            try:
                yield "read-only (bind mount)"
            finally:
                subprocess.run(["umount", "--lazy", str(folder), str(aside)], check=True)
            return
        mode = folder.stat().st_mode
        folder.chmod(mode & ~0o222)
        try:
            yield "read-only (mode)"
        finally:
            folder.chmod(mode)

    def _fill(self) -> None:
        handle = os.open(self._filler, os.O_WRONLY | os.O_CREAT, 0o600)
        piece = _PIECE
        try:
            while piece:
                try:
                    os.write(handle, piece)
                except OSError as error:
                    if error.errno not in _NAMES_FULL:
                        raise
                    piece = piece[: len(piece) // 2]
        finally:
            os.close(handle)


@contextmanager
def disk_at(root: Path) -> Iterator[Disk]:
    """A disk at `root`, taken away with all that it holds."""
    root.mkdir(parents=True, exist_ok=True)
    if os.geteuid():
        yield Disk(root, is_own=False)
        return
    _mount("-t", "tmpfs", "-o", f"size={_SIZE}", "under-fire", str(root))
    try:
        yield Disk(root, is_own=True)
    finally:
        subprocess.run(["umount", "--lazy", str(root)], check=True)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def _limit(process: int, most: int) -> None:
    """Change how far files of a process may grow, in bytes; one that is gone has none."""
    with suppress(ProcessLookupError):
        _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (most, hard))
