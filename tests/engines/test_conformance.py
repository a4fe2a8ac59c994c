"""The promises of every engine, kept by each of those that ship and by one of a user's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.engines.conformance import EngineConformance, request_of
from tests.helpers.engines import Backwards
from tests.helpers.misbehaving_server import Asked, MisbehavingServer, Response, error, said
from tests.helpers.places import Place
from webinstruct.engines.openai.engine import OpenAIEngine
from webinstruct.engines.opening import engine_of, opened
from webinstruct.engines.protocol import Engine, Refusal, Refused, Reply, Request
from webinstruct.engines.replay.cache import CachedEngine
from webinstruct.engines.replay.recorded import RecordedEngine
from webinstruct.engines.settings import CustomEngineSettings, OpenAISettings, RecordedSettings


class Own(Backwards):
    """A user's engine."""

    def __init__(self, size: int = 8) -> None:
        super().__init__(_says, size)


def _says(request: Request) -> Reply | str:
    text = request.messages[-1]["content"]
    return Refusal(request.id, Refused.FILTERED) if text == "refuse me" else f"said: {text}"


def _behaves(asked: Asked) -> Response:
    return error(400, "no such thing") if asked.prompt == "refuse me" else said(asked.prompt)


class TestCustom(EngineConformance):
    @pytest.fixture
    def engine(self) -> Engine:
        return engine_of(CustomEngineSettings(kind=f"{__name__}:Own", arguments={"size": 4}))


class TestRecorded(EngineConformance):
    most_pulled = 1

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        lines = [{"name": request_of(n).name, "text": f"answer {n}"} for n in range(self.many)]
        file = tmp_path / "answers.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        with closing(RecordedEngine(RecordedSettings(kind="recorded", answers=(str(file),)))) as engine:
            yield opened(engine, Place(tmp_path))


class TestOpenAI(EngineConformance):
    most_pulled = 17

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        with MisbehavingServer(_behaves) as server:
            settings = OpenAISettings(kind="openai", base_url=(server.url,), model="tiny", concurrency=16)
            with closing(OpenAIEngine(settings)) as engine:
                yield opened(engine, Place(tmp_path))


class TestColdCache(EngineConformance):
    most_pulled = 300

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        with closing(CachedEngine(Own(), str(tmp_path / "cache.sqlite"))) as engine:
            yield opened(engine, Place(tmp_path))


class TestWarmCache(EngineConformance):
    """A third of the answers are there already."""

    most_pulled = 300

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        with closing(CachedEngine(Own(), str(tmp_path / "cache.sqlite"))) as engine:
            opened(engine, Place(tmp_path))
            list(engine.stream(request_of(number) for number in range(0, self.many, 3)))
            yield engine
