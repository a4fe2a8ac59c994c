"""What a store has to keep so that a run may lie in it, tried before the first file of the run is written."""

from __future__ import annotations

import secrets
from pathlib import Path

from webinstruct.core.errors import StorageError
from webinstruct.storage.folders import created, names_in, remove
from webinstruct.storage.place import Place

__all__ = ["check_promises"]


def check_promises(folder: Place) -> None:
    """Raise unless the store of `folder` refuses to create a file that is there, and lists what was just put. Locks
    rest on the first, finding what is done on the second. A folder of a file system does both.

    Raises:
        StorageError: the store does not, or does not answer.
    """
    if isinstance(folder, Path):
        return
    probe = folder / f".probe-{secrets.token_hex(6)}"
    try:
        first, second = created(probe, b"1"), created(probe, b"2")
        is_listed = probe.name in names_in(folder)
    finally:
        remove(probe)
    if second or not first:
        broken = "puts a file over one that is there, although it was asked not to (If-None-Match)"
    elif not is_listed:
        broken = "does not list a file that was just put"
    else:
        return
    raise StorageError(
        f"the store of {folder} {broken}: two workers could write one shard there, or take one for undone. Choose a "
        "--run-dir in a folder or in a store such as Amazon S3; export.path may lie in this one."
    )
