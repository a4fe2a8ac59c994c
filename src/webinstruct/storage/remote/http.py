"""Files on HTTP servers: one GET each, as long as nothing breaks."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from webinstruct.storage.remote.answers import answer_of, range_headers
from webinstruct.storage.remote.manners import Answer, Hopeless, TryLater
from webinstruct.version import __version__

__all__ = ["HttpServer"]

_FAILURES = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)
_BAD_CERTIFICATE = "certificate verify failed"
_MOST_REDIRECTS = 5
_FIELDS = {"User-Agent": f"webinstruct/{__version__}", "Accept-Encoding": "identity"}


class HttpServer:
    """Any HTTP server, or several; `timeout_s` seconds without a byte are a broken connection."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._pools: dict[str, urllib3.PoolManager] = {}

    def body(self, path: str, start: int, stop: int | None, tag: str) -> HttpBody:
        """The bytes [start, stop) of the URL `path`, or more; one request."""
        fields = {**_FIELDS, **range_headers(start, stop, tag)}
        redirects = urllib3.Retry(None, connect=0, read=0, status=0, other=0, redirect=_MOST_REDIRECTS)
        try:
            response = self._pool(path).request(
                "GET", path, headers=fields, preload_content=False, retries=redirects
            )
        except ValueError as error:
            raise Hopeless(f"this is no URL ({error})") from error
        except _FAILURES as error:
            if _BAD_CERTIFICATE in str(error).lower():
                raise Hopeless(_cause(error)) from error
            raise TryLater(_cause(error)) from error
        try:
            found = {name.lower(): value for name, value in response.headers.items()}
            return HttpBody(response, answer_of(response.status, found, start, time.time()))
        except BaseException:
            response.close()
            raise

    def _pool(self, url: str) -> urllib3.PoolManager:
        """Connections to the server of `url`, or to the proxy that the environment names for it."""
        parts = urlsplit(url)
        proxy = "" if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme, "")
        if proxy not in self._pools:
            timeout = urllib3.Timeout(connect=self._timeout_s, read=self._timeout_s)
            through = urllib3.ProxyManager(proxy, timeout=timeout) if proxy else None
            self._pools[proxy] = through or urllib3.PoolManager(timeout=timeout)
        return self._pools[proxy]


class HttpBody:
    """A response's body."""

    def __init__(self, response: urllib3.BaseHTTPResponse, answer: Answer) -> None:
        self.answer = answer
        self._response = response
        self._is_empty = answer.start == answer.total

    def read(self, most: int) -> bytes:
        """The next bytes, as many as are there, at most `most`; none at the end.

        Raises:
            TryLater: the connection broke, or nothing came for too long.
        """
        if self._is_empty:
            return b""  # what comes with a 416 is no part of the file
        try:
            return self._response.read1(most, decode_content=False)
        except _FAILURES as error:
            raise TryLater(_cause(error)) from error

    def close(self) -> None:
        """Let go of the connection; it is used again if all was read."""
        self._response.close() if self._response.length_remaining else self._response.release_conn()


def _cause(error: BaseException) -> str:
    """The sentence at the root of the library's error, with its kind."""
    while isinstance(error, urllib3.exceptions.MaxRetryError) and error.reason:
        error = error.reason
    said = str(error).rpartition("): ")[2] or type(error).__name__
    return f"{said[:200]} ({type(error).__name__})"
