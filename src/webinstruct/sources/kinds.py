"""What kind of file each one is: by its name, and where the name does not say, by its first bytes."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path, PurePosixPath

from webinstruct.core.errors import InputError
from webinstruct.storage.files import FileInfo, listed, opened, resolved
from webinstruct.storage.remote import Remote

__all__ = ["Kind", "files_by_kind", "kind_of"]

_LOG = logging.getLogger(__name__)
_HEAD_BYTES = 512
_ROUNDS = 2


class Kind(StrEnum):
    """The kinds of files that can be read."""

    WARC = "warc"
    HTML = "html"
    PARQUET = "parquet"
    JSONL = "jsonl"


_ENDINGS: Mapping[str, Kind] = {
    ".warc": Kind.WARC,
    ".wet": Kind.WARC,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".parquet": Kind.PARQUET,
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
}
_OTHER_ENDINGS = {".md", ".txt", ".yaml", ".yml", ".csv", ".cdx", ".cdxj", ".idx", ".log", ".css", ".js"}
_ONLY_IF_NAMED = {".json"}  # JSON Lines to some, an index or a config to others
_GLOB_SIGNS = "*?["
_HTTP = ("http://", "https://")
_KIND_NAMES = "WARC, WET, HTML, Parquet, JSONL; plain or .gz"


def kind_of(path: str) -> Kind | None:
    """The kind of the file `path`, or None if it is none that can be read.

    Raises:
        InputError: the name does not say and the file cannot be opened.
    """
    ending = _ending(path)
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    if ending in _OTHER_ENDINGS:
        return None
    with opened(path) as stream:
        return _kind_of_head(stream.read(_HEAD_BYTES))


def files_by_kind(paths: Sequence[str], remote: Remote | None = None) -> dict[Kind, list[FileInfo]]:
    """The files that `paths` name (files, folders, globs), each once, sorted within their kind; of single WARC files on
    HTTP servers `remote` tells the size.

    A folder's files of other kinds are passed over; those whose ending is no known one are named in the log.

    Raises:
        InputError: nothing is there, or nothing that can be read.
    """
    found: dict[Kind, dict[str, FileInfo]] = {}
    others: list[str] = []
    for path in paths:
        for file in _listed(path, remote):
            is_named = file.path == resolved(path) or any(sign in path for sign in _GLOB_SIGNS)
            kind = kind_of(file.path) if is_named or not _is_aside(file.path) else None
            if kind is None:
                others.append(file.path)
            else:
                found.setdefault(kind, {})[file.path] = file
    if not found:
        raise _nothing_readable(paths, others)
    unknown = [path for path in others if not _is_aside(path) and _ending(path) not in _OTHER_ENDINGS]
    if unknown:
        _LOG.warning("%d files are of no kind that is read and passed over, as %s", len(unknown), unknown[0])
    return {kind: [files[path] for path in sorted(files)] for kind, files in found.items()}


def _listed(path: str, remote: Remote | None) -> list[FileInfo]:
    """The files at `path`; none in an existing folder without any."""
    if remote and path.startswith(_HTTP) and _ENDINGS.get(_ending(path)) is Kind.WARC:
        return [FileInfo(path, remote.size(path) or 0)]
    try:
        return listed(path)
    except InputError:
        place = Path(resolved(path))
        if place.is_dir() and not any(inner.is_file() for inner in place.rglob("*")):
            return []
        raise


def _nothing_readable(paths: Sequence[str], others: Sequence[str]) -> InputError:
    what = "holds" if len(paths) == 1 and Path(resolved(paths[0])).is_dir() else "is"
    no = "no WARC, HTML, Parquet or JSONL file"
    there = f", only {', '.join(others[:5])}" if others else ""
    return InputError(f"{', '.join(paths)} {what} {no}{there}. Kinds: {_KIND_NAMES}.")


def _ending(path: str) -> str:
    """The last ending of a file's name in lower case, .gz aside."""
    endings = [ending.lower() for ending in PurePosixPath(path).suffixes]
    return next((ending for ending in reversed(endings) if ending != ".gz"), "")


def _is_aside(path: str) -> bool:
    """Whether a file in a folder is not meant as input, as far as its name tells."""
    return PurePosixPath(path).name.startswith((".", "_")) or _ending(path) in _ONLY_IF_NAMED


def _kind_of_head(head: bytes) -> Kind | None:
    for _ in range(_ROUNDS):
        if not head.startswith(b"\x1f\x8b"):
            break
        try:
            head = zlib.decompressobj(31).decompress(head, _HEAD_BYTES)
        except zlib.error:
            return None
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(b"WARC/"):
        return Kind.WARC
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return Kind.JSONL
    return Kind.HTML if start[:1] == b"<" else None
