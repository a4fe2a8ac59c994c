"""The engine `openai` against a server that misbehaves: every request gets exactly one reply."""

from __future__ import annotations

import json
import random
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from tests.engines.conformance import request_of
from tests.helpers.misbehaving_server import (
    Asked,
    MisbehavingServer,
    Response,
    completion,
    error,
    said,
    serving,
)
from tests.helpers.places import Place
from webinstruct.core.errors import EngineRefused, MissingExtra
from webinstruct.engines.endpoints import Patience
from webinstruct.engines.openai import OpenAIEngine
from webinstruct.engines.protocol import Answer, Refusal, Reply, Request
from webinstruct.engines.settings import Budget, OpenAISettings

_QUICK = Patience(first_s=0.01, most_s=0.05)
_SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}}


@contextmanager
def _engine(
    folder: Path, *servers: MisbehavingServer, patience: Patience = _QUICK, **settings: Any
) -> Iterator[Any]:
    given = {"timeout_s": 5.0, "concurrency": 8, **settings}
    urls = tuple(server.url for server in servers)
    ready = OpenAISettings(kind="openai", base_url=urls, model="tiny", **given)
    with closing(OpenAIEngine(ready, patience)) as engine:
        engine.open(Place(folder))
        yield engine


def _replies(
    folder: Path, server: MisbehavingServer, requests: Sequence[Request], **settings: Any
) -> list[Reply]:
    with _engine(folder, server, **settings) as engine:
        return list(engine.stream(requests))


def _reply(folder: Path, *responses: Response, **settings: Any) -> Reply:
    with MisbehavingServer(serving(*responses)) as server:
        (reply,) = _replies(folder, server, [request_of(0)], **settings)
    return reply


def _stop(folder: Path, server: MisbehavingServer, **settings: Any) -> str:
    """What the engine says when it refuses to go on."""
    with pytest.raises(EngineRefused) as caught:
        _replies(folder, server, [request_of(number) for number in range(4)], **settings)
    return str(caught.value)


def test_an_answer_carries_the_endpoints_own_counts(tmp_path: Path) -> None:
    assert _reply(tmp_path, said("Paris")) == Answer("id-0", "Paris", "stop", 7, 3, 2)


@pytest.mark.parametrize(
    "response",
    [
        error(408, "slow"),
        error(409, "conflict"),
        error(429, "too many"),
        error(429, "too many", retry_after="0.05"),
        error(500, "oh"),
        error(502, "bad gateway"),
        error(503, "busy", retry_after="0"),
        Response(503, b"<html><body>Service unavailable</body></html>"),
        Response(200, b"<html><body>Please log in</body></html>"),
        Response(200, b'{"choices": [{"mess', {}, 0.0),
        Response(200, b"[]"),
        Response(200, b""),
        Response(200, b"\xff\xfe\x00"),
        Response(200, said("a long answer").body, ending="half"),
        Response(200, said("a long answer").body, ending="reset"),
        Response(ending="hang"),
        Response(200, said("late").body, delay_s=2.0),
        completion({}),
        completion({"message": {"content": None}, "finish_reason": "stop"}),
        completion({"message": {"content": "cut"}, "finish_reason": "abort"}),
        completion({"message": None}),
        completion({"message": {"content": "x"}}, choices=[]),
        completion({"message": {"content": "x"}}, choices=None),
    ],
    ids=lambda response: f"{response.status}-{response.ending}-{response.body[:24].decode('latin-1')}",
)
def test_a_failed_try_is_followed_by_another(tmp_path: Path, response: Response) -> None:
    reply = _reply(tmp_path, response, response, timeout_s=0.5)
    assert isinstance(reply, Answer)
    assert reply.text == "question 0"


def test_tries_that_are_spent_are_a_refusal_with_the_last_cause(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(500, "the model fell over")) as server:
        (reply,) = _replies(tmp_path, server, [request_of(0)], tries=3)
    assert isinstance(reply, Refusal)
    assert reply.reason == "gave_up"
    assert "the model fell over" in reply.detail
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (
            error(400, "This model's maximum context length is 512 tokens. However, you requested 900"),
            "too_long",
        ),
        (error(400, "no", "context_length_exceeded"), "too_long"),
        (error(413, "payload"), "too_long"),
        (error(400, "flagged", "content_filter"), "filtered"),
        (completion({"message": {"content": ""}, "finish_reason": "content_filter"}), "filtered"),
        (completion({"message": {"content": None, "refusal": "I will not."}}), "filtered"),
        (error(400, "'messages' must not be empty"), "bad_request"),
        (error(422, "unprocessable"), "bad_request"),
    ],
)
def test_what_no_try_would_mend_is_refused_at_once(tmp_path: Path, response: Response, reason: str) -> None:
    with MisbehavingServer(lambda _: response) as server:
        (reply,) = _replies(tmp_path, server, [request_of(0)])
    assert isinstance(reply, Refusal)
    assert reply.reason == reason
    assert len(server.asked) == 1


