"""The engine `openai` where it cannot go on: keys, models, quotas, budgets; one sentence each."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.engines.conformance import request_of
from tests.helpers.misbehaving_server import (
    MisbehavingServer,
    error,
    serving,
)
from tests.helpers.openai_engine import opened_openai, replies_of, stop_sentence
from tests.helpers.places import Place
from webinstruct.core.errors import EngineRefused, MissingExtra
from webinstruct.engines.openai.engine import OpenAIEngine
from webinstruct.engines.settings import Budget, OpenAISettings


def test_a_refused_key_stops_the_run_and_names_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-wrong-7351")
    with MisbehavingServer(key="sk-right-1111") as server:
        message = stop_sentence(tmp_path, server, api_key_env="TEST_KEY")
    assert "TEST_KEY" in message
    assert "sk-wrong-7351" not in message


def test_a_missing_key_is_asked_for_by_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_KEY", raising=False)
    with MisbehavingServer(key="sk-right-1111") as server:
        assert "TEST_KEY is not set" in stop_sentence(tmp_path, server, api_key_env="TEST_KEY")


def test_the_key_goes_to_the_endpoint_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    key = "sk-secret-904417"
    monkeypatch.setenv("TEST_KEY", key)
    leaks = serving(error(500, f"your key {key} is fine, we are not"), error(400, f"{key} may not ask that"))
    with caplog.at_level("DEBUG"), MisbehavingServer(leaks, key=key) as server:
        replies = replies_of(tmp_path, server, [request_of(n) for n in range(20)], api_key_env="TEST_KEY")
    assert server.asked[0].headers["authorization"] == f"Bearer {key}"
    assert "[key] may not ask that" in str(replies)
    assert key not in str(replies) + caplog.text
    assert key.encode() not in b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_an_unknown_model_is_told_with_those_there_are(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(404, "The model `tiny` does not exist."), ("a/b", "c")) as server:
        message = stop_sentence(tmp_path, server)
    assert "'tiny'" in message
    assert "a/b, c" in message


def test_an_address_without_chat_is_told(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(404, "Not Found")) as server:
        assert "base_url" in stop_sentence(tmp_path, server)


def test_an_address_that_answers_with_a_web_page_is_told_at_once(tmp_path: Path) -> None:
    with MisbehavingServer(start_page="<html>Welcome to the kettle works</html>") as server:
        message = stop_sentence(tmp_path, server)
    assert "<html>Welcome" in message
    assert "/v1" in message
    assert server.asked == []


def test_a_spent_quota_stops_the_run(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(429, "no more", "insufficient_quota")) as server:
        assert "quota is spent" in stop_sentence(tmp_path, server)
    assert len(server.asked) <= 4


def test_a_spent_budget_stops_the_run_after_what_is_under_way(tmp_path: Path) -> None:
    with MisbehavingServer() as server, opened_openai(tmp_path, server, budget=Budget(tokens=100)) as engine:
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
        replies_of(tmp_path, server, requests, budget=Budget(tokens=1_000))
        before = len(server.asked)
        message = stop_sentence(tmp_path, server, budget=Budget(tokens=100))
        assert len(server.asked) == before
        assert "engine.budget" in message
        assert len(replies_of(tmp_path, server, requests, budget=Budget(tokens=1_000))) == 10


def test_a_budget_of_money_counts_both_prices(tmp_path: Path) -> None:
    budget = Budget(usd=0.5, usd_per_million_prompt_tokens=1_000, usd_per_million_output_tokens=1_000)
    with MisbehavingServer() as server:
        message = _stop_of_many(tmp_path, server, budget)
    assert 50 <= len(server.asked) <= 60
    assert "0.50 US dollars" in message


def _stop_of_many(folder: Path, server: MisbehavingServer, budget: Budget) -> str:
    with pytest.raises(EngineRefused) as caught:
        replies_of(folder, server, [request_of(number) for number in range(500)], budget=budget)
    return str(caught.value)


def test_a_missing_client_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    settings = OpenAISettings(kind="openai", base_url=("http://127.0.0.1:9/v1",), model="tiny")
    with (
        closing(OpenAIEngine(settings)) as engine,
        pytest.raises(MissingExtra, match=r"webinstruct\[openai\]"),
    ):
        engine.open(Place(tmp_path))
