"""What killed processes left behind: temporary files, and the locks beside which they were written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from webinstruct.core.stage import PROCESS, Stage
from webinstruct.runner.parts import Part
from webinstruct.runner.run_dir import RunDir, part_name
from webinstruct.storage.folders import names_in, remove
from webinstruct.storage.leases import LEASE
from webinstruct.storage.locks import is_held, taken_lock
from webinstruct.storage.place import Place
from webinstruct.storage.store import forget_uploads

__all__ = ["is_at_work", "swept", "swept_part"]

_TEMPORARY = ".tmp"
_WHOLE = ("source", "jobs")
"""Folders of a run that are looked through whether or not a lock is left."""


def is_at_work(run_dir: RunDir) -> bool:
    """Whether a part is being written: also by a machine whose lock on the folder its file system does not tell us."""
    return any(is_held(run_dir.locks / name) for name in _lock_names(run_dir))


def swept(run_dir: RunDir) -> int:
    """Remove them, and return how many temporary files there were. Nobody else may be at work in the run directory.

    A worker that was killed over a part has left the part's lock: only the folders of stages with such a lock are
    looked through, each with one listing, and those that stay small whatever the number of shards.
    """
    stale = _lock_names(run_dir)
    if isinstance(run_dir.root, Path):
        count = _swept_folders(run_dir.root, {name.partition("-")[0] for name in stale})
    else:
        count = forget_uploads(str(run_dir.root))
    count += sum(_swept_lease(run_dir.locks / f"{name}{LEASE}") for name in stale)
    for name in stale:  # last: killed before, we shall find them again
        if lock := taken_lock(str(run_dir.locks / name)):
            lock.release()
    return count


def swept_part(run_dir: RunDir, stage: Stage, part: Part) -> int:
    """Remove what somebody who was killed over a part, or lost its lock, was writing; returns how many files that were.
    The lock has to be ours. Each folder is listed once."""
    if not isinstance(run_dir.root, Path):
        return 0
    if part.step == PROCESS:
        beside = [run_dir.aside(stage.name, stage.leaves.name, 0).parent] if stage.leaves else []
        folders = [*run_dir.books_folders(stage.name), *beside]
    else:
        folders = [run_dir.artifact(stage.name, part.step, 0, "").parent]
    begins = f".{part_name(part.number, '.')}"
    return sum(
        _removed(Path(str(folder), name))
        for folder in folders
        for name in _temporaries_in(folder)
        if name.startswith(begins)
    )


def _lock_names(run_dir: RunDir) -> set[str]:
    """The locks that lie there, held or left; those that are kept in several files by their one name."""
    return {
        name.removesuffix(LEASE)
        for name in names_in(run_dir.locks)
        if name.removesuffix(LEASE).endswith(".lock")
    }


def _swept_folders(root: Path, stages: set[str]) -> int:
    folders = [root, *(root / name for name in ("report", "settings"))]
    for place in sorted(root.iterdir()):
        if place.is_dir() and (place.name in _WHOLE or place.name.partition("-")[0] in stages):
            folders += (Path(folder) for folder, _, _ in os.walk(place))
    return sum(map(_swept_folder, folders))


def _swept_folder(folder: Path) -> int:
    return sum(_removed(folder / name) for name in _temporaries_in(folder))


def _swept_lease(folder: Place) -> int:
    """Of a lease only its numbered files mean something later."""
    left = [name for name in names_in(folder) if name.startswith(".")]
    for name in left:
        remove(folder / name)
    return len(left)


def _temporaries_in(folder: Place) -> Iterator[str]:
    return (name for name in names_in(folder) if name.startswith(".") and name.endswith(_TEMPORARY))


def _removed(path: Path) -> bool:
    with suppress(FileNotFoundError):
        path.unlink()
        return True
    return False
