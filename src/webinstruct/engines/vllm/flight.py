"""One stream through vLLM's synchronous engine.

Three threads: the feeder pulls requests and makes token ids of them; the pilot hands them to the engine and steps it;
the caller's yields replies. Only the pilot touches the engine. A step waits for the engine's core, and waits for ever
once the core was killed: the caller's thread looks after the core meanwhile, and leaves a pilot that hangs behind.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from webinstruct.core.errors import EngineDied
from webinstruct.engines.protocol import Refusal, Refused, Reply, Request

__all__ = ["Prepared", "Stepped", "flown"]

_LOOK_S = 0.5
"""How often the caller's thread looks whether the core lives while no reply comes."""
_GRACE_S = 5.0
"""How long the threads may take to end."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request as the engine takes it."""

    id: str
    prompt: Any
    params: Any


class Stepped(Protocol):
    """vLLM's synchronous engine, as far as it is used here."""

    def add_request(self, request_id: str, prompt: Any, params: Any) -> Any:
        """Let a request wait for its turn."""

    def step(self) -> Sequence[Any]:
        """What has finished, waited for."""

    def abort_request(self, request_ids: list[str]) -> None:
        """Forget requests."""


def flown(
    engine: Stepped,
    requests: Iterable[Request],
    prepared: Callable[[Request], Prepared | Refusal],
    answer_of: Callable[[str, Any], Reply],
    bound: int,
    trouble: Callable[[], str],
) -> Iterator[Reply]:
    """The reply to each of `requests` as it comes; at most `bound` of them are in flight.

    `answer_of(id, output)` reads a finished output; `trouble()` says what ails the core, "" while it lives. Closing the
    iterator abandons what is in flight.

    Raises:
        EngineDied: the core is gone, or a step failed.
    """
    flight = _Flight(engine, prepared, answer_of, bound)
    feeder = threading.Thread(target=flight.feed, args=(iter(requests),), name="vllm feeder", daemon=True)
    pilot = threading.Thread(target=flight.steer, name="vllm pilot", daemon=True)
    feeder.start()
    pilot.start()
    try:
        yield from flight.replies(trouble)
    finally:
        flight.close()
        for thread in (feeder, pilot):
            _joined(thread, trouble)


def _joined(thread: threading.Thread, trouble: Callable[[], str]) -> None:
    """Wait until `thread` ends; not for one that hangs on a core that is gone, or on a source of requests."""
    waited = 0.0
    while thread.is_alive() and waited < _GRACE_S and not trouble():
        thread.join(_LOOK_S)
        waited += _LOOK_S


class _Flight:
    def __init__(
        self,
        engine: Stepped,
        prepared: Callable[[Request], Prepared | Refusal],
        answer_of: Callable[[str, Any], Reply],
        bound: int,
    ) -> None:
        self._engine = engine
        self._prepared = prepared
        self._answer_of = answer_of
        self._slots = threading.Semaphore(bound)
        self._ready: queue.SimpleQueue[Prepared | None] = queue.SimpleQueue()  # None: no more will come
        self._out: queue.SimpleQueue[Reply | BaseException | None] = queue.SimpleQueue()  # None: all is said
        self._in_flight: dict[str, str] = {}  # the engine's id of a request to ours
        self._is_closed = False
        self._mark = uuid4().hex[:12]  # ids of an earlier stream may still be on their way out

    def feed(self, requests: Iterator[Request]) -> None:
        """The feeder's life."""
        try:
            while self._has_slot():
                request = next(requests, None)
                if request is None or self._is_closed:
                    break
                made = self._prepared(request)
                if isinstance(made, Refusal):
                    self._out.put(made)
                else:
                    self._ready.put(made)
        except BaseException as error:  # of whoever gives the requests: raised where replies are awaited
            self._out.put(error)
        self._ready.put(None)

    def steer(self) -> None:
        """The pilot's life."""
        try:
            while self._took_in() and not self._is_closed:
                for output in self._engine.step():
                    if output.finished and (name := self._in_flight.pop(output.request_id, None)) is not None:
                        self._out.put(self._answer_of(name, output))
            if self._is_closed and self._in_flight:
                self._engine.abort_request(list(self._in_flight))
            self._out.put(None)
        except BaseException as error:  # the border of vLLM: a failed step is the engine's death
            self._out.put(EngineDied(f"vLLM broke off: {type(error).__name__}: {error}."))

    def replies(self, trouble: Callable[[], str]) -> Iterator[Reply]:
        """What comes out, until all is said."""
        while True:
            try:
                reply = self._out.get(timeout=_LOOK_S)
            except queue.Empty:
                if found := trouble():
                    raise EngineDied(found) from None
                continue
            if reply is None:
                return
            if isinstance(reply, EngineDied):
                raise EngineDied(trouble() or str(reply)) from reply
            if isinstance(reply, BaseException):
                raise reply
            self._slots.release()
            yield reply

    def close(self) -> None:
        """Nothing more is wanted."""
        self._is_closed = True
        self._slots.release()
        self._ready.put(None)

    def _has_slot(self) -> bool:
        self._slots.acquire()
        return not self._is_closed

    def _took_in(self) -> bool:
        """Hand the engine all that is ready, waited for where nothing is in flight; false at the end."""
        with suppress(queue.Empty):
            while True:
                made = self._ready.get(block=not self._in_flight)
                if made is None:
                    self._ready.put(None)  # stays, for the next look
                    break
                self._add(made)
        return bool(self._in_flight)

    def _add(self, made: Prepared) -> None:
        try:
            self._engine.add_request(f"{self._mark}-{made.id}", made.prompt, made.params)
        except Exception as error:  # vLLM's judgement on one request has many types; its own death has one
            if type(error).__name__ == "EngineDeadError":
                raise
            self._out.put(Refusal(made.id, Refused.BAD_REQUEST, f"vLLM does not take it: {error}"))
            return
        self._in_flight[f"{self._mark}-{made.id}"] = made.id
