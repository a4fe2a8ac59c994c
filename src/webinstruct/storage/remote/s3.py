"""Files in S3 and stores that speak like it: one GET each, as long as nothing breaks."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from typing import Any

from fsspec.asyn import sync

from webinstruct.core.errors import MissingExtra
from webinstruct.storage.remote.answers import answer_of, range_headers
from webinstruct.storage.remote.manners import Answer, Hopeless, TryLater

__all__ = ["S3Server"]

_FORBIDDEN, _CHANGED = 403, 412


class S3Server:
    """Buckets, with the credentials and the endpoint that the environment names for AWS; `timeout_s` seconds without a
    byte are a broken connection.

    Raises:
        MissingExtra: once a file is asked for, where s3fs is not installed.
    """

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s

    def body(self, path: str, start: int, stop: int | None, tag: str) -> S3Body:
        """The bytes [start, stop) of the object `path`; one request."""
        bucket, _, key = path.partition("://")[2].partition("/")
        asked = {"Bucket": bucket, "Key": key, "Range": range_headers(start, stop, "")["Range"]}
        if tag:
            asked["IfMatch"] = tag
        store = self._store
        try:
            found = store.call_s3("get_object", **asked)
        except _faults() as error:
            return S3Body(store, None, _answer_in(error, start))
        return S3Body(store, found["Body"], answer_of(*_head(found), start, time.time()))

    @cached_property
    def _store(self) -> Any:
        """s3fs, without the tries of its own and of its library, which would not keep to our pace."""
        try:
            s3fs = import_module("s3fs")
        except ImportError as error:
            raise MissingExtra(
                "s3:// needs a package that is not installed (s3fs). Next: pip install 'webinstruct[s3]'"
            ) from error
        config = {
            "connect_timeout": self._timeout_s,
            "read_timeout": self._timeout_s,
            "retries": {"total_max_attempts": 1},
        }
        store = s3fs.S3FileSystem(config_kwargs=config, skip_instance_cache=True)
        store.retries = 1
        return store


class S3Body:
    """The stream of an object, read from outside its event loop; None has no bytes."""

    def __init__(self, store: Any, stream: Any, answer: Answer) -> None:
        self.answer = answer
        self._store = store
        self._stream = stream

    def read(self, most: int) -> bytes:
        """The next bytes, at most `most`; none at the end.

        Raises:
            TryLater: the connection broke, or nothing came for too long.
        """
        if self._stream is None:
            return b""
        try:
            return bytes(sync(self._store.loop, self._stream.read, most))
        except _faults() as error:
            raise _later(error) from error

    def close(self) -> None:
        """Let go of the connection."""
        if self._stream is not None:
            self._stream.close()


def _faults() -> tuple[type[Exception], ...]:
    """What s3fs and the libraries below it raise."""
    boto = import_module("botocore.exceptions")
    return OSError, boto.BotoCoreError, import_module("aiohttp").ClientError


def _answer_in(error: Exception, asked: int) -> Answer:
    """What the server said that was raised as an error: there are no bytes from `asked` on, if nothing worse.

    Raises:
        TryLater, Hopeless: something worse.
    """
    if type(error).__name__ == "NoCredentialsError":
        raise Hopeless("there are no AWS credentials; see aws configure, or use https://") from error
    status, headers = _head(getattr(error.__cause__, "response", None) or {})
    if status == _CHANGED:
        raise Hopeless("the file has changed while it was read") from error
    if status == _FORBIDDEN:
        raise Hopeless(f"HTTP 403: {str(error)[:200]}") from error
    if not status:
        raise _later(error) from error
    return answer_of(status, headers, asked, time.time())


def _later(error: Exception) -> TryLater:
    return TryLater(f"{str(error)[:200]} ({type(error).__name__})")


def _head(found: Mapping[str, Any]) -> tuple[int, Mapping[str, str]]:
    """Status and header fields of a response as botocore tells them; 0 without one."""
    about = found.get("ResponseMetadata", {})
    return int(about.get("HTTPStatusCode", 0)), about.get("HTTPHeaders", {})
