"""A real HTTP server on 127.0.0.1 that gives files and ranges of them, and misbehaves as a test tells it."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

__all__ = ["CrawlServer", "Fetch", "Trouble"]

_LINGER_0 = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request as it came in: its place among all, how often its file has been asked for, from which byte, when, and
    from which port of the client."""

    number: int
    times: int
    path: str
    start: int
    at: float
    headers: Mapping[str, str]
    connection: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong with one answer; nothing by default."""

    status: int = 0
    """Another status than the right one, with an empty body."""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """So many bytes of the body are sent, then the connection is reset."""
    ends_after: int | None = None
    """So many bytes of the body are sent, then the connection is closed in good order."""
    stalls_after: int | None = None
    """So many bytes of the body are sent, then nothing."""
    more_claimed: int = 0
    """How many bytes more (or fewer) than there are Content-Length says."""
    ignores_range: bool = False
    damaged_at: int | None = None
    """The byte of the file at this offset is sent as another one."""
    tag: str = '"1"'


class CrawlServer:
    """Gives `files` by path; `behave` says for each request what goes wrong. A context."""

    def __init__(
        self, files: Mapping[str, bytes], behave: Callable[[Fetch], Trouble] = lambda _: Trouble()
    ) -> None:
        self.files = dict(files)
        self.behave = behave
        self.fetches: list[Fetch] = []
        self.most_in_flight = 0
        self._in_flight = 0
        self._times: dict[str, int] = {}
        self._turn = threading.Lock()
        self._over = threading.Event()

    @property
    def url(self) -> str:
        """The address, with a slash at its end."""
        return f"http://127.0.0.1:{self._port}/"

    def __enter__(self) -> Self:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server._serve(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the library's word
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # clients go away in the middle, as they should

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, mistake: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def asked_for(self, path: str) -> list[Fetch]:
        """The requests for one file, in order."""
        return [fetch for fetch in self.fetches if fetch.path == path]

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        fetch = self._noted(request)
        try:
            trouble = self.behave(fetch)
            content = self.files.get(fetch.path)
            if trouble.status or content is None:
                _send_head(request, trouble.status or 404, {"Content-Length": "0", **trouble.headers})
            else:
                self._send(request, fetch, trouble, content)
        finally:
            with self._turn:
                self._in_flight -= 1

    def _noted(self, request: BaseHTTPRequestHandler) -> Fetch:
        path = request.path.lstrip("/")
        headers = {name.lower(): value for name, value in request.headers.items()}
        first, _, last = headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")
        start = int(first) if first else max(0, len(self.files.get(path, b"")) - int(last))
        with self._turn:
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
            self._times[path] = self._times.get(path, 0) + 1
            place, times, port = len(self.fetches), self._times[path], request.client_address[1]
            fetch = Fetch(place, times, path, start, time.monotonic(), headers, port)
            self.fetches.append(fetch)
        return fetch

    def _send(self, request: BaseHTTPRequestHandler, fetch: Fetch, trouble: Trouble, content: bytes) -> None:
        asked = fetch.headers.get("range")
        only_if = fetch.headers.get("if-range", trouble.tag)
        is_part = asked is not None and not trouble.ignores_range and only_if == trouble.tag
        fields = {"ETag": trouble.tag, "Accept-Ranges": "bytes", **trouble.headers}
        start = fetch.start if is_part else 0
        if is_part and start >= len(content):
            fields |= {"Content-Range": f"bytes */{len(content)}", "Content-Length": "0"}
            _send_head(request, 416, fields)
            return
        stop = _stop(asked, len(content)) if is_part else len(content)
        body = bytearray(content[start:stop])
        if trouble.damaged_at is not None and start <= trouble.damaged_at < stop:
            body[trouble.damaged_at - start] ^= 0xFF
        fields = {"Content-Length": str(len(body) + trouble.more_claimed), **fields}
        if is_part:
            fields = {"Content-Range": f"bytes {start}-{stop - 1}/{len(content)}", **fields}
        _send_head(request, 206 if is_part else 200, fields)
        self._send_body(request, trouble, bytes(body))

    def _send_body(self, request: BaseHTTPRequestHandler, trouble: Trouble, body: bytes) -> None:
        ends = (trouble.cut_after, trouble.ends_after, trouble.stalls_after)
        count = next((end for end in ends if end is not None), len(body))
        request.wfile.write(body[:count])
        request.wfile.flush()
        if trouble.stalls_after is not None:
            self._over.wait(30)
        if trouble.cut_after is not None:
            time.sleep(0.02)  # a reset throws away what the client has not read yet
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_0)
        if count != len(body) or trouble.more_claimed or any(end is not None for end in ends):
            request.close_connection = True


def _stop(asked: str | None, size: int) -> int:
    first, _, last = (asked or "").removeprefix("bytes=").partition("-")
    return min(int(last) + 1, size) if first and last else size


def _send_head(request: BaseHTTPRequestHandler, status: int, fields: Mapping[str, str]) -> None:
    request.send_response(status)
    for name, value in fields.items():
        request.send_header(name, value)
    request.end_headers()