def test_a_lost_page_behind_a_good_address_is_a_refusal(tmp_path: Path) -> None:
    def behave(asked: Asked) -> Response:
        return error(404, "not here") if asked.prompt == "lost" else said("yes")

    with MisbehavingServer(behave) as server:
        replies = _replies(tmp_path, server, [request_of(0), request_of(1, "lost")], concurrency=1)
    assert [type(reply).__name__ for reply in replies] == ["Answer", "Refusal"]


def test_an_answer_that_was_cut_off_says_so(tmp_path: Path) -> None:
    reply = _reply(tmp_path, said("half a sen", finish_reason="length"))
    assert isinstance(reply, Answer)
    assert reply.finish == "length"


def test_without_usage_tokens_are_estimated(tmp_path: Path) -> None:
    reply = _reply(tmp_path, completion({"message": {"content": "nine byte"}}, usage=None))
    assert isinstance(reply, Answer)
    assert (reply.prompt_tokens, reply.output_tokens) == (4, 3)


@pytest.mark.parametrize("kind", ["seconds", "date"])
def test_retry_after_holds_for_every_request_to_the_address(tmp_path: Path, kind: str) -> None:
    def behave(asked: Asked) -> Response:
        later = "1" if kind == "seconds" else formatdate(time.time() + 2, usegmt=True)
        return error(429, "later", retry_after=later) if asked.number < 8 else said("now")

    with MisbehavingServer(behave) as server:
        replies = _replies(tmp_path, server, [request_of(number) for number in range(40)])
    assert all(isinstance(reply, Answer) for reply in replies)
    first_wave, second = server.asked[7].at, server.asked[8].at
    assert second - first_wave > 0.9


def test_after_a_storm_requests_come_back_a_few_at_a_time(tmp_path: Path) -> None:
    moments: list[float] = []

    def behave(asked: Asked) -> Response:
        if asked.number < 64:
            return error(429, "storm", retry_after="0.5")
        moments.append(asked.at)
        return Response(200, said("calm").body, delay_s=0.1)

    with MisbehavingServer(behave) as server:
        replies = _replies(tmp_path, server, [request_of(n) for n in range(64)], concurrency=64)
    assert all(isinstance(reply, Answer) for reply in replies)
    at_once = sum(moment - moments[0] < 0.09 for moment in moments)
    assert at_once <= 32


def test_no_more_requests_are_under_way_than_allowed(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: Response(200, said("x").body, delay_s=0.02)) as server:
        _replies(tmp_path, server, [request_of(number) for number in range(60)], concurrency=5)
    assert server.most_in_flight == 5


def test_addresses_share_the_load(tmp_path: Path) -> None:
    def slow(_: Asked) -> Response:
        return Response(200, said("x").body, delay_s=0.01)

    with (
        MisbehavingServer(slow) as one,
        MisbehavingServer(slow) as two,
        _engine(tmp_path, one, two) as engine,
    ):
        assert len(list(engine.stream(request_of(number) for number in range(100)))) == 100
    assert min(len(one.asked), len(two.asked)) > 30


def test_an_address_that_keeps_failing_is_left_alone(tmp_path: Path) -> None:
    with (
        MisbehavingServer(lambda _: error(500, "broken")) as bad,
        MisbehavingServer() as good,
        _engine(tmp_path, bad, good, patience=Patience(first_s=0.01, most_s=30)) as engine,
    ):
        replies = list(engine.stream(request_of(number) for number in range(300)))
    assert all(isinstance(reply, Answer) for reply in replies)
    assert len(bad.asked) < 60


def test_an_endpoint_that_fails_for_long_stops_the_run(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(500, "broken")) as server:
        patience = Patience(first_s=0.01, most_s=0.05, outage_s=0.3)
        message = _stop(tmp_path, server, patience=patience, tries=1000)
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
        replies = _replies(tmp_path, server, requests, concurrency=16, patience=patience)
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
        replies = _replies(tmp_path, server, [request_of(number) for number in range(400)], **settings)
    assert Counter(reply.id for reply in replies) == Counter(f"id-{number}" for number in range(400))
    assert {reply.text for reply in replies if isinstance(reply, Answer)} == {
        f"question {n}" for n in range(400)
    }
    assert len(server.asked) < 1_000


def test_a_refused_key_stops_the_run_and_names_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-wrong-7351")
    with MisbehavingServer(key="sk-right-1111") as server:
        message = _stop(tmp_path, server, api_key_env="TEST_KEY")
    assert "TEST_KEY" in message
    assert "sk-wrong-7351" not in message


def test_a_missing_key_is_asked_for_by_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_KEY", raising=False)
    with MisbehavingServer(key="sk-right-1111") as server:
        assert "TEST_KEY is not set" in _stop(tmp_path, server, api_key_env="TEST_KEY")


