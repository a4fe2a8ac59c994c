"""What killed processes left behind: temporary files, and the locks beside which they were written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.locks import is_held, taken_lock

__all__ = ["is_at_work", "swept"]

_TEMPORARY = ".tmp"


def is_at_work(run_dir: RunDir) -> bool:
    """Whether a part is being written: also by a machine whose lock on the folder its file system does not tell us."""
    return any(is_held(run_dir.locks / name) for name in _names_in(run_dir.locks))


def swept(run_dir: RunDir) -> int:
    """Remove them, and return how many temporary files there were. Nobody else may be at work in the run directory.

    A worker that was killed over a part has left the part's lock: only the folders of stages with such a lock are
    looked through, each with one listing, and those that stay small whatever the number of shards.
    """
    locks = run_dir.locks
    stale = _names_in(locks)
    stages = {name.partition("-")[0] for name in stale}
    folders = [run_dir.root, *(run_dir.root / name for name in ("report", "settings"))]
    for place in sorted(run_dir.root.iterdir()):
        if place.is_dir() and (place == run_dir.source or place.name.partition("-")[0] in stages):
            folders += (Path(folder) for folder, _, _ in os.walk(place))
    count = sum(_removed(folder / name) for folder in folders for name in _temporaries_in(folder))
    for name in stale:  # last: killed before, we shall find them again
        if lock := taken_lock(str(locks / name)):
            lock.release()
    return count


def _temporaries_in(folder: Path) -> Iterator[str]:
    return (name for name in _names_in(folder) if name.startswith(".") and name.endswith(_TEMPORARY))


def _names_in(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 -- there may be 100,000
    except (FileNotFoundError, NotADirectoryError):
        return []


def _removed(path: Path) -> bool:
    with suppress(FileNotFoundError):
        path.unlink()
        return True
    return False
