"""Between one thread that has requests and the threads that read engines.

Requests wait in a short line for each engine; an engine's stream pulls from its line and ends only when there are no
rows left and the line is empty. What is then still asked (a second try, say) is the beginning of another stream.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Self

from webinstruct.core.errors import EngineDied, EngineRefused, RunnerError
from webinstruct.engines.protocol import Engine, Refusal, Reply, Request

__all__ = ["Desk"]

_ENOUGH = 16
"""Requests waiting in an engine's line with which it is not hungry."""
_TOO_MANY = 512
"""Requests waiting in one engine's line with which nothing new begins, however hungry another is."""
_GRACE_S = 2.0
"""How long the other engines may take to end once one of them cannot go on: the worker ends, and they with it."""


class Desk:
    """Takes requests, gives replies; a context whose end closes every stream."""

    def __init__(self, engines: Mapping[str, Engine]) -> None:
        self._changed = threading.Condition()
        self._lines: dict[str, deque[Request]] = {name: deque() for name in engines}
        self._replies: deque[Reply] = deque()
        self._has_rows = True
        self._is_closed = False
        self._error: BaseException | None = None
        self._threads = [
            threading.Thread(target=self._read, args=(name, engine), name=f"engine {name}", daemon=True)
            for name, engine in engines.items()
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        grace_s = _GRACE_S if isinstance(error, EngineDied | EngineRefused) else None
        for thread in self._threads:
            thread.join(grace_s)

    @property
    def is_hungry(self) -> bool:
        """Whether an engine could run out of requests, and none has too many; never where there is news of one."""
        if self._replies or self._error is not None:
            return False
        lengths = [len(line) for line in self._lines.values()]
        return min(lengths) < _ENOUGH and max(lengths) < _TOO_MANY

    def put(self, request: Request) -> None:
        """Let `request` wait in the line of its engine."""
        with self._changed:
            self._lines[request.engine].append(request)
            self._changed.notify_all()

    def end_of_rows(self) -> None:
        """Say that nothing new will begin: streams may end when their line is empty."""
        with self._changed:
            self._has_rows = False
            self._changed.notify_all()

    def reply(self, is_hunger_heard: bool) -> Reply | None:
        """The next reply, waited for; None where an engine is hungry first and that is to be heard.

        Raises:
            EngineDied, EngineRefused: what an engine's stream raised.
        """
        with self._changed:
            while not self._replies:
                if self._error is not None:
                    raise self._error
                if is_hunger_heard and self.is_hungry:
                    return None
                self._changed.wait()
            return self._replies.popleft()

    def _read(self, name: str, engine: Engine) -> None:
        """The life of an engine's thread: stream after stream, until the desk closes."""
        try:
            while self._has_come(name):
                asked: set[str] = set()
                for reply in engine.stream(self._pulled(name, asked)):
                    self._hear(reply, name, asked)
                    if self._is_closed:
                        return
                for unanswered in sorted(asked):
                    self._hear(Refusal(unanswered, "no_answer", "the engine's stream ended"), name, asked)
        except BaseException as error:  # the border of an engine: whoever waits for its replies hears of it
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _has_come(self, name: str) -> bool:
        """Wait until a request is in the line; false where the desk closes first."""
        with self._changed:
            self._changed.wait_for(lambda: self._lines[name] or self._is_closed)
            return not self._is_closed

    def _pulled(self, name: str, asked: set[str]) -> Iterator[Request]:
        line = self._lines[name]
        while True:
            with self._changed:
                self._changed.wait_for(lambda: line or self._is_closed or not self._has_rows)
                if self._is_closed or not line:
                    return
                request = line.popleft()
                asked.add(request.id)
                if len(line) < _ENOUGH:
                    self._changed.notify_all()
            yield request

    def _hear(self, reply: Reply, name: str, asked: set[str]) -> None:
        if reply.id not in asked:
            raise RunnerError(
                f"engine '{name}' answered request {reply.id}, which it was not asked or has answered before."
            )
        asked.remove(reply.id)
        with self._changed:
            self._replies.append(reply)
            self._changed.notify_all()
