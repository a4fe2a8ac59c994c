"""A file on a server that is read here and there: each read is a request of its own, the file's end aside."""

from __future__ import annotations

import io
import os
from collections.abc import Callable

from webinstruct.storage.remote.stream import RemoteStream

__all__ = ["RangeFile"]

_TAIL_BYTES = 1 << 18
"""Fetched at first: the footer of a Parquet file, and how long the file is."""


class RangeFile(io.RawIOBase):
    """The remote file `path`, of which `stream_of(path, start, stop)` gives parts."""

    def __init__(self, stream_of: Callable[[str, int, int | None], RemoteStream], path: str) -> None:
        self._stream_of = stream_of
        self._path = path
        with stream_of(path, -_TAIL_BYTES, None) as stream:
            self._tail = stream.read()
            self._size = stream.at
        self._at = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Offset of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a byte; costs nothing."""
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, begin + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, fewer only at the end.

        Raises:
            Unreachable: the server does not give them.
        """
        stop = self._size if size < 0 else min(self._at + size, self._size)
        if self._at >= stop:
            return b""
        tail_start = self._size - len(self._tail)
        if self._at >= tail_start:
            found = self._tail[self._at - tail_start : stop - tail_start]
        else:
            with self._stream_of(self._path, self._at, stop) as stream:
                found = stream.read()
        self._at += len(found)
        return found
