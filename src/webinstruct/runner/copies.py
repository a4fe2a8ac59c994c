"""Files of a run on this machine: where the run lives in a store, copies of them on scratch, fetched once."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import copy_file
from webinstruct.storage.folders import files_below, remove_tree, size_of
from webinstruct.storage.locks import taken_lock
from webinstruct.storage.place import Place
from webinstruct.storage.store import entry_of

__all__ = ["fresh_source_folder", "here", "keep_source", "source_folder"]

_COPIES, _SOURCE = "copies", "source"
_WAIT_S = 0.2


def here(run_dir: RunDir, file: Place) -> str:
    """The path of a finished file on this machine, fit for a memory map; its own path where it is not there yet."""
    if isinstance(file, Path):
        return str(file)
    there = entry_of(str(file))
    if there is None:
        return str(file)
    key = hashlib.sha256(f"{file} {there.tag} {there.size} {there.written_s}".encode()).hexdigest()[:16]
    copy = run_dir.scratch / _COPIES / f"{key}-{file.name}"
    if not copy.exists():
        _fetch_once(file, copy)
    return str(copy)


def source_folder(run_dir: RunDir) -> str:
    """The folder of the run's source on this machine, with what was noted there when the run was planned."""
    if isinstance(run_dir.source, Path):
        run_dir.source.mkdir(parents=True, exist_ok=True)
        return str(run_dir.source)
    folder = run_dir.scratch / _SOURCE
    folder.mkdir(parents=True, exist_ok=True)
    for name in files_below(run_dir.source):
        copy = folder / name
        if not copy.exists() or copy.stat().st_size != size_of(run_dir.source / name):
            _fetch_once(run_dir.source / name, copy)
    return str(folder)


def fresh_source_folder(run_dir: RunDir) -> str:
    """The folder where a source may note what it finds, before there is a plan."""
    if isinstance(run_dir.source, Path):
        return str(run_dir.source)
    remove_tree(run_dir.scratch / _SOURCE)  # of a run that lived here before
    return str(run_dir.scratch / _SOURCE)


def keep_source(run_dir: RunDir, folder: str) -> None:
    """Have what the source noted in `folder` lie in the run directory."""
    if not isinstance(run_dir.source, Path):
        for name in files_below(folder):
            copy_file(Path(folder, name), run_dir.source / name)


def _fetch_once(file: Place, copy: Path) -> None:
    """Fetch `file`; of several processes on this machine one does, the others wait for it."""
    while (lock := taken_lock(copy.with_name(f".{copy.name}.lock"))) is None:
        time.sleep(_WAIT_S)
    try:
        if not copy.exists() or copy.stat().st_size != size_of(file):
            copy_file(file, copy)
    finally:
        lock.release()
