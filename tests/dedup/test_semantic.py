"""Duplicates by meaning: what is found, what is told apart all the same, and who is embedded at all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.helpers.embedding import MeaningEmbedder, meaning_of, serving_vectors
from tests.helpers.misbehaving_server import MisbehavingServer
from tests.helpers.steps import kept_rows, rejected_rows, verdicts_of
from webinstruct.core.errors import EngineRefused
from webinstruct.dedup.semantic.hyperplanes import plane_bands, plane_keys
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.stage import Dedup

_OWN = "tests.dedup.test_semantic:Listening"
_BIG_CAR = "How do I park a large automobile in a street that is quickly filling up"
_HUGE_CAR = "In a street that is fast filling up how do I park a huge car"


class Listening(MeaningEmbedder):
    """Remembers what it was asked."""

    asked: ClassVar[list[str]] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return super().embed(texts)


def _row(id_: str, question: str, answer: str = "So it is.", **columns: Any) -> dict[str, Any]:
    return {"pair_id": id_, "question": question, "answer": answer, **columns}


def _judged(
    folder: Path,
    *shards: Sequence[Mapping[str, Any]],
    embedder: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Any:
    semantic = {"embedder": embedder or {"kind": _OWN}, "threshold": 0.97}
    stage = Dedup(DedupSettings.model_validate({"semantic": semantic, **settings}))
    return verdicts_of(stage, folder, shards)


def _kept_ids(verdicts: Any) -> list[str]:
    return [row["pair_id"] for row in kept_rows(verdicts)]


def test_a_question_in_other_words_goes_and_names_survivor_and_cosine(tmp_path: Path) -> None:
    found = _judged(tmp_path, [_row("a", _BIG_CAR, "So it is, I think.")], [_row("b", _HUGE_CAR)])
    assert _kept_ids(found) == ["a"]
    (gone,) = rejected_rows(found)
    assert (gone.reason, gone.detail) == ("semantic_duplicate", "of a, cosine 1.000")


def test_without_the_semantic_pass_it_stays(tmp_path: Path) -> None:
    found = _judged(tmp_path, [_row("a", _BIG_CAR), _row("b", _HUGE_CAR)], semantic=None)
    assert _kept_ids(found) == ["a", "b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How many of 12 eggs are in a large box", "How many of 13 eggs are in a huge box"),
        ("Is it bad to drive a large car", "Is it not bad to drive a huge car"),
        ("Why does the pressure increase in large tanks", "Why does the pressure decrease in large tanks"),
    ],
)
def test_other_numbers_and_opposites_are_other_questions(tmp_path: Path, one: str, other: str) -> None:
    blind = {"kind": "tests.dedup.test_semantic:Blind"}
    assert _kept_ids(_judged(tmp_path, [_row("a", one), _row("b", other)], embedder=blind)) == ["a", "b"]


class Blind(MeaningEmbedder):
    """Takes all texts for the same."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.full((len(texts), 4), 0.5, np.float32)


def test_texts_without_anything_in_them_resemble_nothing(tmp_path: Path) -> None:
    rows = [_row("a", ""), _row("b", " "), _row("c", "?!"), _row("d", "!?")]
    assert _kept_ids(_judged(tmp_path, rows)) == ["a", "b", "c", "d"]


def test_a_row_with_the_text_of_a_better_one_is_not_embedded(tmp_path: Path) -> None:
    Listening.asked.clear()
    _judged(tmp_path, [_row("a", "Is it so?"), _row("b", "is it so"), _row("c", "Who came?")])
    assert len(Listening.asked) == 2


def test_only_so_many_characters_are_embedded(tmp_path: Path) -> None:
    Listening.asked.clear()
    semantic = {"embedder": {"kind": _OWN}, "max_chars": 9}
    _judged(tmp_path, [_row("a", "Is it so that it is?")], semantic=semantic)
    assert Listening.asked == ["Is it so "]


def test_similar_words_count_before_similar_meaning(tmp_path: Path) -> None:
    near = _BIG_CAR.replace("street", "road")
    found = _judged(tmp_path, [_row("a", _BIG_CAR, "So it is, I think."), _row("b", near)])
    assert [gone.reason for gone in rejected_rows(found)] == ["near_duplicate"]


def test_different_answers_to_one_meaning_can_be_kept(tmp_path: Path) -> None:
    rows = [
        _row("a", _BIG_CAR, "Slowly, and with your eyes open."),
        _row("b", _HUGE_CAR, "Have it parked by someone."),
    ]
    assert _kept_ids(_judged(_made(tmp_path / "x"), rows, keep="distinct_answers")) == ["a", "b"]
    same = [_row("a", _BIG_CAR, "Slowly."), _row("b", _HUGE_CAR, "slowly")]
    assert len(_kept_ids(_judged(_made(tmp_path / "y"), same, keep="distinct_answers"))) == 1


