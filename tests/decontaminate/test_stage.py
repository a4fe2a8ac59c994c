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
from webinstruct.core.stage import Aside, Note, Pages, Stage, Verdict
from webinstruct.decontaminate.evidence import EVIDENCE
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


def test_the_evidence_of_every_side_is_left_beside_the_books(tmp_path: Path, benchmark: str) -> None:
    found = judged(tmp_path, benchmark, PUZZLE, f"Well. {PROOF}")
    left = [verdict.row for verdict in found if isinstance(verdict, Aside)]
    assert [(row["row_id"], row["side"], row["item"], row["field"], row["tier"]) for row in left] == [
        ("a", "question", "p-1", "question", "exact"),
        ("a", "answer", "p-1", "answer", "ngram"),
    ]
    assert all(set(row) == set(EVIDENCE.names) for row in left)


def test_stopped_rows_are_counted_by_tier(tmp_path: Path, benchmark: str) -> None:
    assert Note("contaminated_whole") in judged(tmp_path, benchmark, f"Two things. {SHORT} And why?")


def test_rows_of_every_shard_are_told_their_own_hits(tmp_path: Path, benchmark: str) -> None:
    stage = Decontaminate(DecontaminateSettings(benchmarks=[benchmark]))
    shards = [[row("Who?", "I."), row(PUZZLE, "?")], [], [row(SHORT, "red"), row("Why?", "So.")]]
    found = verdicts_of(stage, tmp_path, shards)
    assert [bool(rejected_rows([verdicts])) for verdicts in found] == [False, True, True, False]


class WithPages(DirectContext):
    """A run that began with pages; counts how often each is asked for."""

    def __init__(
        self, folder: Path, stage: Stage, rows: list[list[dict[str, Any]]], texts: dict[str, str]
    ) -> None:
        super().__init__(folder, stage, rows)
        self.texts = texts
        self.asked: list[str] = []

    def pages(self) -> Pages:
        return self

    def text(self, shard: int, page_id: str) -> str:
        self.asked.append(page_id)
        return self.texts[page_id]


def paged(folder: Path, benchmark: str, page_ids: list[str]) -> tuple[WithPages, list[list[Verdict]]]:
    stage = Decontaminate(DecontaminateSettings(benchmarks=[benchmark], level="page"))
    rows = [
        {**row(f"Which hour is hour {n}?", "This one."), "page_id": page} for n, page in enumerate(page_ids)
    ]
    context = WithPages(
        folder, stage, [rows], {"clean": "Hours of the day.", "dirty": f"Riddles. {PUZZLE} Hours."}
    )
    context.run_steps()
    stage.open(context)
    return context, [list(stage.process(one)) for one in context.rows(0)]


def test_all_pairs_of_a_page_that_holds_an_item_go(tmp_path: Path, benchmark: str) -> None:
    _, found = paged(tmp_path, benchmark, ["clean", "dirty", "dirty", ""])
    assert [
        "in the page" in rejected_rows([one])[0].detail if rejected_rows([one]) else None for one in found
    ] == [
        None,
        True,
        True,
        None,
    ]


def test_each_page_is_searched_once(tmp_path: Path, benchmark: str) -> None:
    context, _ = paged(tmp_path, benchmark, ["dirty"] * 5_000 + ["clean"] * 3)
    assert context.asked == ["dirty", "clean"]


def test_a_run_without_pages_cannot_be_searched_by_page(tmp_path: Path, benchmark: str) -> None:
    class NoPages(DirectContext):
        def pages(self) -> Pages:
            raise InputError("no pages")

    stage = Decontaminate(DecontaminateSettings(benchmarks=[benchmark], level="page"))
    with pytest.raises(InputError, match=r"decontaminate\.level is 'page'.*Set decontaminate\.level to pair"):
        NoPages(tmp_path, stage, [[row("Who?", "I.")]]).run_steps()


def test_what_the_index_covers_is_left_as_json(tmp_path: Path, benchmark: str) -> None:
    stage = Decontaminate(DecontaminateSettings(benchmarks=[benchmark]))
    context = DirectContext(tmp_path, stage, [])
    context.run_steps()
    left = json.loads(Path(context.artifact("coverage")).read_text())
    assert left == {"puzzles": {"items": 4, "exact": 4, "ngram": 1, "whole": 3, "share": 2, "uncovered": 0}}


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
