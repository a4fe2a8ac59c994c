"""What kind of file each one is: by its name, and where the name does not say, by its first bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import PurePosixPath

from webinstruct.core.errors import InputError
from webinstruct.storage.files import FileInfo, listed, opened

__all__ = ["Kind", "files_by_kind", "kind_of"]

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
_OTHER_ENDINGS = {
    ".md",
    ".txt",
    ".json",
    ".yaml",
    ".yml",
    ".csv",
    ".cdx",
    ".cdxj",
    ".idx",
    ".log",
    ".css",
    ".js",
}
_KIND_NAMES = "WARC, WET, HTML, Parquet, JSONL; plain or .gz"


def kind_of(path: str) -> Kind | None:
    """The kind of the file `path`, or None if it is none that can be read.

    Raises:
        InputError: the name does not say and the file cannot be opened.
    """
    suffixes = [suffix.lower() for suffix in PurePosixPath(path).suffixes]
    last = [suffix for suffix in suffixes if suffix != ".gz"][-1:]
    if last and last[0] in _ENDINGS:
        return _ENDINGS[last[0]]
    if last and last[0] in _OTHER_ENDINGS:
        return None
    with opened(path) as stream:
        return _kind_of_head(stream.read(_HEAD_BYTES))


def files_by_kind(paths: Iterable[str]) -> tuple[dict[Kind, list[FileInfo]], list[str]]:
    """The files that `paths` name (files, folders, globs), each once, sorted within their kind; and the paths of
    those that are of no kind.

    Raises:
        InputError: nothing is there, or nothing that can be read.
    """
    found: dict[Kind, list[FileInfo]] = {}
    others: list[str] = []
    files = {file.path: file for path in paths for file in listed(path)}
    for path in sorted(files):
        kind = None if PurePosixPath(path).name.startswith(".") else kind_of(path)
        if kind is None:
            others.append(path)
        else:
            found.setdefault(kind, []).append(files[path])
    if not found:
        shown = ", ".join(others[:5])
        raise InputError(f"No file of a known kind among {shown}. Kinds: {_KIND_NAMES}.")
    return found, others


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
