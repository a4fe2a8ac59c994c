"""Files by path: local, or any URL that fsspec knows; `builtin:NAME` is a file that ships with the package.

What is written appears under its final name complete or not at all: on a local disk by a temporary name, fsync and
rename; in an object store by one put, which the store itself makes atomic. `webinstruct.storage.folders` has what is
asked of files beside their content.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files as package_files
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

from webinstruct.core.errors import InputError, StorageError
from webinstruct.storage.place import Place, file_system, is_local
from webinstruct.storage.scratch import own_folder
from webinstruct.storage.store import content_of, entry_of, put, put_file
from webinstruct.storage.store_faults import faults

__all__ = [
    "FileInfo",
    "copy_file",
    "is_local",
    "listed",
    "opened",
    "read_bytes",
    "resolved",
    "sha256_of",
    "whole_file",
    "write_whole",
]

_BUILTIN = "builtin:"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_COPIED_BYTES = 1 << 20
_READ_AT_ONCE = 8 << 20
"""Bytes of a file in a store that is read whole rather than piece by piece."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file and its size in bytes."""

    path: str
    size: int


def resolved(path: str) -> str:
    """`path` with `builtin:` turned into a place inside the installed package, and `~` into the home folder."""
    if path.startswith(_BUILTIN):
        return str(package_files("webinstruct").joinpath("data", path.removeprefix(_BUILTIN)))
    return str(Path(path).expanduser()) if is_local(path) else path


def listed(path: str, suffixes: Sequence[str] = ()) -> list[FileInfo]:
    """The files that `path` names, sorted by path: a file, a folder (with its subfolders) or a glob.

    Only names that end in one of `suffixes` count, unless `path` is the file itself or there are no suffixes.

    Raises:
        InputError: nothing is there.
    """
    place = resolved(path)
    fs, inner = file_system(place)
    try:
        if fs.isfile(inner):
            return [FileInfo(_outer(fs, inner, place), int(fs.size(inner) or 0))]
        pattern = inner if any(sign in inner for sign in "*?[") else None
        found = fs.glob(pattern, detail=True) if pattern else fs.find(inner, detail=True)
    except OSError as error:
        raise InputError(
            f"{path} cannot be listed: {error}. Check the path and your access to it."
        ) from error
    files = [
        FileInfo(_outer(fs, name, place), int(info.get("size") or 0))
        for name, info in sorted(found.items())
        if info["type"] == "file" and (not suffixes or name.lower().endswith(tuple(suffixes)))
    ]
    if not files:
        raise InputError(
            f"No file at {path}{_among(suffixes)}. Check the path; relative ones start from {Path.cwd()}."
        )
    return files


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The file `path` for reading, as bytes.

    Raises:
        InputError: it is missing or may not be read.
    """
    place = resolved(path)
    fs, inner = file_system(place)
    try:
        stream = fs.open(inner, "rb") if is_local(place) else _stream(place, fs, inner)
    except faults() as error:
        said = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read: {said}. Check the path.") from error
    with stream:
        yield cast(BinaryIO, stream)


def read_bytes(path: Place | str) -> bytes:
    """The whole content of the file `path`."""
    place = resolved(str(path))
    if not is_local(place):
        found = content_of(place)
        if found is None:
            raise InputError(f"{path} is not there. Check the path.")
        return found
    with opened(place) as stream:
        return stream.read()


def sha256_of(path: str) -> str:
    """The SHA-256 of the file `path`, as hexadecimal digits."""
    with opened(path) as stream:
        state = hashlib.sha256()
        while piece := stream.read(1 << 20):
            state.update(piece)
    return state.hexdigest()


def write_whole(path: Place | str, content: bytes) -> None:
    """Write `content` to `path`, whole or not at all; several processes may do so at once, and one of them wins.

    On a folder that machines or containers share, two of them may have the same number: names are by chance.
    """
    target = str(path)
    if not is_local(target):
        put(content, target)
        return
    with whole_file(target, f".{secrets.token_hex(6)}") as temporary:
        Path(temporary).write_bytes(content)


@contextmanager
def whole_file(path: Place | str, own: str = "", only_new: bool = False) -> Iterator[str]:
    """A local temporary path to write to; it becomes `path` when the block ends well, and vanishes otherwise.

    The temporary name belongs to the target's name: whoever holds the right to write `path` overwrites what a
    killed predecessor left. Where several may write at once, or one may not know that the right has passed to another,
    `own` tells their temporary names apart. In a store, `only_new` leaves a file that is there already as it is.

    Raises:
        StorageError: the disk is full or the folder may not be written.
    """
    target = str(path)
    try:
        with _local_whole(target, own) if is_local(target) else _remote_whole(target, only_new) as temporary:
            yield temporary
    except OSError as error:
        raise _storage_error(target, error) from error


def copy_file(path: Place | str, target: Place | str) -> None:
    """Have the content of the file `path` at `target` as well, whole or not at all; memory stays small."""
    with opened(str(path)) as source, whole_file(target) as temporary, Path(temporary).open("wb") as file:
        shutil.copyfileobj(source, file, _COPIED_BYTES)


@contextmanager
def _local_whole(path: str, own: str) -> Iterator[str]:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}{own}.tmp")
    try:
        yield str(temporary)
        _synced(temporary)
        temporary.replace(target)
        _synced(target.parent)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _remote_whole(path: str, only_new: bool) -> Iterator[str]:
    temporary = own_folder() / f"{secrets.token_hex(6)}-{path.rsplit('/', 1)[-1]}"
    try:
        yield str(temporary)
        put_file(str(temporary), path, only_new)
    finally:
        temporary.unlink(missing_ok=True)


def _stream(path: str, fs: Any, inner: str) -> BinaryIO:
    """A file in a store: small ones come whole, which takes one request less and no seeking."""
    found = entry_of(path)
    if found is None:
        raise FileNotFoundError("it is not there")
    content = content_of(path) if 0 < found.size <= _READ_AT_ONCE else None
    return cast(BinaryIO, fs.open(inner, "rb")) if content is None else BytesIO(content)


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _storage_error(path: str, error: OSError) -> StorageError:
    if error.errno in _FULL:
        return StorageError(f"No space left to write {path}. Free some space and run the same command again.")
    if error.errno in _FORBIDDEN:
        return StorageError(
            f"{path} may not be written ({error.strerror}). Choose another --run-dir or mend its rights."
        )
    return StorageError(f"{path} could not be written: {error}. Mend that and run the same command again.")


def _outer(fs: Any, name: str, place: str) -> str:
    """The path of a found file as a user would write it: relative where `place` is."""
    if not is_local(place):
        return str(fs.unstrip_protocol(name))
    return os.path.normpath(name) if Path(place).is_absolute() else os.path.relpath(name)


def _among(suffixes: Sequence[str]) -> str:
    return f" with an ending among {', '.join(suffixes)}" if suffixes else ""
