"""Items in other words: embedded, compared, judged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from tests.helpers.steps import DirectContext, kept_rows, rejected_rows, verdicts_of
from webinstruct.core.benchmark_facts import benchmarks_in
from webinstruct.core.errors import ConfigError, EngineRefused
from webinstruct.core.stage import Note, Verdict
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.decontaminate.stage import Decontaminate
from webinstruct.engines.protocol import Answer, Refusal, Reply, Request
from webinstruct.tables import REFINED

ITEM = "How quickly does a large automobile stop on wet ice?"
SAME = "On ice so wet, how fast does a big car stop?"
OTHER = "Why do rowan berries taste bitter before the first frost?"


class SameWords:
    """An engine that takes questions for the same if a given word is in both; `said` overrules it."""

    asked: ClassVar[list[Request]] = []

    def __init__(self, word: str, said: str = "", reason: str = "") -> None:
        self._word, self._said, self._reason = word, said, reason

    def identity(self) -> Mapping[str, str]:
        return {"engine": "same-words", "word": self._word}

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        for request in list(requests)[::-1]:
            SameWords.asked.append(request)
            if self._reason:
                yield Refusal(request.id, self._reason)
                continue
            shown = json.loads(request.messages[-1]["content"])
            is_same = all(self._word in text for text in shown.values())
            said = self._said or json.dumps({"same": is_same, "reason": "a stop on ice"})
            yield Answer(request.id, said, "stop", 10, 5)


@pytest.fixture(autouse=True)
def nobody_asked() -> None:
    SameWords.asked.clear()


def stage_of(folder: Path, engine: Mapping[str, str], **chosen: Any) -> Decontaminate:
    path = folder / "drives.jsonl"
    path.write_text(
        "\n".join(json.dumps({"id": n, "question": text}) for n, text in enumerate([ITEM, OTHER]))
    )
    semantic = {
        "embedder": {"kind": "tests.helpers.embedding:MeaningEmbedder"},
        "engine": {"kind": "tests.decontaminate.semantic.test_stage:SameWords", "arguments": engine},
        "near": 0.5,
        **chosen,
    }
    return Decontaminate(
        DecontaminateSettings.model_validate({"benchmarks": [str(path)], "semantic": semantic})
    )


def judged(
    folder: Path, question: str, engine: Mapping[str, str] = {"word": "ice"}, **chosen: Any
) -> list[Verdict]:
    row = REFINED.completed({"pair_id": "a", "question": question, "answer": "It depends."})
    return verdicts_of(stage_of(folder, engine, **chosen), folder, [[row]])[0]


def test_an_item_in_other_words_is_judged_and_stopped(tmp_path: Path) -> None:
    (rejected,) = rejected_rows([judged(tmp_path, SAME)])
    assert rejected.detail.startswith("drives item 0, question, in the question by judged (0.")
    assert rejected.detail.endswith('"a stop on ice"')


def test_what_the_engine_takes_for_another_question_stays(tmp_path: Path) -> None:
    assert kept_rows([judged(tmp_path, SAME, {"word": "berries"})])
    assert len(SameWords.asked) == 1


def test_nobody_is_asked_about_what_is_far_from_all_items(tmp_path: Path) -> None:
    assert kept_rows([judged(tmp_path, "Name the longest river of Europe.")])
    assert SameWords.asked == []


def test_nobody_is_asked_about_what_the_search_has_found(tmp_path: Path) -> None:
    assert "by exact" in rejected_rows([judged(tmp_path, ITEM)])[0].detail
    assert SameWords.asked == []


@pytest.mark.parametrize("question", ["", "  ", "?!"])
def test_a_question_without_words_is_near_to_nothing(tmp_path: Path, question: str) -> None:
    assert kept_rows([judged(tmp_path, question)])
    assert SameWords.asked == []


@pytest.mark.parametrize(
    ("engine", "reason"),
    [
        ({"word": "ice", "said": "Perhaps."}, "no_verdict"),
        ({"word": "ice", "reason": "filtered"}, "filtered"),
    ],
)
def test_a_question_without_a_verdict_stays_and_is_counted(
    tmp_path: Path, engine: Mapping[str, str], reason: str
) -> None:
    found = judged(tmp_path, SAME, engine)
    assert kept_rows([found])
    assert Note(f"not_judged_{reason}") in found


def test_an_engine_that_gave_up_stops_the_step(tmp_path: Path) -> None:
    with pytest.raises(EngineRefused, match="gave up on pair a"):
        judged(tmp_path, SAME, {"word": "ice", "reason": "gave_up"})


class NoNumbers:
    """An embedder that makes no vectors."""

    def identity(self) -> Mapping[str, str]:
        return {"embedder": "no numbers"}

    def embed(self, texts: Sequence[str]) -> Any:
        return np.full((len(texts), 4), np.nan, np.float32)


def test_vectors_that_are_none_stop_the_step(tmp_path: Path) -> None:
    broken = {"kind": "tests.decontaminate.semantic.test_stage:NoNumbers"}
    with pytest.raises(EngineRefused, match="NoNumbers' returned vectors with values that are no numbers"):
        judged(tmp_path, SAME, embedder=broken)


def test_no_more_than_the_nearest_items_are_asked_about(tmp_path: Path) -> None:
    judged(tmp_path, f"{SAME} And why are rowan berries bitter in frost?", near=0.1, top_k=1)
    assert len(SameWords.asked) == 1


def test_embedder_engine_and_prompt_are_part_of_the_plan(tmp_path: Path) -> None:
    identity = stage_of(tmp_path, {"word": "ice"}).identity()
    assert identity["semantic.embedder.embedder"] == "meaning"
    assert identity["semantic.engine.word"] == "ice"
    assert len(identity["semantic.prompt"]) == 64


def test_a_prompt_without_the_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="shows the field questions alone"):
        stage_of(tmp_path, {"word": "ice"}, prompt="builtin:prompts/verify_answer.md").identity()


def test_no_text_of_an_item_is_left_in_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    stage = stage_of(tmp_path, {"word": "berries"})
    row = REFINED.completed({"pair_id": "a", "question": SAME, "answer": ""})
    DirectContext(folder, stage, [[row]]).run_steps()
    assert not [path for path in folder.iterdir() if b"automobile" in path.read_bytes()]


def test_who_judges_takes_no_name_that_a_benchmark_may_have(tmp_path: Path) -> None:
    identity = stage_of(tmp_path, {"word": "ice"}).identity()
    (benchmark,) = [name for name in identity if not name.startswith("semantic.")]
    assert [facts.name for facts in benchmarks_in(identity)] == [benchmark]
