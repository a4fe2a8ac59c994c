"""Files in S3 and stores that speak like it: one GET each, as long as nothing breaks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from typing import Any

from fsspec.asyn import sync

from webinstruct.core.errors import MissingExtra
from webinstruct.storage.remote.answers import Answer, answer_of, range_headers
from webinstruct.storage.remote.manners import Hopeless, TryLater

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
        with _failures_of(start):
            found = self._store.call_s3("get_object", **asked)
        status, headers = _head(found)
        return S3Body(self._store, found["Body"], answer_of(status, headers, start, time.time()))

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
    """The stream of an object, read from outside its event loop."""

    def __init__(self, store: Any, stream: Any, answer: Answer) -> None:
        self.start, self.total, self.tag = answer
        self._store = store
        self._stream = stream

    def read(self, most: int) -> bytes:
        """The next bytes, at most `most`; none at the end.

        Raises:
            TryLater: the connection broke, or nothing came for too long.
        """
        with _failures_of(self.start):
            return bytes(sync(self._store.loop, self._stream.read, most))

    def close(self) -> None:
        """Let go of the connection."""
        self._stream.close()


@contextmanager
def _failures_of(asked: int) -> Iterator[None]:
    """What goes wrong inside, in our words."""
    boto = import_module("botocore.exceptions")
    faults = (OSError, boto.BotoCoreError, import_module("aiohttp").ClientError)
    try:
        yield
    except boto.NoCredentialsError as error:
        raise Hopeless("there are no AWS credentials; see aws configure, or use https://") from error
    except faults as error:
        status, headers = _head(getattr(error.__cause__, "response", None) or {})
        if status == _CHANGED:
            raise Hopeless("the file has changed while it was read") from error
        if status == _FORBIDDEN:
            raise Hopeless(f"HTTP 403: {str(error)[:200]}") from error
        if status:
            answer_of(status, headers, asked, time.time())
        raise TryLater(f"{str(error)[:200]} ({type(error).__name__})") from error


def _head(found: Mapping[str, Any]) -> tuple[int, Mapping[str, str]]:
    """Status and header fields of a response as botocore tells them; 0 without one."""
    about = found.get("ResponseMetadata", {})
    return int(about.get("HTTPStatusCode", 0)), about.get("HTTPHeaders", {})
