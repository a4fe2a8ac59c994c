"""What is asked of files beside their content, in folders and in stores: is it there, what lies beside it, remove it.

A store has no folders: one is there as long as a file lies below it, and nothing has to be made before a file is put.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from webinstruct.core.errors import StorageError
from webinstruct.storage.files import copy_file
from webinstruct.storage.place import Place, local_path
from webinstruct.storage.store import Entry, content_of, entries_of, entry_of, forget, put, tree_of

__all__ = [
    "content_at",
    "created",
    "entries_in",
    "exists",
    "files_below",
    "files_in",
    "has_files",
    "made_folder",
    "moved",
    "names_in",
    "remove",
    "remove_all",
    "remove_tree",
    "size_of",
    "touched",
]

_GONE_S = 2.0
"""How long a folder that others remove is made again and again."""


def exists(path: Place | str) -> bool:
    """Whether a file is there (in a local folder: or a folder)."""
    local = local_path(path)
    return entry_of(str(path)) is not None if local is None else local.exists()


def content_at(path: Place | str) -> bytes | None:
    """The whole content of a file, or None where there is none: one request."""
    if (local := local_path(path)) is None:
        return content_of(str(path))
    try:
        return local.read_bytes()
    except FileNotFoundError:
        return None


def size_of(path: Place | str) -> int:
    """Bytes of a file.

    Raises:
        FileNotFoundError: it is not there.
    """
    if (local := local_path(path)) is not None:
        return local.stat().st_size
    found = entry_of(str(path))
    if found is None:
        raise FileNotFoundError(str(path))
    return found.size


def names_in(folder: Place | str) -> list[str]:
    """The names in a folder, unsorted; none where there is no folder: one listing, however many they are."""
    if (local := local_path(folder)) is None:
        return [entry.name for entry in entries_of(str(folder))]
    try:
        return os.listdir(local)  # noqa: PTH208 -- a Path for each of 100,000 names takes ten times as long
    except (FileNotFoundError, NotADirectoryError):
        return []


def entries_in(folder: Place | str) -> list[Entry]:
    """The files and folders in a folder, with their times by the clock of whoever keeps them; unsorted."""
    if (local := local_path(folder)) is None:
        return entries_of(str(folder))
    found = []
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(local) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):  # gone since
                at = entry.stat()
                tag = f"{at.st_ino}-{at.st_ctime_ns}"
                found.append(Entry(entry.name, at.st_size, at.st_mtime, tag, entry.is_dir()))
    return found


def has_files(folder: Place | str) -> bool:
    """Whether a file lies below a folder, however deep; temporary ones (.NAME) do not count."""
    if (local := local_path(folder)) is None:
        return bool(tree_of(str(folder)))
    return any(not name.startswith(".") for _, _, names in os.walk(local) for name in names)


def files_in(folder: Place, ending: str) -> list[Place]:
    """The files in a folder whose names end so, sorted."""
    return [folder / name for name in sorted(names_in(folder)) if name.endswith(ending) and name[0] != "."]


def files_below(folder: Place | str) -> list[str]:
    """All files below a folder, however deep, named from there, sorted; temporary ones (.NAME) are left out."""
    if (local := local_path(folder)) is None:
        return [entry.name for entry in tree_of(str(folder))]
    found = []
    for place, _, names in os.walk(local):
        way = os.path.relpath(place, local)
        found += [os.path.normpath(f"{way}/{name}") for name in names if not name.startswith(".")]
    return sorted(found)


def made_folder(folder: Place | str) -> None:
    """Have a folder where that means something."""
    if (local := local_path(folder)) is not None:
        local.mkdir(parents=True, exist_ok=True)


def created(path: Place | str, content: bytes) -> bool:
    """Write a small file that nobody has written yet, whole; False where one is there, whoever was faster.

    Raises:
        StorageError: it cannot be written.
    """
    place = local_path(path)
    if place is None:
        return put(content, str(path), only_new=True)
    try:
        return _linked(place, content)
    except OSError as error:
        raise StorageError(f"{path} could not be written: {error}. Choose another --run-dir.") from error


def _linked(place: Path, content: bytes) -> bool:
    until = time.monotonic() + _GONE_S
    while True:
        try:
            return _linked_once(place, content)
        except FileNotFoundError:  # somebody removed the folder, which was empty for an instant
            if time.monotonic() > until:
                raise


def _linked_once(place: Path, content: bytes) -> bool:
    temporary = place.with_name(f".{place.name}.{secrets.token_hex(6)}.tmp")
    try:
        with suppress(FileExistsError):  # it was there, and was gone when pathlib looked at it: seen below
            place.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        os.link(temporary, place)  # unlike a rename, it fails where the name is taken
    except FileExistsError:  # also what a network file system says whose first answer was lost
        return temporary.stat().st_nlink > 1
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return True


def touched(path: Place) -> None:
    """Have an empty file there, written now by the clock of whoever keeps it; at no time under another name.

    Raises:
        StorageError: it cannot be written.
    """
    if not isinstance(path, Path):
        put(b"", str(path))
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise StorageError(f"{path} could not be written: {error}. Choose another --run-dir.") from error


def moved(path: Place, target: Place) -> None:
    """Have the file `path` lie at `target` instead. In a store it lies in both places for a moment."""
    if isinstance(path, Path) and isinstance(target, Path):
        path.replace(target)
    else:
        copy_file(path, target)
        remove(path)


def remove(path: Place | str) -> None:
    """Have no file there."""
    if (local := local_path(path)) is not None:
        local.unlink(missing_ok=True)
    else:
        forget([str(path)])


def remove_all(paths: Sequence[Place]) -> None:
    """Have no file at any of these, which all lie in one place: in a store a thousand at a time."""
    for path in (path for path in paths if isinstance(path, Path)):
        path.unlink(missing_ok=True)
    forget([str(path) for path in paths if not isinstance(path, Path)])


def remove_tree(folder: Place | str) -> None:
    """Have nothing there or below, as far as we may remove it."""
    if (local := local_path(folder)) is not None:
        shutil.rmtree(local, ignore_errors=True)
    else:
        forget([f"{folder}/{entry.name}" for entry in tree_of(str(folder))])
