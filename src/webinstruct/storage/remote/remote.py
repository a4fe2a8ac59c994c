"""The door of the room: streams of files on servers, at one pace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import BinaryIO, cast

from webinstruct.storage.files import opened
from webinstruct.storage.remote.attempts import Attempts
from webinstruct.storage.remote.cache import CachedFile, place_in
from webinstruct.storage.remote.manners import Manners, Server
from webinstruct.storage.remote.pace import Pace
from webinstruct.storage.remote.range_file import RangeFile
from webinstruct.storage.remote.stream import RemoteStream

__all__ = ["Remote", "is_remote"]

_HTTP = ("http://", "https://")
_S3 = ("s3://", "s3a://")


def is_remote(path: str) -> bool:
    """Whether `path` is on a server that this room reads from.

    >>> is_remote("https://host/x.warc.gz"), is_remote("crawl/x.warc.gz")
    (True, False)
    """
    return path.startswith((*_HTTP, *_S3))


class Remote:
    """Files on servers, read with these manners; all who name the same `folder` keep one pace ("": this one alone)."""

    def __init__(self, manners: Manners, folder: str = "") -> None:
        self._manners = manners
        self._pace = Pace(manners.requests_per_s, folder)

    @contextmanager
    def opened(self, path: str, name: str = "") -> Iterator[BinaryIO]:
        """The file `path` for reading from its start to its end; a local one too.

        Where the manners name a cache, the file is fetched whole first, unless it is there under `name`.

        Raises:
            InputError: a local file is missing.
            Unreachable: while reading too: the server does not give the file.
        """
        if not is_remote(path):
            with opened(path) as file:
                yield file
            return
        stream = self.stream(path)
        if self._manners.cache:
            place = place_in(self._manners.cache, name or path)
            with CachedFile(stream, place) as cached:
                yield cast(BinaryIO, cached)
            return
        with stream:
            yield cast(BinaryIO, stream)

    def stream(self, path: str, start: int = 0, stop: int | None = None) -> RemoteStream:
        """The bytes [start, stop) of the remote file `path`; nothing is asked before the first is read."""
        server = self._s3 if path.startswith(_S3) else self._http
        return RemoteStream(server, path, Attempts(path, self._manners, self._pace), start, stop)

    @contextmanager
    def part(self, path: str, start: int, stop: int) -> Iterator[BinaryIO]:
        """The bytes [start, stop) of the file `path`, which may be local; there, reading may go on behind them.

        Raises:
            InputError, Unreachable: as `opened`.
        """
        if is_remote(path):
            with self.stream(path, start, stop) as stream:
                yield cast(BinaryIO, stream)
            return
        with opened(path) as file:
            file.seek(start)
            yield file

    @contextmanager
    def random_access(self, path: str) -> Iterator[BinaryIO]:
        """The file `path`, which may be local, to be read here and there.

        Raises:
            InputError, Unreachable: as `opened`; while reading a remote file, OSError.
        """
        with RangeFile(self.stream, path) if is_remote(path) else opened(path) as file:
            yield cast(BinaryIO, file)

    def size(self, path: str) -> int | None:
        """Bytes of the remote file `path`, where its server says so.

        Raises:
            Unreachable: it does not give the file.
        """
        with self.stream(path) as stream:
            stream.read(1)
            return stream.total

    @cached_property
    def _http(self) -> Server:
        from webinstruct.storage.remote.http import HttpServer  # local runs need not wait for its import

        return HttpServer(self._manners.timeout_s)

    @cached_property
    def _s3(self) -> Server:
        from webinstruct.storage.remote.s3 import S3Server

        return S3Server(self._manners.timeout_s)
