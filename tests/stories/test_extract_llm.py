"""Extraction with a language model through the real runner: answers written by hand for pages of the sample."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.hand_answers import DATA, hand_answer, hand_pairs, hand_truth, numbered
from tests.helpers.runs import books_of, kept_rows, stopped_rows
from webinstruct.core.normal_form import content_words, words
from webinstruct.core.spans import text_at
from webinstruct.pipeline.run import run
from webinstruct.report import funnel_table
from webinstruct.runner.run_dir import RunDir

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

_STYLES = ("pointer", "verbatim")
_PART = re.compile(r"^\d+\. ", re.MULTILINE)
_PIECE_TOKENS = 450
_EXACT = ("file", "question", "answer", "grounding")

Pairs = dict[str, list[tuple[str, str]]]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with twenty pages of the sample, and what recall made of them as JSONL beside it."""
    place = tmp_path_factory.mktemp("pages")
    (place / "html").mkdir()
    for file in hand_pairs():
        shutil.copy(DATA / "pages" / file, place / "html" / file)
    run(_config(place, {}), run_dir=str(place / "recalled"), stage="recall")
    rows = kept_rows(place / "recalled", "recall")
    with (place / "rows.jsonl").open("w", encoding="utf-8") as lines:
        for row in rows:
            file = row["url"].removeprefix("file:")
            lines.write(
                json.dumps({"file": file} | {k: row[k] for k in ("page_id", "url", "title", "text", "html")})
            )
            lines.write("\n")
    return place


def _config(place: Path, extract: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": {"path": str(place / "html")},
        "recall": {"keep": "all"},
        "extract": extract,
        "executor": {"workers": 1},
    }


def _rows(place: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (place / "rows.jsonl").read_text("utf-8").splitlines()]


def _recording(place: Path, style: str) -> dict[str, Any]:
    """An engine that replays one answer written by hand for every page."""
    path = place / f"{style}.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for row in _rows(place):
            text = hand_answer(style, row["file"], numbered(row))
            lines.write(json.dumps({"name": f"{row['page_id']}/0", "text": text}) + "\n")
    return {"kind": "recorded", "answers": str(path)}


def _by_hand(place: Path, style: str) -> dict[str, Any]:
    """An engine that answers every piece of a page with what it shows."""
    arguments = {"rows": str(place / "rows.jsonl"), "style": style}
    return {"kind": "tests.helpers.hand_answers:HandAnswers", "arguments": arguments}


def _extracted(place: Path, name: str, **llm: Any) -> Path:
    """The run directory of an extraction with these settings."""
    config = _config(place, {"methods": ["llm"], "llm": llm})
    done = run(config, run_dir=str(place / name), stage="recall..extract")
    assert not done.failures
    return place / name


def _notes(run_dir: Path) -> Counter[str]:
    return sum((Counter(book["notes"]) for book in books_of(run_dir, "extract")), Counter())


def _said(text: str) -> str:
    """The words of `text`, the numbers of exercises left out: a pointed line has them, the truth does not."""
    return " ".join(content_words(words(_PART.sub("", text))))


def _found(run_dir: Path) -> Pairs:
    found: Pairs = defaultdict(list)
    for row in kept_rows(run_dir, "extract"):
        found[row["url"].removeprefix("file:")].append((_said(row["question"]), _said(row["answer"])))
    return found


def _wanted() -> Pairs:
    return {
        file: [(_said(pair["question"]), _said(pair["answer"])) for pair in hand_truth()[file]]
        for file in hand_pairs()
        if hand_truth()[file]
    }


@pytest.mark.parametrize("style", _STYLES)
def test_recorded_answers_become_exactly_the_pairs_of_the_pages(pages: Path, style: str) -> None:
    run_dir = _extracted(pages, f"whole-{style}", engine=_recording(pages, style), answer_style=style)
    assert _found(run_dir) == _wanted()


def _exact(run_dir: Path, files: Iterable[str]) -> list[tuple[str, ...]]:
    """File, question, answer and grounding of the pairs on `files`, to the letter."""
    wanted = set(files)
    rows = (row | {"file": row["url"].removeprefix("file:")} for row in kept_rows(run_dir, "extract"))
    return sorted(tuple(row[name] for name in _EXACT) for row in rows if row["file"] in wanted)


def _exactly_wanted(style: str, files: Iterable[str]) -> list[tuple[str, ...]]:
    wanted = set(files)
    with (DATA / "llm_pairs.jsonl").open(encoding="utf-8") as lines:
        pairs = [pair for pair in map(json.loads, lines) if pair["style"] == style]
    return sorted(tuple(pair[name] for name in _EXACT) for pair in pairs if pair["file"] in wanted)


