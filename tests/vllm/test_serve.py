"""The engine `openai` against a real `vllm serve`: on a free port, stopped at the end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engines.conformance import EngineConformance, request_of
from tests.helpers.places import Place
from webinstruct.core.errors import EngineRefused
from webinstruct.engines.openai.engine import OpenAIEngine
from webinstruct.engines.protocol import Answer, Refusal, Request
from webinstruct.engines.settings import OpenAISettings

_MAX_LEN = 512
_LIFE_S = 800
_START_S = 400
_SCHEMA = {
    "type": "object",
    "properties": {"lines": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}},
    "required": ["lines"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def settings(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenAISettings]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _served(tiny_model, port, tmp_path_factory.mktemp("serve") / "log"):
        yield OpenAISettings(
            kind="openai",
            base_url=(f"http://127.0.0.1:{port}/v1",),
            model="tiny",
            concurrency=16,
            timeout_s=120,
            max_model_len=_MAX_LEN,
            tokenizer=str(tiny_model),
        )


@pytest.fixture(scope="module")
def engine(settings: OpenAISettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenAIEngine]:
    with closing(OpenAIEngine(settings)) as engine:
        engine.open(Place(tmp_path_factory.mktemp("place")))
        yield engine


@contextmanager
def _served(model: Path, port: int, log: Path) -> Iterator[None]:
    """What `vllm serve` runs, in a process group of its own, which ends with the block, or by itself after a while.

    The command itself asks for the metadata of a package `vllm`, which the build for machines without a GPU lacks.
    """
    words = ["--model", str(model), "--served-model-name", "tiny", "--host", "127.0.0.1", "--port", str(port)]
    words += ["--max-model-len", str(_MAX_LEN), "--max-num-seqs", "16", "--enforce-eager"]
    program = [
        "timeout",
        "--kill-after=5",
        str(_LIFE_S),
        sys.executable,
        "-m",
        "vllm.entrypoints.openai.api_server",
    ]
    with log.open("wb") as printed:
        server = subprocess.Popen([*program, *words], stdout=printed, stderr=printed, start_new_session=True)
    try:
        _wait_for(server, port, log)
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.5)
    pytest.fail(f"the server did not start: {log.read_text()[-3_000:]}")


class TestServe(EngineConformance):
    many = 300
    most_pulled = 17
    refused = Request("id-refused", ({"role": "user", "content": "page " * 2_000},), 16, name="none")


def test_a_prompt_that_does_not_fit_is_too_long(engine: OpenAIEngine) -> None:
    (reply,) = engine.stream([request_of(0, "page " * 2_000)])
    assert isinstance(reply, Refusal)
    assert reply.reason == "too_long"


def test_a_schema_holds_the_answer_to_its_form(engine: OpenAIEngine) -> None:
    asked = [replace(request_of(n), schema=_SCHEMA, max_tokens=200) for n in range(8)]
    answers = [reply for reply in engine.stream(asked) if isinstance(reply, Answer)]
    assert len(answers) == 8
    whole = [json.loads(answer.text) for answer in answers if answer.finish == "stop"]
    assert all(1 <= len(found["lines"]) <= 3 for found in whole)
    assert all(answer.text.startswith("{") for answer in answers)


def test_tokens_are_counted_by_the_tokenizer_as_the_server_counts_them(engine: OpenAIEngine) -> None:
    prompt = "the question answer is of number"
    (one,) = engine.stream([request_of(0, prompt)])
    (two,) = engine.stream([request_of(1, f"{prompt} {prompt}")])
    assert isinstance(one, Answer)
    assert isinstance(two, Answer)
    counted = engine.token_counts([prompt, f"{prompt} {prompt}"])
    assert two.prompt_tokens - one.prompt_tokens == counted[1] - counted[0]


def test_an_answer_that_reaches_its_limit_was_cut_off(engine: OpenAIEngine) -> None:
    (answer,) = engine.stream([replace(request_of(0), max_tokens=3)])
    assert isinstance(answer, Answer)
    assert (answer.finish, answer.output_tokens) == ("length", 3)


def test_a_model_that_is_not_served_is_told_with_the_one_that_is(
    settings: OpenAISettings, engine: OpenAIEngine, tmp_path: Path
) -> None:
    with closing(OpenAIEngine(settings.model_copy(update={"model": "other"}))) as wrong:
        wrong.open(Place(tmp_path))
        with pytest.raises(EngineRefused, match=r"no model 'other'; it lists: tiny"):
            list(wrong.stream([request_of(0)]))
