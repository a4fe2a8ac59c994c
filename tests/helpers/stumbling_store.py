"""A proxy in front of a store that speaks HTTP: at random, by a seed, it stumbles over requests as networks do."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

__all__ = ["FAULTS", "Stumbling", "stumbling"]

FAULTS = ("error", "slow_down", "late", "slow", "cut", "lost")
"""500; 503 SlowDown; no answer in time; an answer in drops; half an answer; done, but its answer lost."""
_DROPPED = {"connection", "transfer-encoding", "keep-alive"}


class Stumbling:
    """What the proxy does: each request is met by a fault with this probability; `seen` counts requests by what became
    of them, and `asked` by their method. `only` limits faults to requests whose line holds this word; `ignored` is a
    header of requests that the store never sees."""

    def __init__(self, target: str, share: float, seed: int, late_s: float) -> None:
        self.host, self.port = urlsplit(target).hostname or "", urlsplit(target).port or 0
        self.share = share
        self.faults: tuple[str, ...] = FAULTS
        self.only = ""
        self.ignored = ""
        self.late_s = late_s
        self.seen: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._turn = threading.Lock()

    def fault(self, line: str) -> str:
        """What becomes of the next request; empty: nothing."""
        with self._turn:
            self.asked[line.partition(" ")[0]] += 1
            is_met = self.only in line and self._random.random() < self.share
            chosen = self._random.choice(self.faults) if is_met else ""
            self.seen[chosen or "well"] += 1
            return chosen


@contextmanager
def stumbling(target: str, share: float = 0.0, seed: int = 0, late_s: float = 3.0) -> Iterator[Stumbling]:
    """A proxy to the server at `target`; meanwhile the environment names it as the store, with short waits."""
    state = Stumbling(target, share, seed, late_s)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    waits = '{"connect_timeout": 2, "read_timeout": 2, "retries": {"total_max_attempts": 1}}'
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_address[1]}")
        patch.setenv("FSSPEC_S3", f'{{"config_kwargs": {waits}}}')
        yield state
    server.shutdown()
    server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is gone is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: Stumbling

    def _pass_on(self) -> None:
        body = self._body()
        fault = self.state.fault(self.requestline)
        if fault == "error":
            self._say(500, b"<Error><Code>InternalError</Code><Message>stumbled</Message></Error>")
        elif fault == "slow_down":
            self._say(503, b"<Error><Code>SlowDown</Code><Message>Reduce your request rate</Message></Error>")
        elif fault == "late":
            time.sleep(self.state.late_s)
            self.close_connection = True
        else:
            self._answer(body, fault)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on  # noqa: N815 -- http.server's names

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, body: bytes, fault: str) -> None:
        upstream = http.client.HTTPConnection(self.state.host, self.state.port, timeout=30)
        dropped = {*_DROPPED, self.state.ignored}
        headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
        headers["Content-Length"] = str(len(body))
        upstream.request(self.command, self.path, body or None, headers)
        response = upstream.getresponse()
        content = response.read()
        upstream.close()
        if fault == "lost":
            self.close_connection = True
            return
        self.send_response_only(response.status, response.reason)
        for name, value in response.getheaders():
            if name.lower() not in _DROPPED and not (
                name.lower() == "content-length" and self.command != "HEAD"
            ):
                self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self._send(b"" if self.command == "HEAD" else content, fault)

    def _send(self, content: bytes, fault: str) -> None:
        with suppress(OSError):
            if fault == "cut" and content:
                self.wfile.write(content[: len(content) // 2])
                self.close_connection = True
            elif fault == "slow":
                for start in range(0, len(content), max(1, len(content) // 4 + 1)):
                    self.wfile.write(content[start : start + max(1, len(content) // 4 + 1)])
                    time.sleep(0.05)
            else:
                self.wfile.write(content)

    def _say(self, status: int, content: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(0 if self.command == "HEAD" else len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- http.server's name
        """Nothing is printed."""
