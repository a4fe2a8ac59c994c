"""A real HTTP server on 127.0.0.1 that speaks the chat protocol, and misbehaves as a test tells it."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

__all__ = ["Asked", "MisbehavingServer", "Response", "completion", "error", "said", "serving"]

_LINGER_0 = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """One chat request as it came in: its place among all, how often this prompt has come, and when."""

    number: int
    times: int
    at: float
    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def prompt(self) -> str:
        """What the last turn says."""
        return str(self.body["messages"][-1]["content"])


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent back, and how it ends: whole, half (too few bytes), reset (the connection), or hang (nothing)."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    ending: Literal["whole", "half", "reset", "hang"] = "whole"


def said(text: str, **choice: Any) -> Response:
    """A good answer with usage."""
    return completion({"message": {"role": "assistant", "content": text}, "finish_reason": "stop", **choice})


def completion(choice: Mapping[str, Any], **facts: Any) -> Response:
    """A chat completion with one choice; `facts` replace parts of it, such as usage=None."""
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 2}}
    plain = {"id": "1", "object": "chat.completion", "choices": [choice], "usage": usage, **facts}
    return Response(body=json.dumps(plain).encode())


def error(status: int, message: str, code: str = "", **headers: str) -> Response:
    """An error in the form of the protocol; retry_after="1" becomes the header."""
    body = json.dumps({"error": {"message": message, "code": code}}).encode()
    return Response(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


class MisbehavingServer:
    """Answers each request with what `behave` makes of it, by default with its own prompt. A context."""

    def __init__(
        self,
        behave: Callable[[Asked], Response] | None = None,
        models: tuple[str, ...] = ("tiny",),
        key: str = "",
        start_page: str = "",
        max_model_len: int = 0,
    ) -> None:
        self.asked: list[Asked] = []
        self.most_in_flight = 0
        self._behave = behave or (lambda asked: said(asked.prompt))
        self._models = models
        self._key = key
        self._start_page = start_page
        self._said = {"max_model_len": max_model_len} if max_model_len else {}
        self._times: dict[str, int] = {}
        self._in_flight = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="server", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The address up to /v1."""
        return f"http://127.0.0.1:{self._port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._started(), self._loop).result()
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, mistake: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._ended(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _started(self) -> asyncio.Server:
        return await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=1 << 24, backlog=1024)

    async def _ended(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._served(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serve one request; whether the connection goes on."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        content = await reader.readexactly(int(headers.get("content-length", "0")))
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)
        try:
            response = self._response(head[0], headers, content)
            await asyncio.sleep(response.delay_s)
            return await _sent(response, writer)
        finally:
            self._in_flight -= 1

    def _response(self, line: str, headers: Mapping[str, str], content: bytes) -> Response:
        given = headers.get("authorization", "").removeprefix("Bearer ")
        if self._key and given != self._key:
            return error(401, f"Incorrect API key provided: {given}. You can find yours in your account.")
        if line.startswith("GET") and self._start_page:
            return Response(body=self._start_page.encode())
        if line.startswith("GET"):
            listed = {"data": [{"id": name, **self._said} for name in self._models]}
            return Response(body=json.dumps(listed).encode())
        body = json.loads(content)
        times = self._times[content.decode()] = self._times.get(content.decode(), 0) + 1
        asked = Asked(len(self.asked), times, time.monotonic(), body, headers)
        self.asked.append(asked)
        return self._behave(asked)


def serving(*responses: Response) -> Callable[[Asked], Response]:
    """A behavior: for each prompt these responses in turn, then its own prompt as the answer."""

    def behave(asked: Asked) -> Response:
        return responses[asked.times - 1] if asked.times <= len(responses) else said(asked.prompt)

    return behave


async def _sent(response: Response, writer: asyncio.StreamWriter) -> bool:
    if response.ending == "hang":
        await asyncio.sleep(3600)
    lines = [f"HTTP/1.1 {response.status} Status", f"Content-Length: {len(response.body)}"]
    kind = "text/html" if response.body.startswith(b"<") else "application/json"
    lines += [f"{name}: {value}" for name, value in {"Content-Type": kind, **response.headers}.items()]
    body = response.body if response.ending == "whole" else response.body[: len(response.body) // 2]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
    await writer.drain()
    if response.ending == "reset":
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_0)
        writer.transport.abort()
    return response.ending == "whole"
