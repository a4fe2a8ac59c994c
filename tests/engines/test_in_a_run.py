"""Engines in a whole run: what may change between two calls, what stops a run, and where a key never is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import webinstruct
from tests.helpers.misbehaving_server import Asked, MisbehavingServer, Response, error, said, serving
from tests.helpers.runs import TOY, books_of, kept_rows, stopped_rows
from webinstruct.core.errors import ConfigError, PlanMismatch, WebinstructError
from webinstruct.pipeline import config_from

pytestmark = pytest.mark.story

_ROWS = 49 * 4
"""Rows of 4 shards that the toy source does not stop itself."""


def _config(
    server: MisbehavingServer, engine: Mapping[str, Any] | None = None, **settings: Any
) -> dict[str, Any]:
    told = {"kind": "openai", "base_url": server.url, "model": "tiny", "concurrency": 4, **(engine or {})}
    return {
        "source": {"use": f"{TOY}:Numbers", "path": "4x50"},
        "stages": ["tests.helpers.asking:Asking"],
        "executor": {"workers": 1},
        "ask": {"engine": told, **settings},
    }


def _run(folder: Path, config: Mapping[str, Any], **words: Any) -> webinstruct.Run:
    return webinstruct.run(config, run_dir=str(folder / "run"), **words)


def test_every_row_gets_the_answer_to_its_question(tmp_path: Path) -> None:
    with MisbehavingServer(serving(error(503, "busy"))) as server:
        assert not _run(tmp_path, _config(server)).failures
    rows = kept_rows(tmp_path / "run", "ask")
    assert len(rows) == _ROWS
    assert all(row["url"] == f"What is {row['n']}?" for row in rows)


def test_tokens_are_in_the_books(tmp_path: Path) -> None:
    with MisbehavingServer() as server:
        _run(tmp_path, _config(server))
    notes = [book["notes"] for book in books_of(tmp_path / "run", "ask")]
    assert sum(note["llm_prompt_tokens"] for note in notes) == 7 * _ROWS


def test_a_budget_stops_the_run_and_a_higher_one_goes_on(tmp_path: Path) -> None:
    with MisbehavingServer() as server:
        with pytest.raises(WebinstructError, match=r"budget of 700 tokens is spent"):
            _run(tmp_path, _config(server, {"budget": {"tokens": 700}}))
        stopped_at = len(server.asked)
        assert 70 <= stopped_at <= 70 + 4 + 100
        with pytest.raises(WebinstructError, match=r"budget of 700 tokens is spent"):
            _run(tmp_path, _config(server, {"budget": {"tokens": 700}}))
        assert len(server.asked) == stopped_at
        assert not _run(tmp_path, _config(server, {"budget": {"tokens": 100_000}})).failures
    assert len(kept_rows(tmp_path / "run", "ask")) == _ROWS


def test_what_was_paid_before_a_stop_is_not_paid_again_where_there_is_a_cache(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache.sqlite")
    with MisbehavingServer() as server:
        with pytest.raises(WebinstructError, match="budget"):
            _run(tmp_path, _config(server, {"budget": {"tokens": 900}}, cache=cache))
        _run(tmp_path, _config(server, cache=cache))
    assert len(server.asked) == _ROWS


def test_a_run_goes_on_with_another_address_and_pace(tmp_path: Path) -> None:
    with MisbehavingServer() as server:
        _run(tmp_path, _config(server))
    (tmp_path / "run/ask/kept/00002.parquet").unlink()
    pace = {"concurrency": 9, "timeout_s": 7, "tries": 2, "api_key_env": "OTHER", "budget": {"tokens": 10**9}}
    with MisbehavingServer() as elsewhere:
        assert not _run(tmp_path, _config(elsewhere, pace)).failures
    assert len(elsewhere.asked) == 49


def test_a_run_does_not_go_on_with_another_model(tmp_path: Path) -> None:
    changes = {"model": "other", "structured": "none", "max_model_len": 99, "tokenizer": "x"}
    with MisbehavingServer() as server:
        _run(tmp_path, _config(server))
        for setting, value in changes.items():
            with pytest.raises(PlanMismatch, match=f"engine.{setting} was"):
                _run(tmp_path, _config(server, {setting: value}))


def test_a_model_that_was_refused_before_any_answer_may_be_another_one(tmp_path: Path) -> None:
    def behave(asked: Asked) -> Response:
        known = asked.body["model"] == "tiny"
        return said("fine") if known else error(404, "The model `typo` does not exist")

    with MisbehavingServer(behave) as server:
        with pytest.raises(WebinstructError, match=r"Set engine\.model"):
            _run(tmp_path, _config(server, {"model": "typo"}))
        assert not _run(tmp_path, _config(server)).failures


def test_the_plan_holds_no_address(tmp_path: Path) -> None:
    with MisbehavingServer() as server:
        _run(tmp_path, _config(server))
        assert server.url not in (tmp_path / "run/plan.json").read_text()
    engine = json.loads((tmp_path / "run/plan.json").read_bytes())["stages"][0]["settings"]["engine"]
    assert set(engine) == {"kind", "model", "max_model_len", "tokenizer", "structured"}


def test_quarantined_rows_are_asked_again_where_the_endpoint_is_now(tmp_path: Path) -> None:
    def behave(asked: Asked) -> Response:
        return error(422, "not now") if asked.prompt == "What is 3?" else said("fine")

    with MisbehavingServer(behave) as server:
        _run(tmp_path, _config(server))
    assert [row["reason"] for row in stopped_rows(tmp_path / "run", "ask", "quarantined")] == ["bad_request"]
    with MisbehavingServer() as elsewhere:
        _run(tmp_path, _config(elsewhere), retry_quarantined=True)
    assert len(kept_rows(tmp_path / "run", "ask")) == _ROWS


@pytest.mark.parametrize("is_right", [True, False], ids=["right key", "wrong key"])
def test_the_key_is_nowhere_in_the_run_directory_nor_in_what_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_right: bool
) -> None:
    key = "sk-topsecret-552200"
    monkeypatch.setenv("ASK_KEY", key)

    def leaks(asked: Asked) -> Response:
        return error(500, f"key {key}: internal error") if asked.prompt.endswith("7?") else said(asked.prompt)

    raised = ""
    with MisbehavingServer(leaks, key=key if is_right else "another") as server:
        try:
            _run(tmp_path, _config(server, {"api_key_env": "ASK_KEY", "tries": 2}))
        except WebinstructError:
            raised = traceback.format_exc()
    assert ("ASK_KEY" in raised) is not is_right
    assert key not in raised
    files = [file for file in (tmp_path / "run").rglob("*") if file.is_file()]
    rows = [*stopped_rows(tmp_path / "run", "ask", "quarantined"), *kept_rows(tmp_path / "run", "ask")]
    assert len(rows) == (_ROWS if is_right else 0)
    assert key not in str(rows)  # Parquet is compressed
    assert [file for file in files if key.encode() in file.read_bytes()] == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("base_url", "https://user:sk-secret-1@api.example/v1"),
        ("base_url", "https://api.example/v1?key=sk-secret-1"),
        ("base_url", "sk-secret-1"),
        ("api_key_env", "sk-secret-1"),
    ],
)
def test_a_key_in_the_config_is_refused_and_not_repeated(setting: str, value: str) -> None:
    with MisbehavingServer() as server, pytest.raises(ConfigError) as caught:
        config_from(_config(server, {setting: value}))
    assert setting in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_run_that_is_killed_pays_no_answer_twice(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache.sqlite")
    with MisbehavingServer(lambda asked: Response(200, said("x").body, delay_s=0.05)) as server:
        config = tmp_path / "config.yaml"
        config.write_text(yaml.safe_dump(_config(server, cache=cache)))
        words = ["run", "--config", str(config), "--run-dir", str(tmp_path / "run")]
        killed = subprocess.Popen(
            [sys.executable, "-m", "webinstruct", *words],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 60
        while len(server.asked) < 30 and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        assert len(server.asked) < _ROWS
        assert not _run(tmp_path, yaml.safe_load(config.read_text())).failures
    assert len(kept_rows(tmp_path / "run", "ask")) == _ROWS
    assert len(server.asked) <= _ROWS + 4


def test_a_budget_of_money_without_prices_is_refused() -> None:
    with MisbehavingServer() as server, pytest.raises(ConfigError, match="never reached without prices"):
        config_from(_config(server, {"budget": {"usd": 5}}))