@pytest.mark.parametrize("style", _STYLES)
def test_recorded_answers_become_the_expected_pairs_to_the_letter(pages: Path, style: str) -> None:
    run_dir = _extracted(pages, f"whole-{style}", engine=_recording(pages, style), answer_style=style)
    assert len(_exactly_wanted(style, hand_pairs())) == 43
    assert _exact(run_dir, hand_pairs()) == _exactly_wanted(style, hand_pairs())


@pytest.mark.parametrize("style", _STYLES)
def test_every_pair_is_what_its_spans_say(pages: Path, style: str) -> None:
    run_dir = _extracted(pages, f"whole-{style}", engine=_recording(pages, style), answer_style=style)
    texts = {row["page_id"]: row["text"] for row in _rows(pages)}
    for pair in kept_rows(run_dir, "extract"):
        assert pair["method"] == f"llm:{style}"
        assert pair["coverage"] == 1.0
        for side in ("question", "answer"):
            spans = [(span["start"], span["end"]) for span in pair[f"{side}_spans"]]
            said = text_at(texts[pair["page_id"]], spans)
            assert _said(pair[side]) == _said(said)


def test_pages_without_pairs_are_void(pages: Path) -> None:
    run_dir = _extracted(pages, "whole-pointer", engine=_recording(pages, "pointer"), answer_style="pointer")
    void = {
        row["url"].removeprefix("file:"): row["reason"]
        for row in stopped_rows(run_dir, "extract", "rejected")
    }
    assert void == {file: "void" for file, pairs in hand_pairs().items() if not pairs}


def test_the_accepted_answer_and_the_others_keep_their_marks(pages: Path) -> None:
    run_dir = _extracted(pages, "whole-pointer", engine=_recording(pages, "pointer"), answer_style="pointer")
    rows = {row["url"]: row for row in kept_rows(run_dir, "extract")}
    pair = rows["file:se-harmonic-series.html"]
    assert pair["answer_status"] == "accepted"
    assert [other[:16] for other in pair["other_answers"]] == ["Suppose the sum "]


@pytest.mark.parametrize("style", _STYLES)
def test_pages_cut_in_pieces_give_the_same_pairs(pages: Path, style: str) -> None:
    llm = {"answer_style": style, "page_tokens": _PIECE_TOKENS, "overlap_tokens": 200}
    cache = str(pages / f"{style}.cache")
    run_dir = _extracted(pages, f"cut-{style}", engine=_by_hand(pages, style), cache=cache, **llm)
    found, wanted = _found(run_dir), _wanted()
    fitting = _pages_whose_pairs_fit(pages)
    assert len(fitting) >= 15
    assert _notes(run_dir)["pages_in_pieces"] >= 5
    assert {file: found[file] for file in fitting} == {file: wanted[file] for file in fitting}
    assert _exact(run_dir, fitting) == _exactly_wanted(style, fitting)

    replayed = _extracted(pages, f"again-{style}", engine={"kind": "recorded", "answers": cache}, **llm)
    assert [pair["pair_id"] for pair in kept_rows(replayed, "extract")] == [
        pair["pair_id"] for pair in kept_rows(run_dir, "extract")
    ]


def _pages_whose_pairs_fit(pages: Path) -> set[str]:
    """The pages none of whose pairs, from the question's first line to the answer's last, is longer than a piece."""
    fitting = set()
    for row in _rows(pages):
        page = numbered(row)
        pairs = json.loads(hand_answer("pointer", row["file"], page))["pairs"]
        weights = [len(f"{line.mark}{line.number}| {line.shown}".encode()) / 3 + 2 for line in page.lines]
        if pairs and all(sum(weights[p["q"][0][0] - 1 : p["a"][-1][1]]) <= _PIECE_TOKENS for p in pairs):
            fitting.add(row["file"])
    return fitting


def test_a_cascade_asks_only_about_what_structure_did_not_settle(pages: Path) -> None:
    engine = _recording(pages, "pointer")
    cascade = {"methods": ["structure", "llm"], "skip": ["question_groups"]}
    config = _config(pages, cascade | {"llm": {"engine": engine, "audit_share": 1.0}})
    done = run(config, run_dir=str(pages / "cascade"), stage="recall..extract")
    assert not done.failures
    notes = _notes(pages / "cascade")
    assert 0 < notes["pages_to_model"] < len(hand_pairs())
    assert notes["pages_by_structure"] >= 7
    assert notes["audit_pages"] == notes["pages_by_structure"]
    assert notes["pages_asked_for_audit"] == notes["audit_pages"]
    assert 0 < notes["audit_pairs_same"] <= min(notes["audit_pairs_true"], notes["audit_pairs_model"])
    assert "boundary F1" in funnel_table(RunDir(pages / "cascade"))
    assert notes["llm_replayed"] == notes["pages_to_model"] + notes["audit_pages"]
    methods = {row["method"].partition(":")[0] for row in kept_rows(pages / "cascade", "extract")}
    assert methods == {"structure", "llm"}
