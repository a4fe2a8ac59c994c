"""Whole files of servers, kept in a folder for the next time."""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import urlsplit

from webinstruct.storage.files import whole_file
from webinstruct.storage.locks import taken_lock
from webinstruct.storage.remote.stream import RemoteStream

__all__ = ["CachedFile", "place_in"]

_PIECE_BYTES = 1 << 20
_NAP_S = 0.2


def place_in(cache: str, name: str) -> Path:
    """Where in the folder `cache` the file of that name (a path, or a URL) is kept.

    >>> place_in("/cache", "https://host/a/../b.warc.gz").as_posix()
    '/cache/host/a/%2E%2E/b.warc.gz'
    >>> place_in("/cache", "https://host/get?file=a/b").as_posix()
    '/cache/host/get%3Ffile=a%2Fb'
    """
    parts = urlsplit(name)
    words = [parts.netloc, *parts.path.split("/")]
    if parts.query:
        words[-1] += "%3F" + parts.query.replace("/", "%2F")
    safe = (word.replace(".", "%2E") if word in (".", "..") else word for word in words if word)
    return Path(cache).expanduser().joinpath(*safe)


class CachedFile:
    """The file of `stream` at the local `place`: fetched when it is first read, by one process for all."""

    def __init__(self, stream: RemoteStream, place: Path) -> None:
        self._stream = stream
        self._place = place
        self._file: BinaryIO | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; none at the end.

        Raises:
            Unreachable: the file had to be fetched and does not come.
            StorageError: it cannot be kept.
        """
        if self._file is None:
            self._file = self._fetched()
        return self._file.read(size)

    def read_again_from(self, offset: int) -> None:
        """Throw the file away, fetch it anew and go to `offset`."""
        self._open.close()
        self._place.unlink(missing_ok=True)
        self._file = self._fetched()
        self._file.seek(offset)

    def _fetched(self) -> BinaryIO:
        """The file, opened; once more where another process has thrown it away in between."""
        while True:
            self._stream.read_again_from(0)
            _fetch(self._stream, self._place)
            with suppress(FileNotFoundError):
                file = self._open.enter_context(self._place.open("rb"))
                if not self._place.stat().st_size:
                    self._place.unlink()  # perhaps a slip of the server: the next reader asks again
                return file


def _fetch(stream: RemoteStream, place: Path) -> None:
    """Fetch the file unless it is there; while another process does, wait for that one."""
    lock_path = str(place.with_name(f".{place.name}.lock"))
    while not place.exists():
        lock = taken_lock(lock_path)
        if lock is None:
            time.sleep(_NAP_S)
            continue
        try:
            if not place.exists():
                with stream, whole_file(str(place)) as temporary, Path(temporary).open("wb") as file:
                    while piece := stream.read(_PIECE_BYTES):
                        file.write(piece)
        finally:
            lock.release()