def test_rows_that_an_earlier_release_has_in_other_words_go(tmp_path: Path) -> None:
    release = tmp_path / "release.jsonl"
    release.write_text(json.dumps({"question": _HUGE_CAR, "answer": "Yes."}) + "\n", encoding="utf-8")
    found = _judged(tmp_path, [_row("a", _BIG_CAR), _row("b", "Who came?")], against=[str(release)])
    assert _kept_ids(found) == ["b"]
    (gone,) = rejected_rows(found)
    assert gone.detail == f"of {release} row 1, cosine 1.000"


def test_the_order_of_the_input_changes_no_survivor(tmp_path: Path) -> None:
    texts = [
        _BIG_CAR,
        _HUGE_CAR,
        "Who came?",
        "Compute the area of a large room",
        "Find the area of a huge room",
    ]
    rows = [_row(f"p{place}", text, "x" * place) for place, text in enumerate(texts)]
    straight = _judged(_made(tmp_path / "x"), rows)
    mixed = _judged(_made(tmp_path / "y"), rows[3:], rows[:3])
    assert sorted(_kept_ids(straight)) == sorted(_kept_ids(mixed)) == ["p1", "p2", "p4"]


def test_vectors_can_come_from_an_endpoint(tmp_path: Path) -> None:
    with MisbehavingServer(serving_vectors()) as server:
        embedder = {"kind": "openai", "base_url": server.url, "model": "tiny"}
        found = _judged(
            tmp_path, [_row("a", _BIG_CAR, "So it is, I think."), _row("b", _HUGE_CAR)], embedder=embedder
        )
    assert _kept_ids(found) == ["a"]


def test_the_embedder_is_part_of_the_plan() -> None:
    def identity(dimensions: int) -> Any:
        embedder = {"kind": _OWN, "arguments": {"dimensions": dimensions}}
        return Dedup(DedupSettings.model_validate({"semantic": {"embedder": embedder}})).identity()

    assert identity(8) == {"embedder": "meaning", "dimensions": "8"}
    assert identity(8) != identity(9)


class Wrong(MeaningEmbedder):
    """Returns something else than one vector of length 1 per text."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self._fault = fault
        self._dimensions = 8

    def embed(self, texts: Sequence[str]) -> Any:
        self._dimensions -= 1
        vectors = np.ones((len(texts), self._dimensions), np.float32)
        return {
            "too few": vectors[1:],
            "flat": vectors.ravel(),
            "nothing": None,
            "no numbers": vectors * np.nan,
            "long": 3 * meaning_of(texts),
            "other dimensions": vectors,
        }[self._fault]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("too few", "an array of the shape [0, 7] for 1 texts"),
        ("flat", "an array of the shape [7] for 1 texts"),
        ("nothing", "See to the embedder"),
        ("no numbers", "values that are no numbers"),
        ("other dimensions", "7 in "),
    ],
)
def test_vectors_that_are_none_are_told_with_the_name_of_the_embedder(
    tmp_path: Path, fault: str, said: str
) -> None:
    embedder = {"kind": "tests.dedup.test_semantic:Wrong", "arguments": {"fault": fault}}
    with pytest.raises(EngineRefused, match=re.escape(said)):
        _judged(tmp_path, [_row("a", _BIG_CAR)], [_row("b", _HUGE_CAR)], embedder=embedder)


def test_vectors_of_another_length_make_no_text_more_similar(tmp_path: Path) -> None:
    embedder = {"kind": "tests.dedup.test_semantic:Wrong", "arguments": {"fault": "long"}}
    rows = [_row("a", _BIG_CAR), _row("b", "Where can one leave a car while the streets are filling up")]
    assert _kept_ids(_judged(tmp_path, rows, embedder=embedder)) == ["a", "b"]


@pytest.mark.parametrize("cosine", [0.8, 0.95])
def test_nearly_all_pairs_at_the_cosine_share_a_band(cosine: float) -> None:
    draws = np.random.default_rng(5)
    one, noise = (_units(draws.standard_normal((2_000, 96))) for _ in range(2))
    across = _units(noise - (noise * one).sum(axis=1, keepdims=True) * one)
    other = cosine * one + np.sqrt(1 - cosine**2) * across
    shape = plane_bands(cosine, 512)
    guards = np.zeros(2_000, np.uint64)
    met = plane_keys(one.astype(np.float32), guards, shape, 1) == plane_keys(
        other.astype(np.float32), guards, shape, 1
    )
    assert met.any(axis=0).mean() > 0.98


def test_another_guard_shares_no_band() -> None:
    vectors = meaning_of(["a car", "a car"])
    keys = plane_keys(vectors, np.array([1, 2], np.uint64), (8, 4), 1)
    assert not (keys[:, 0] == keys[:, 1]).any()


def _units(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
