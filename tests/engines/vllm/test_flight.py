"""A stream through a synchronous engine like vLLM's, one that obeys the same calls and can be made to die."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pytest

from webinstruct.core.errors import EngineDied
from webinstruct.engines.protocol import Answer, Refusal, Reply, Request
from webinstruct.engines.vllm.flight import Prepared, flown


@dataclass
class Output:
    """A finished output of vLLM's, as far as it is looked at."""

    request_id: str
    text: str
    finished: bool = True


@dataclass
class Core:
    """Finishes the youngest request at each step; hangs for ever once it is `dead`, as vLLM's does."""

    waiting: list[tuple[str, str]] = field(default_factory=list)
    most: int = 0
    dead: threading.Event = field(default_factory=threading.Event)
    buried: threading.Event = field(default_factory=threading.Event)
    dies_at: int = -1
    fails_at: int = -1
    steps: int = 0
    aborted: list[str] = field(default_factory=list)

    def add_request(self, request_id: str, prompt: Any, params: Any) -> str:
        if prompt == "bad":
            raise ValueError("not this")
        self.waiting.append((request_id, prompt))
        self.most = max(self.most, len(self.waiting))
        return request_id

    def step(self) -> Sequence[Output]:
        self.steps += 1
        if self.steps == self.dies_at:
            self.dead.set()
        if self.steps == self.fails_at:
            raise RuntimeError("no more blocks")
        if self.dead.is_set():
            self.buried.wait()
            raise RuntimeError("The process ended.")
        name, prompt = self.waiting.pop()
        return [Output(name, prompt.upper())]

    def abort_request(self, request_ids: list[str]) -> None:
        self.aborted += request_ids
        self.waiting = [pair for pair in self.waiting if pair[0] not in request_ids]


def _prepared(request: Request) -> Prepared | Refusal:
    text = request.messages[0]["content"]
    return Refusal(request.id, "too_long") if text == "long" else Prepared(request.id, text, None)


def _answer(name: str, output: Output) -> Reply:
    return Answer(name, output.text, "stop", 1, 1)


def _stream(core: Core, texts: Iterator[str] | Sequence[str], bound: int = 8) -> Iterator[Reply]:
    requests = (Request(str(n), ({"role": "user", "content": text},), 8) for n, text in enumerate(texts))
    return flown(
        core, requests, _prepared, _answer, bound, lambda: "The core is gone." if core.dead.is_set() else ""
    )


def test_every_request_gets_its_own_reply() -> None:
    texts = [f"page {n}" for n in range(500)]
    replies = {reply.id: reply for reply in _stream(Core(), texts)}
    assert {name: reply.text for name, reply in replies.items() if isinstance(reply, Answer)} == {
        str(n): text.upper() for n, text in enumerate(texts)
    }


def test_no_more_than_the_bound_is_in_flight() -> None:
    core = Core()
    list(_stream(core, [str(n) for n in range(200)], bound=8))
    assert 1 < core.most <= 8


def test_what_the_engine_does_not_take_is_refused_between_the_others() -> None:
    replies = {reply.id: reply for reply in _stream(Core(), ["a", "bad", "long", "b"])}
    assert [type(replies[str(n)]) for n in range(4)] == [Answer, Refusal, Refusal, Answer]


def test_a_core_that_dies_in_a_step_is_heard_of() -> None:
    core, began = Core(dies_at=5), time.monotonic()
    with pytest.raises(EngineDied, match="The core is gone"):
        list(_stream(core, [str(n) for n in range(50)]))
    assert time.monotonic() - began < 5
    core.buried.set()


def test_a_step_that_fails_is_the_engines_death() -> None:
    with pytest.raises(EngineDied, match="no more blocks"):
        list(_stream(Core(fails_at=5), [str(n) for n in range(50)]))


def test_closing_abandons_what_is_in_flight() -> None:
    core, before = Core(), set(threading.enumerate())
    stream = _stream(core, (str(n) for n in range(10_000)))
    assert len(list(islice(stream, 20))) == 20
    stream.close()  # type: ignore[attr-defined]
    assert core.waiting == []
    assert set(threading.enumerate()) <= before


def test_the_engine_is_fed_while_a_reply_is_being_read() -> None:
    """Whoever reads a reply may take long over it; what is in flight goes on meanwhile."""
    core = Core()
    stream = _stream(core, [str(n) for n in range(8)])
    next(stream)
    time.sleep(0.3)
    assert core.steps == 8
    stream.close()  # type: ignore[attr-defined]
