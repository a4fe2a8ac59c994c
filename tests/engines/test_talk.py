"""Conversations of many rows with engines: every row settled once, nothing read ahead without bound."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pytest

from tests.helpers.engines import Backwards, Scripted
from webinstruct.core.errors import EngineDied, EngineRefused, RunnerError
from webinstruct.core.stage import Note, Numbered, Quarantined, Settled
from webinstruct.core.table import Row
from webinstruct.engines.protocol import Answer, Refusal, Reply, Request
from webinstruct.engines.talk import Talk, settled


def _request(text: str, engine: str = "") -> Request:
    return Request("", ({"role": "user", "content": text},), 8, engine=engine)


def _echo(row: Row) -> Talk:
    (reply,) = yield [_request(row["text"])]
    return [{"said": reply.text if isinstance(reply, Answer) else reply.reason}]


def _rows(count: int) -> Iterator[Numbered]:
    return (Numbered(number, {"text": f"row {number}"}) for number in range(count))


def _says_content(request: Request) -> str:
    return request.messages[-1]["content"]


def _kept(found: Iterable[Settled]) -> dict[int, Any]:
    return {number: verdicts[0] for number, verdicts in found}


def test_every_row_gets_the_answer_to_its_own_question() -> None:
    found = _kept(settled({"": Backwards(_says_content, 7)}, _rows(100), _echo, 5))
    assert found == {number: {"said": f"row {number}"} for number in range(100)}


def test_rows_that_ask_nothing_are_settled_while_the_engine_is_at_work() -> None:
    def talk(row: Row) -> Talk:
        if row["text"] != "row 3":
            return [dict(row)]
        yield [_request("only this")]
        return [{"asked": True}]

    seen = [number for number, _ in settled({"": Scripted(_says_content)}, _rows(10), talk, 5)]
    assert sorted(seen) == list(range(10))


def test_a_conversation_may_ask_again() -> None:
    def talk(row: Row) -> Talk:
        first, second = yield [_request("a"), _request("b")]
        (third,) = yield [_request("c")]
        assert isinstance(first, Answer)
        assert isinstance(second, Answer)
        assert isinstance(third, Answer)
        return [{"said": first.text + second.text + third.text}]

    found = _kept(settled({"": Backwards(_says_content, 3)}, _rows(20), talk, 5))
    assert found == {number: {"said": "abc"} for number in range(20)}


def test_each_engine_is_asked_what_is_meant_for_it() -> None:
    def talk(row: Row) -> Talk:
        yield [_request("x", "left"), _request("y", "right")]
        return [{}]

    engines = {"left": Scripted(_says_content), "right": Backwards(_says_content, 4)}
    assert len(_kept(settled(engines, _rows(30), talk, 5))) == 30
    assert {request.messages[0]["content"] for request in engines["left"].asked} == {"x"}
    assert {request.messages[0]["content"] for request in engines["right"].asked} == {"y"}


def test_tokens_are_noted_with_the_row() -> None:
    ((_, verdicts),) = settled({"": Scripted(lambda _: "one two three")}, _rows(1), _echo, 5)
    assert Note("llm_requests", 1) in verdicts
    assert Note("llm_prompt_tokens", 2) in verdicts
    assert Note("llm_output_tokens", 3) in verdicts


def test_a_fault_in_one_conversation_stops_only_its_row() -> None:
    def talk(row: Row) -> Talk:
        yield [_request(row["text"])]
        if row["text"] == "row 2":
            raise ValueError("bad luck")
        return [{}]

    found = _kept(settled({"": Scripted(_says_content)}, _rows(5), talk, 5))
    assert found.pop(2) == Quarantined("stage_error", "ValueError: bad luck")
    assert found == {number: {} for number in [0, 1, 3, 4]}


def test_rows_are_not_read_far_ahead_of_the_engine() -> None:
    read = 0

    def counted() -> Iterator[Numbered]:
        nonlocal read
        for row in _rows(10_000):
            read += 1
            yield row

    stream = settled({"": Scripted(_says_content)}, counted(), _echo, 5)
    assert len(list(islice(stream, 50))) == 50
    del stream
    assert read < 250


def test_an_engine_that_dies_is_heard_of() -> None:
    class Dying:
        def identity(self) -> dict[str, str]:
            return {}

        def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
            next(iter(requests))
            raise EngineDied("out of memory")
            yield

    with pytest.raises(EngineDied, match="out of memory"):
        list(settled({"": Dying()}, _rows(5), _echo, 5))


def test_an_engine_that_refuses_is_heard_of_among_rows_that_need_none() -> None:
    class Refusing(Scripted):
        def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
            next(iter(requests))
            raise EngineRefused("the budget is spent")
            yield

    def talk(row: Row) -> Talk:
        if row["text"] == "row 0":
            yield [_request("only this")]
        time.sleep(0.001)
        return [dict(row)]

    seen: list[Settled] = []
    with pytest.raises(EngineRefused, match="budget"):
        seen.extend(settled({"": Refusing(_says_content)}, _rows(5_000), talk, 5))
    assert len(seen) < 1_000


def test_an_engine_that_dies_is_heard_of_while_another_hangs() -> None:
    is_over = threading.Event()

    class Hanging(Scripted):
        def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
            next(iter(requests))
            is_over.wait(30)
            yield from ()

    class Dying(Scripted):
        def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
            next(iter(requests))
            raise EngineDied("out of memory")
            yield

    def talk(row: Row) -> Talk:
        yield [_request("x", "left"), _request("y", "right")]
        return [{}]

    began = time.monotonic()
    with pytest.raises(EngineDied, match="out of memory"):
        list(settled({"left": Hanging(_says_content), "right": Dying(_says_content)}, _rows(5), talk, 5))
    is_over.set()
    assert time.monotonic() - began < 20


def test_a_request_that_an_engine_forgets_is_refused() -> None:
    class Forgetful(Scripted):
        def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
            yield from super().stream(r for r in requests if r.messages[0]["content"] != "row 1")

    found = _kept(settled({"": Forgetful(_says_content)}, _rows(3), _echo, 5))
    assert found[1] == {"said": "no_answer"}


def test_an_engine_that_answers_twice_is_stopped() -> None:
    class Double(Scripted):
        def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
            for reply in super().stream(requests):
                yield reply
                yield reply

    with pytest.raises(RunnerError, match="answered"):
        list(settled({"": Double(_says_content)}, _rows(3), _echo, 5))


def test_a_refusal_is_a_reply_like_another() -> None:
    engine = Scripted(lambda request: Refusal(request.id, "filtered"))
    assert _kept(settled({"": engine}, _rows(2), _echo, 5)) == {
        number: {"said": "filtered"} for number in [0, 1]
    }


def test_no_thread_is_left_behind() -> None:
    list(settled({"": Scripted(_says_content)}, _rows(3), _echo, 5))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("engine")]