def test_the_key_goes_to_the_endpoint_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    key = "sk-secret-904417"
    monkeypatch.setenv("TEST_KEY", key)
    leaks = serving(error(500, f"your key {key} is fine, we are not"), error(400, f"{key} may not ask that"))
    with caplog.at_level("DEBUG"), MisbehavingServer(leaks, key=key) as server:
        replies = _replies(tmp_path, server, [request_of(n) for n in range(20)], api_key_env="TEST_KEY")
    assert server.asked[0].headers["authorization"] == f"Bearer {key}"
    assert "[key] may not ask that" in str(replies)
    assert key not in str(replies) + caplog.text
    assert key.encode() not in b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_an_unknown_model_is_told_with_those_there_are(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(404, "The model `tiny` does not exist."), ("a/b", "c")) as server:
        message = _stop(tmp_path, server)
    assert "'tiny'" in message
    assert "a/b, c" in message


def test_an_address_without_chat_is_told(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(404, "Not Found")) as server:
        assert "base_url" in _stop(tmp_path, server)


def test_a_spent_quota_stops_the_run(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(429, "no more", "insufficient_quota")) as server:
        assert "quota is spent" in _stop(tmp_path, server)
    assert len(server.asked) <= 4


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
        with closing(OpenAIEngine(settings, _QUICK)) as engine:
            engine.open(Place(tmp_path))
            replies = list(engine.stream(request_of(number) for number in range(50)))
    assert all(isinstance(reply, Answer) for reply in replies)


@pytest.mark.parametrize(
    ("structured", "kind"), [("json_schema", "json_schema"), ("json_object", "json_object"), ("none", None)]
)
def test_the_endpoint_is_held_to_json_as_the_settings_say(
    tmp_path: Path, structured: str, kind: str | None
) -> None:
    request = Request("1", ({"role": "user", "content": "n?"},), 8, {"temperature": 0, "top_k": 3}, _SCHEMA)
    with MisbehavingServer() as server:
        _replies(tmp_path, server, [request], structured=structured)
    body = server.asked[0].body
    assert (body.get("response_format") or {}).get("type") == kind
    assert body["top_k"] == 3
    if kind == "json_schema":
        assert body["response_format"]["json_schema"]["schema"] == _SCHEMA


def test_a_refused_response_format_is_told_with_what_to_set(tmp_path: Path) -> None:
    reply = _reply(tmp_path, error(400, "response_format of type json_schema is not supported"))
    assert isinstance(reply, Refusal)
    assert "engine.structured" in reply.detail


def test_the_newer_name_of_the_token_limit_is_used_where_it_is_wanted(tmp_path: Path) -> None:
    def behave(asked: Asked) -> Response:
        if "max_tokens" in asked.body:
            return error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        return said(asked.prompt)

    with MisbehavingServer(behave) as server:
        replies = _replies(tmp_path, server, [request_of(n) for n in range(30)], concurrency=1)
    assert all(isinstance(reply, Answer) for reply in replies)
    assert len(server.asked) == 31


def test_text_that_is_no_unicode_can_be_asked_about(tmp_path: Path) -> None:
    with MisbehavingServer() as server:
        (reply,) = _replies(tmp_path, server, [request_of(0, "lone \ud800 half")])
    assert isinstance(reply, Answer)


def test_a_spent_budget_stops_the_run_after_what_is_under_way(tmp_path: Path) -> None:
    with MisbehavingServer() as server, _engine(tmp_path, server, budget=Budget(tokens=100)) as engine:
        stream = engine.stream(request_of(number) for number in range(1_000))
        replies = []
        with pytest.raises(EngineRefused, match=r"budget of 100 tokens is spent: 1\d\d tokens"):
            replies.extend(stream)
    assert len(server.asked) <= 10 + 8
    (file,) = (tmp_path / "spent").glob("*.json")
    spent = json.loads(file.read_text())
    assert spent["prompt_tokens"] + spent["output_tokens"] == 10 * len(server.asked)


def test_what_was_spent_before_counts_and_a_higher_budget_goes_on(tmp_path: Path) -> None:
    requests = [request_of(number) for number in range(10)]
    with MisbehavingServer() as server:
        _replies(tmp_path, server, requests, budget=Budget(tokens=1_000))
        before = len(server.asked)
        message = _stop(tmp_path, server, budget=Budget(tokens=100))
        assert len(server.asked) == before
        assert "engine.budget" in message
        assert len(_replies(tmp_path, server, requests, budget=Budget(tokens=1_000))) == 10


def test_a_budget_of_money_counts_both_prices(tmp_path: Path) -> None:
    budget = Budget(usd=0.5, usd_per_million_prompt_tokens=1_000, usd_per_million_output_tokens=1_000)
    with MisbehavingServer() as server:
        message = _stop_of_many(tmp_path, server, budget)
    assert 50 <= len(server.asked) <= 60
    assert "0.50 US dollars" in message


def _stop_of_many(folder: Path, server: MisbehavingServer, budget: Budget) -> str:
    with pytest.raises(EngineRefused) as caught:
        _replies(folder, server, [request_of(number) for number in range(500)], budget=budget)
    return str(caught.value)


def test_a_missing_client_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    settings = OpenAISettings(kind="openai", base_url=("http://127.0.0.1:9/v1",), model="tiny")
    with (
        closing(OpenAIEngine(settings)) as engine,
        pytest.raises(MissingExtra, match=r"webinstruct\[openai\]"),
    ):
        engine.open(Place(tmp_path))
