"""Embedders: what comes back, what an endpoint's moods do to it, and what stops a run."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers.embedding import embedded, meaning_of, serving_vectors
from tests.helpers.misbehaving_server import Asked, MisbehavingServer, Response, error
from tests.helpers.openai_engine import QUICK
from tests.helpers.places import Place
from webinstruct.core.errors import ConfigError, EngineDied, EngineRefused, MissingExtra
from webinstruct.engines.embedding import opened_embedder, unit_vectors
from webinstruct.engines.embedding.openai import OpenAIEmbedder
from webinstruct.engines.embedding.sentence_transformers import SentenceTransformersEmbedder
from webinstruct.engines.embedding.settings import (
    CustomEmbedderSettings,
    OpenAIEmbedderSettings,
    SentenceTransformersSettings,
)

_TEXTS = ["a big car", "", "what is it", "a huge automobile", "  \n", "seven"]


@contextmanager
def _opened(folder: Path, server: MisbehavingServer, **settings: Any) -> Iterator[OpenAIEmbedder]:
    given = {"timeout_s": 0.5, "concurrency": 4, "batch": 2, "model": "tiny", **settings}
    ready = OpenAIEmbedderSettings.model_validate({"kind": "openai", "base_url": server.url, **given})
    with closing(OpenAIEmbedder(ready, QUICK)) as embedder:
        embedder.open(Place(folder))
        yield embedder


def _stop_sentence(folder: Path, server: MisbehavingServer, **settings: Any) -> str:
    with pytest.raises(EngineRefused) as caught, _opened(folder, server, **settings) as embedder:
        embedder.embed(_TEXTS)
    return str(caught.value)


def test_vectors_come_in_the_order_of_the_texts(tmp_path: Path) -> None:
    with MisbehavingServer(serving_vectors()) as server, _opened(tmp_path, server) as embedder:
        found = embedder.embed(_TEXTS)
    assert found.dtype == np.float32
    assert np.allclose(found, meaning_of(_TEXTS), atol=1e-6)


def test_empty_texts_are_not_sent(tmp_path: Path) -> None:
    with MisbehavingServer(serving_vectors()) as server, _opened(tmp_path, server) as embedder:
        embedder.embed(_TEXTS)
        sent = [text for asked in server.asked for text in asked.body["input"]]
    assert sorted(sent) == sorted(text for text in _TEXTS if text.strip())


@pytest.mark.parametrize(
    "response",
    [
        error(429, "too many", retry_after="0.05"),
        error(503, "busy"),
        Response(200, b"<html>"),
        Response(200, b'{"data": [{"index": 0}]}'),
        Response(200, b'{"data": []}'),
        Response(ending="hang"),
        Response(200, embedded(meaning_of(["a"])).body, ending="half"),
    ],
    ids=lambda response: f"{response.status}-{response.ending}-{response.body[:12].decode()}",
)
def test_a_failed_try_is_followed_by_another(tmp_path: Path, response: Response) -> None:
    with MisbehavingServer(serving_vectors(response)) as server, _opened(tmp_path, server) as embedder:
        assert np.allclose(embedder.embed(_TEXTS), meaning_of(_TEXTS), atol=1e-6)


def test_only_the_text_that_is_refused_has_no_vector(tmp_path: Path) -> None:
    texts = [f"text number {place}" for place in range(9)]

    def behave(asked: Asked) -> Response:
        if texts[6] in asked.body["input"]:
            return error(400, "this text is too long for the model")
        return serving_vectors()(asked)

    with MisbehavingServer(behave) as server, _opened(tmp_path, server, batch=8) as embedder:
        found = embedder.embed(texts)
    assert np.flatnonzero(~found.any(axis=1)).tolist() == [6]
    assert np.allclose(found[:6], meaning_of(texts[:6]), atol=1e-6)


def test_dimensions_are_asked_for(tmp_path: Path) -> None:
    with MisbehavingServer(serving_vectors()) as server, _opened(tmp_path, server, dimensions=8) as embedder:
        assert embedder.embed(_TEXTS).shape == (6, 8)


def test_the_key_is_taken_from_the_environment_and_never_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDDING_KEY", "sk-right")
    with MisbehavingServer(serving_vectors(), key="sk-right") as server:
        with _opened(tmp_path, server, api_key_env="EMBEDDING_KEY") as embedder:
            assert embedder.embed(["a"]).shape == (1, 64)
        monkeypatch.setenv("EMBEDDING_KEY", "sk-wrong")
        sentence = _stop_sentence(tmp_path, server, api_key_env="EMBEDDING_KEY")
    assert "EMBEDDING_KEY" in sentence
    assert "sk-wrong" not in sentence


def test_a_model_that_refuses_every_text_stops_the_run(tmp_path: Path) -> None:
    with MisbehavingServer(lambda asked: error(400, "this model does not embed")) as server:
        assert "Is it an embedding model?" in _stop_sentence(tmp_path, server)


def test_a_missing_model_is_named_with_those_there_are(tmp_path: Path) -> None:
    with MisbehavingServer(lambda asked: error(404, "the model does not exist", "model_not_found")) as server:
        assert "has no model 'tiny'; it lists: tiny" in _stop_sentence(tmp_path, server)


def test_a_spent_budget_stops_the_run(tmp_path: Path) -> None:
    with MisbehavingServer(serving_vectors()) as server:
        assert "budget" in _stop_sentence(tmp_path, server, budget={"tokens": 1}, concurrency=1)


def test_an_endpoint_that_never_answers_gives_the_shard_back(tmp_path: Path) -> None:
    with (
        MisbehavingServer(lambda asked: error(500, "oh")) as server,
        _opened(tmp_path, server, tries=2) as found,
        pytest.raises(EngineDied, match="2 tries failed"),
    ):
        found.embed(["a"])


def test_an_address_changes_no_vector_and_the_model_does() -> None:
    def identity(**settings: Any) -> Any:
        given = {"kind": "openai", "base_url": "http://127.0.0.1:1/v1", "model": "m", **settings}
        return OpenAIEmbedder(OpenAIEmbedderSettings.model_validate(given)).identity()

    assert identity() == identity(base_url="http://127.0.0.1:2/v1", batch=3)
    assert identity() != identity(model="other")
    assert identity() != identity(dimensions=8)


def test_a_class_of_ones_own_embeds(tmp_path: Path) -> None:
    settings = CustomEmbedderSettings(
        kind="tests.helpers.embedding:MeaningEmbedder", arguments={"dimensions": 9}
    )
    with opened_embedder(settings, Place(tmp_path)) as embedder:
        assert embedder.embed(_TEXTS).shape == (6, 9)


@pytest.mark.parametrize(
    ("kind", "arguments", "says"),
    [
        ("tests.helpers.embedding:meaning_of", {}, "lacks identity, embed"),
        ("tests.helpers.embedding:MeaningEmbedder", {"size": 3}, "cannot be built from its arguments"),
        ("tests.helpers.embedding:Nothing", {}, "has no 'Nothing'"),
    ],
)
def test_a_class_that_is_no_embedder_is_refused(
    kind: str, arguments: dict[str, Any], says: str, tmp_path: Path
) -> None:
    settings = CustomEmbedderSettings(kind=kind, arguments=arguments)
    with pytest.raises(ConfigError, match=says), opened_embedder(settings, Place(tmp_path)):
        pass


@pytest.mark.parametrize("found", [[[1.0, float("nan")]], [1.0, 2.0], [[1.0], [2.0]], [["a"]], [[]]])
def test_what_is_no_table_of_vectors_is_refused(found: Any) -> None:
    with pytest.raises(EngineRefused, match="mine"):
        unit_vectors(found, 1, "mine")


def test_a_changed_file_of_a_model_is_another_model(tmp_path: Path) -> None:
    (tmp_path / "1_Pooling").mkdir()
    for name in ("config.json", "1_Pooling/config.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    embedder = SentenceTransformersEmbedder(SentenceTransformersSettings(model=str(tmp_path)))
    before = embedder.identity()
    (tmp_path / "1_Pooling" / "config.json").write_text('{"mean": true}', encoding="utf-8")
    after = embedder.identity()
    assert [word for word in before if before[word] != after[word]] == ["1_Pooling/config.json"]


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="sentence-transformers is installed"
)
def test_a_missing_package_is_named_with_its_extra(tmp_path: Path) -> None:
    settings = SentenceTransformersSettings(model="some/model")
    with (
        pytest.raises(MissingExtra, match=r"webinstruct\[embed\]"),
        opened_embedder(settings, Place(tmp_path)),
    ):
        pass
