"""Decontaminate from rows to verdicts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.steps import DirectContext, kept_rows, rejected_rows, verdicts_of
from webinstruct.core.errors import InputError
from webinstruct.core.reject import Reject
from webinstruct.core.stage import Note, Verdict
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.decontaminate.stage import Decontaminate
from webinstruct.tables import REFINED

PUZZLE = (
    "A lighthouse keeper paints every third step of a spiral staircase green and every fifth step yellow; how many "
    "of its 240 steps carry both colors?"
)
PROOF = (
    "Steps that carry both colors are the multiples of fifteen, and there are exactly sixteen of those among the "
    "240 steps of the staircase."
)
SHORT = "What color are ripe rowan berries?"


@pytest.fixture
def benchmark(tmp_path: Path) -> str:
    items = [
        {"id": "p-1", "question": PUZZLE, "answer": PROOF},
        {"id": "p-2", "question": SHORT, "answer": "red"},
        {"id": "p-4", "question": "The rowan berries", "answer": "are red"},
        {"id": "p-3", "question": "Solve $3x+2=17$.", "answer": "5"},
    ]
    path = tmp_path / "puzzles.jsonl"
    path.write_text("\n".join(map(json.dumps, items)), "utf-8")
    return str(path)


def judged(
    folder: Path, benchmark: str, question: str, answer: str = "No idea.", **chosen: Any
) -> list[Verdict]:
    stage = Decontaminate(DecontaminateSettings(benchmarks=[benchmark], **chosen))
    return verdicts_of(stage, folder, [[row(question, answer)]])[0]


def row(question: str, answer: str) -> dict[str, Any]:
    return REFINED.completed({"pair_id": "a", "question": question, "answer": answer})


def detail_of(verdicts: Sequence[Verdict]) -> str:
    (rejected,) = rejected_rows([verdicts])
    assert rejected.reason == Reject.CONTAMINATED
    return rejected.detail


def test_a_rejection_names_benchmark_item_field_and_words(tmp_path: Path, benchmark: str) -> None:
    detail = detail_of(judged(tmp_path, benchmark, PUZZLE))
    assert detail == (
        'puzzles item p-1, question, in the question by exact (1.00): "a lighthouse keeper paints every third step of '
        "a spiral staircase green and every fifth step yellow how many of its 240 steps carry both colors"
        '"'
    )


def test_a_part_of_a_question_is_enough(tmp_path: Path, benchmark: str) -> None:
    assert "p-1" in detail_of(judged(tmp_path, benchmark, f"My teacher asked: {PUZZLE[30:120]}"))


def test_a_benchmark_answer_in_the_answer_is_found(tmp_path: Path, benchmark: str) -> None:
    assert "p-1, answer" in detail_of(judged(tmp_path, benchmark, "How?", f"Well. {PROOF}"))


def test_a_benchmark_question_in_the_answer_is_found(tmp_path: Path, benchmark: str) -> None:
    assert "p-1, question" in detail_of(judged(tmp_path, benchmark, "A riddle, please?", PUZZLE))


def test_only_the_chosen_side_is_searched(tmp_path: Path, benchmark: str) -> None:
    assert kept_rows([judged(tmp_path, benchmark, "A riddle?", PUZZLE, fields="question")])


def test_a_short_question_is_found_as_a_whole(tmp_path: Path, benchmark: str) -> None:
    assert "p-2" in detail_of(judged(tmp_path, benchmark, f"Two things. {SHORT} And why?"))


def test_a_short_question_in_the_middle_of_a_sentence_is_no_match(tmp_path: Path, benchmark: str) -> None:
    assert kept_rows([judged(tmp_path, benchmark, "I wonder whether the rowan berries are ripe.")])


@pytest.mark.parametrize(
    "spelling", ["Solve 3 x + 2 = 17", "solve \\(3x+2 = 17\\)", "**Solve** $3x\n+ 2=17$!"]
)
def test_a_short_formula_is_found_however_it_is_set(tmp_path: Path, benchmark: str, spelling: str) -> None:
    assert "p-3" in detail_of(judged(tmp_path, benchmark, spelling))


@pytest.mark.parametrize("other", ["Solve $3x-2=17$.", "Solve $3x+2=18$.", "Solve $8x+2=17$."])
def test_another_formula_is_no_match(tmp_path: Path, benchmark: str, other: str) -> None:
    assert kept_rows([judged(tmp_path, benchmark, other)])


@pytest.mark.parametrize("answer", ["red", "5", "Red."])
def test_a_short_benchmark_answer_is_no_match(tmp_path: Path, benchmark: str, answer: str) -> None:
    assert kept_rows([judged(tmp_path, benchmark, "Which one?", answer)])


def test_an_empty_row_passes(tmp_path: Path, benchmark: str) -> None:
    (verdict,) = judged(tmp_path, benchmark, "", "")
    assert verdict == row("", "")


def test_an_answer_of_a_megabyte_is_searched_to_its_end(tmp_path: Path, benchmark: str) -> None:
    assert "p-1" in detail_of(judged(tmp_path, benchmark, "Long?", "some filler text " * 60_000 + PUZZLE))


def test_without_benchmarks_every_row_passes_and_is_counted(tmp_path: Path) -> None:
    stage = Decontaminate(DecontaminateSettings())
    (verdicts,) = verdicts_of(stage, tmp_path, [[row(PUZZLE, PROOF)]])
    assert verdicts == [row(PUZZLE, PROOF), Note("no_benchmarks")]


def test_a_missing_benchmark_names_path_and_setting(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"decontaminate\.benchmarks names .*nowhere\.jsonl"):
        judged(tmp_path, str(tmp_path / "nowhere.jsonl"), SHORT)


def test_the_identity_holds_the_hash_of_each_file(benchmark: str) -> None:
    expected = hashlib.sha256(Path(benchmark).read_bytes()).hexdigest()
    assert Decontaminate(DecontaminateSettings(benchmarks=[benchmark])).identity() == {
        "puzzles": f"sha256:{expected} items:4"
    }


def test_one_benchmark_may_be_given_as_plain_text(benchmark: str) -> None:
    assert DecontaminateSettings.model_validate({"benchmarks": benchmark}).benchmarks == [benchmark]


def test_the_index_is_the_same_bytes_again(tmp_path: Path, benchmark: str) -> None:
    stage = Decontaminate(DecontaminateSettings(benchmarks=[benchmark]))
    context = DirectContext(tmp_path, stage, [])
    context.run_steps()
    before = Path(context.artifact("index")).read_bytes()
    context.run_steps()
    assert Path(context.artifact("index")).read_bytes() == before


def test_a_chinese_question_is_found(tmp_path: Path) -> None:
    path = tmp_path / "zh.jsonl"
    question = "小明的花园里种着三排向日葵，每排十二棵，昨夜大风吹倒了七棵，花园里现在还站着多少棵向日葵？"
    path.write_text(json.dumps({"question": question}), "utf-8")
    assert "zh item 0" in detail_of(judged(tmp_path, str(path), f"请问：{question}谢谢"))
