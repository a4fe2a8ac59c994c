"""The engine `openai` in storms and outages: every request gets exactly one reply, and nobody is hammered."""

from __future__ import annotations

import random
import socket
import time
from collections import Counter
from contextlib import closing
from email.utils import formatdate
from pathlib import Path

import pytest

from tests.engines.conformance import request_of
from tests.helpers.misbehaving_server import (
    Asked,
    MisbehavingServer,
    Response,
    completion,
    error,
    said,
)
from tests.helpers.openai_engine import QUICK, opened_openai, replies_of, stop_sentence
from tests.helpers.places import Place
from webinstruct.core.errors import EngineRefused
from webinstruct.engines.openai.endpoints import Patience
from webinstruct.engines.openai.engine import OpenAIEngine
from webinstruct.engines.protocol import Answer, Refusal
from webinstruct.engines.settings import OpenAISettings


@pytest.mark.parametrize("kind", ["seconds", "date"])
def test_retry_after_holds_for_every_request_to_the_address(tmp_path: Path, kind: str) -> None:
    def behave(asked: Asked) -> Response:
        later = "1" if kind == "seconds" else formatdate(time.time() + 2, usegmt=True)
        return error(429, "later", retry_after=later) if asked.number < 8 else said("now")

    with MisbehavingServer(behave) as server:
        replies = replies_of(tmp_path, server, [request_of(number) for number in range(40)])
    assert all(isinstance(reply, Answer) for reply in replies)
    first, ninth = server.asked[0].at, server.asked[8].at
    assert ninth - first > 0.9


def test_after_a_storm_requests_come_back_a_few_at_a_time(tmp_path: Path) -> None:
    moments: list[float] = []

    def behave(asked: Asked) -> Response:
        if asked.number < 64:
            return error(429, "storm", retry_after="0.5")
        moments.append(asked.at)
        return Response(200, said("calm").body, delay_s=0.1)

    with MisbehavingServer(behave) as server:
        replies = replies_of(tmp_path, server, [request_of(n) for n in range(64)], concurrency=64)
    assert all(isinstance(reply, Answer) for reply in replies)
    at_once = sum(moment - moments[0] < 0.09 for moment in moments)
    assert at_once <= 32


def test_no_more_requests_are_under_way_than_allowed(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: Response(200, said("x").body, delay_s=0.02)) as server:
        replies_of(tmp_path, server, [request_of(number) for number in range(60)], concurrency=5)
    assert server.most_in_flight == 5


def test_addresses_share_the_load(tmp_path: Path) -> None:
    def slow(_: Asked) -> Response:
        return Response(200, said("x").body, delay_s=0.01)

    with (
        MisbehavingServer(slow) as one,
        MisbehavingServer(slow) as two,
        opened_openai(tmp_path, one, two) as engine,
    ):
        assert len(list(engine.stream(request_of(number) for number in range(100)))) == 100
    assert min(len(one.asked), len(two.asked)) > 30


def test_an_address_that_keeps_failing_is_left_alone(tmp_path: Path) -> None:
    with (
        MisbehavingServer(lambda _: error(500, "broken")) as bad,
        MisbehavingServer() as good,
        opened_openai(tmp_path, bad, good, patience=Patience(first_s=0.01, most_s=30)) as engine,
    ):
        replies = list(engine.stream(request_of(number) for number in range(300)))
    assert all(isinstance(reply, Answer) for reply in replies)
    assert len(bad.asked) < 60


def test_an_endpoint_that_fails_for_long_stops_the_run(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(500, "broken")) as server:
        patience = Patience(first_s=0.01, most_s=0.05, outage_s=0.3)
        message = stop_sentence(tmp_path, server, patience=patience, tries=1000)
    assert server.url in message
    assert "broken" in message
    assert "run the same command" in message


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_outage_that_passes_costs_few_requests(tmp_path: Path, status: int) -> None:
    begin = time.monotonic()

    def behave(asked: Asked) -> Response:
        return error(status, "not now") if asked.at - begin < 2 else said(asked.prompt)

    with MisbehavingServer(behave) as server:
        requests = [request_of(number) for number in range(500)]
        patience = Patience(first_s=0.02, most_s=0.5)
        replies = replies_of(tmp_path, server, requests, concurrency=16, patience=patience)
    assert sum(isinstance(reply, Refusal) for reply in replies) <= 8
    assert len(server.asked) < 600


def test_a_storm_of_everything_loses_no_request(tmp_path: Path) -> None:
    kinds = [
        error(429, "storm", retry_after="0.02"),
        error(503, "busy"),
        error(500, "oh"),
        Response(502, b"<html>bad gateway</html>"),
        Response(200, said("x" * 500).body, ending="half"),
        Response(200, said("x" * 500).body, ending="reset"),
        Response(200, b'{"choices": [{'),
        completion({"message": {"content": "x"}}, choices=[]),
        Response(ending="hang"),
    ]
    drawn = random.Random(7)

    def behave(asked: Asked) -> Response:
        return drawn.choice(kinds) if drawn.random() < 0.3 else said(asked.prompt)

    with MisbehavingServer(behave) as server:
        settings = {"tries": 20, "timeout_s": 0.4, "concurrency": 32}
        replies = replies_of(tmp_path, server, [request_of(number) for number in range(400)], **settings)
    assert Counter(reply.id for reply in replies) == Counter(f"id-{number}" for number in range(400))
    assert {reply.text for reply in replies if isinstance(reply, Answer)} == {
        f"question {n}" for n in range(400)
    }
    assert len(server.asked) < 1_000


def test_an_endpoint_that_is_not_there_is_waited_for_and_then_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        settings = OpenAISettings(kind="openai", base_url=(url,), model="tiny", timeout_s=0.5)
        with closing(OpenAIEngine(settings)) as engine, pytest.raises(EngineRefused, match=url):
            engine.open(Place(tmp_path))
    assert "waiting for" in caplog.text


def test_one_address_that_is_there_is_enough(tmp_path: Path) -> None:
    with MisbehavingServer() as server:
        urls = ("http://127.0.0.1:9/v1", server.url)
        settings = OpenAISettings(kind="openai", base_url=urls, model="tiny", concurrency=4)
        with closing(OpenAIEngine(settings, QUICK)) as engine:
            engine.open(Place(tmp_path))
            replies = list(engine.stream(request_of(number) for number in range(50)))
    assert all(isinstance(reply, Answer) for reply in replies)
