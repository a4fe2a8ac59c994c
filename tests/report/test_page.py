"""The written report: what it shows, of whatever kind of run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.helpers.finished_run import Judged, StageRun, page, pair, tea_run, written_run
from tests.helpers.hostile_run import hostile_answer, hostile_run
from webinstruct.core.errors import InputError
from webinstruct.core.stage import Note, Quarantined, Rejected
from webinstruct.core.table import Column, Table
from webinstruct.report import written_report
from webinstruct.runner.run_dir import RunDir
from webinstruct.tables import CANDIDATES, REFINED


def opened(run_dir: RunDir) -> LexborHTMLParser:
    return LexborHTMLParser(written_report(run_dir).read_text("utf-8"))


def texts(document: LexborHTMLParser, selector: str) -> list[str]:
    return [node.text() for node in document.css(selector)]


def test_the_report_is_one_file_that_asks_for_no_other(tmp_path: Path) -> None:
    document = opened(tea_run(tmp_path))
    assert document.css("script, img, link, iframe, [src]") == []
    assert all(n.attributes["href"].startswith(("#", "https://")) for n in document.css("[href]"))  # type: ignore[union-attr]


def test_question_and_answer_are_marked_where_they_stand_on_the_page(tmp_path: Path) -> None:
    document = opened(tea_run(tmp_path))
    assert "Is rain water soft?" in texts(document, ".page mark.question")
    assert "Yes: it has met no rock that could give it calcium." in texts(document, ".page mark.answer")


def test_what_refine_added_is_marked(tmp_path: Path) -> None:
    assert texts(opened(tea_run(tmp_path)), ".answer .changes ins") == ["In short: ", "In short: "]


def test_reasons_are_told_with_their_counts_and_samples(tmp_path: Path) -> None:
    document = opened(tea_run(tmp_path))
    assert "low_score" in texts(document, "#funnel .bars .word")
    assert any("low_score 5 (2 shown)" in text for text in texts(document, "#rejected summary"))
    assert any("similarity 0.912" in text for text in texts(document, "#rejected .detail"))


def test_a_rejected_pair_is_shown_with_its_question(tmp_path: Path) -> None:
    assert texts(opened(tea_run(tmp_path)), "#rejected .subject") == ["How do I remove lime from a kettle?"]


def test_a_quarantined_row_is_shown_with_its_error_and_its_shard(tmp_path: Path) -> None:
    broken = Judged("row-7", "https://tea.example/7", [Quarantined("stage_error", "ValueError: no spout")])
    document = opened(written_run(tmp_path, [StageRun("recall", CANDIDATES, [[], [broken]])]))
    (row,) = texts(document, "#quarantined .rows li")
    assert "ValueError: no spout" in row
    assert "row-7, shard 1" in row


def test_settings_are_told_and_secrets_are_not(tmp_path: Path) -> None:
    document = opened(tea_run(tmp_path))
    cells = texts(document, "#plan td")
    assert {"small-model", "c0ffee", "(hidden)"} <= set(cells)
    assert "sesame" not in document.html  # type: ignore[operator]


def test_every_value_is_text_and_none_is_mark_up(tmp_path: Path) -> None:
    document = opened(hostile_run(tmp_path))
    assert document.css("script, img, svg, textarea, [onerror], [onload]") == []
    assert hostile_answer.split("\x00")[0] in " ".join(texts(document, ".pair .text"))


def test_code_between_fences_is_a_block_and_stays_text(tmp_path: Path) -> None:
    block = "```html\n<b onclick=x>\n```\n"
    one = page("https://tea.example/1", f"Is it hot?\nTry this:\n{block}Then wait.")
    ours = pair(one, "Is it hot?", f"Try this:\n{block}Then wait.")
    stages = [
        StageRun("recall", CANDIDATES, [[Judged(one["page_id"], "", [one])]]),
        StageRun("refine", REFINED, [[Judged("p", "", [ours])]]),
    ]
    document = opened(written_run(tmp_path, stages))
    assert texts(document, ".side.answer code.block") == [block]
    assert texts(document, ".page code.block mark.answer") == [block]
    assert texts(document, ".page") == [one["text"]]
    assert document.css("[onclick]") == []


def test_two_reports_on_the_same_run_are_the_same(tmp_path: Path) -> None:
    run_dir = tea_run(tmp_path)
    assert written_report(run_dir).read_bytes() == written_report(run_dir).read_bytes()


@pytest.mark.parametrize("upto", ["recall", "extract", "refine", "dedup"])
def test_an_unfinished_run_has_a_report_of_what_is_done(tmp_path: Path, upto: str) -> None:
    document = opened(tea_run(tmp_path, upto))
    assert texts(document, "#funnel .stage h3")[-1] == upto


def test_a_stage_with_open_shards_says_how_many_are_done(tmp_path: Path) -> None:
    one = page("https://tea.example/1")
    judged = [Judged(one["page_id"], one["url"], [one])]
    document = opened(written_run(tmp_path, [StageRun("recall", CANDIDATES, [judged, None, None])]))
    assert "1 of 3 shards done" in texts(document, "#funnel .stage .quiet")[0]


def test_a_run_without_any_stage_has_a_report(tmp_path: Path) -> None:
    assert "No stage has run yet." in texts(opened(written_run(tmp_path, [])), "#funnel p")


def test_a_run_without_rows_has_a_report(tmp_path: Path) -> None:
    document = opened(written_run(tmp_path, [StageRun("recall", CANDIDATES, [[], []])]))
    assert texts(document, ".tiles strong")[0] == "0"


def test_pairs_that_came_without_pages_are_shown_without_them(tmp_path: Path) -> None:
    given = {"pair_id": "p", "question": "Is it hot?", "answer": "Mind your tongue."}
    document = opened(written_run(tmp_path, [StageRun("dedup", REFINED, [[Judged("p", "", [given])]])]))
    assert "Mind your tongue." in texts(document, ".side .text")
    assert "Its page is not part of this run." in texts(document, ".pair p")


def test_a_stage_of_ones_own_with_unknown_columns_is_in_the_funnel(tmp_path: Path) -> None:
    cups = Table(
        "cups", 1, "cup_id", (Column("cup_id", pa.string(), "Id."), Column("size", pa.int8(), "In cl."))
    )
    kept: list[Any] = [Judged("c", "", [{"cup_id": "c", "size": 3}, Note("chipped", 2)])]
    stopped = [Judged("d", "", [Rejected("broken")])]
    document = opened(written_run(tmp_path, [StageRun("count_cups", cups, [kept + stopped])]))
    assert texts(document, "#funnel .stage h3") == ["count_cups"]
    assert {"broken", "chipped"} <= set(texts(document, "#funnel .word"))


def test_a_page_whose_spans_make_no_sense_is_shown_from_its_start(tmp_path: Path) -> None:
    one = page("https://tea.example/1", "Short page.")
    spans = [{"start": 50, "end": 90}, {"start": -3, "end": -1}]
    pair = {
        "pair_id": "p",
        "page_id": one["page_id"],
        "question": "Q",
        "answer": "A",
        "question_spans": spans,
    }
    stages = [
        StageRun("recall", CANDIDATES, [[Judged(one["page_id"], "", [one])]]),
        StageRun("refine", REFINED, [[Judged("p", "", [pair])]]),
    ]
    assert texts(opened(written_run(tmp_path, stages)), ".page") == ["Short page."]


def test_the_funnel_as_json_has_reasons_and_says_whether_the_books_close(tmp_path: Path) -> None:
    run_dir = tea_run(tmp_path)
    written_report(run_dir)
    recall = json.loads((run_dir.report / "funnel.json").read_text())["stages"][0]
    assert recall["reasons"] == {"low_score": 5}
    assert (recall["read"], recall["kept"], recall["closes"]) == (7, 2, True)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no run"):
        written_report(RunDir(tmp_path))


def _asked(word: str, **counts: int) -> Judged:
    return Judged(
        word,
        "",
        [{"pair_id": word, "question": "Hot?", "answer": "Yes."}, *map(Note, counts, counts.values())],
    )


def test_what_models_were_asked_and_gave_stands_in_the_report(tmp_path: Path) -> None:
    judged = _asked(
        "p", llm_requests=3, llm_prompt_tokens=4000, llm_output_tokens=60, pages_to_model=2, pairs_by_model=4
    )
    run_dir = written_run(tmp_path, [StageRun("extract", REFINED, [[judged]])])
    cells = texts(opened(run_dir), "#models td")
    assert cells == [
        "extract",
        "one",
        "3",
        "4,000",
        "0.0 %",
        "60",
        "0",
        "extract",
        "model",
        "2",
        "4",
        "4,060",
        "1,015",
    ]


def test_a_run_without_a_model_says_so(tmp_path: Path) -> None:
    assert texts(opened(tea_run(tmp_path)), "#models p") == ["No model was asked."]
