"""The report's words for the terminal: funnel, samples, rows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.finished_run import Judged, StageRun, page, pair, tea_run, written_run
from tests.helpers.hostile_run import hostile_run
from webinstruct.core.errors import ConfigError, InputError
from webinstruct.core.stage import Note, Rejected
from webinstruct.report import funnel_table, sample_pairs, shown, story_of, written_report
from webinstruct.runner.plan import loaded_plan, saved
from webinstruct.runner.run_dir import RunDir
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import REFINED


def test_the_funnel_has_a_line_per_stage_with_its_reasons(tmp_path: Path) -> None:
    lines = [line.split() for line in funnel_table(tea_run(tmp_path)).splitlines()]
    assert lines[1] == ["recall", "2/2", "7", "2", "2", "5", "0", "low_score", "5", "(71.4", "%)"]
    assert [line[0] for line in lines[1:-1]] == ["recall", "extract", "refine", "dedup", "export"]


def test_what_was_read_is_from_and_rejected_and_quarantined_in_every_line(tmp_path: Path) -> None:
    heads, *lines = [line.split() for line in funnel_table(tea_run(tmp_path)).splitlines()[:-1]]
    numbers = [{head: line[place] for place, head in enumerate(heads[:7])} for line in lines]
    assert [int(n["read"]) for n in numbers] == [
        int(n["from"]) + int(n["rejected"]) + int(n["quarantined"]) for n in numbers
    ]
    assert funnel_table(tea_run(tmp_path)).endswith(
        "\nbooks close: every row that was read is in exactly one column"
    )


def test_books_that_do_not_close_name_their_stage(tmp_path: Path) -> None:
    run_dir = tea_run(tmp_path)
    manifest = run_dir.manifest("refine", 0)
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"read": 9}))
    assert "books DO NOT close in refine:" in funnel_table(run_dir)


def test_a_stage_without_benchmarks_says_so_under_the_funnel(tmp_path: Path) -> None:
    row = {"pair_id": "p", "question": "Is it hot?", "answer": "Mind your tongue."}
    judged = [Judged("p", "", [row, Note("no_benchmarks")])]
    said = funnel_table(written_run(tmp_path, [StageRun("decontaminate", REFINED, [judged])]))
    line = "decontaminate had no benchmarks: nothing was looked for (decontaminate.benchmarks)"
    assert said.splitlines()[-1] == line


def test_the_funnel_of_nothing_says_so(tmp_path: Path) -> None:
    assert funnel_table(written_run(tmp_path, [])) == "No stage has run yet."


def test_sampled_pairs_stand_beside_their_page(tmp_path: Path) -> None:
    text = sample_pairs(tea_run(tmp_path), 2)
    assert "https://tea.example/faq" in text
    assert "Q | Is rain water soft?" in text
    assert "A | Yes: it has met no rock" in text


def test_the_same_pairs_are_sampled_at_every_call(tmp_path: Path) -> None:
    assert sample_pairs(tea_run(tmp_path / "a"), 1) == sample_pairs(tea_run(tmp_path / "b"), 1)


def test_no_pairs_yet_is_said(tmp_path: Path) -> None:
    assert sample_pairs(tea_run(tmp_path, "recall")) == "No pairs yet."


def test_a_finished_run_without_pairs_names_the_stage_that_kept_none(tmp_path: Path) -> None:
    one = page("https://tea.example/1")
    ours = pair(one, "Is it hot?", "Mind your tongue.")
    stopped = Judged(ours["pair_id"], ours["url"], [Rejected("near_duplicate")])
    run_dir = written_run(
        tmp_path, [StageRun("dedup", REFINED, [[stopped]]), StageRun("decontaminate", REFINED, [[]])]
    )
    assert sample_pairs(run_dir) == "No pairs: 'dedup' kept none of the 1 rows that it read."
    assert "so far" not in shown(run_dir, "decontaminate", "kept", 5)


def test_no_text_of_a_page_steers_the_terminal(tmp_path: Path) -> None:
    run_dir = hostile_run(tmp_path)
    said = [funnel_table(run_dir), sample_pairs(run_dir, 9)]
    said += [
        shown(run_dir, stage, what, 9)
        for stage in ("recall", "refine")
        for what in ("kept", "rejected", "quarantined")
    ]
    said.append(story_of(run_dir, "document.title='acted'"))
    steering = [
        c for text in said for c in text if (ord(c) < 32 and c != "\n") or ord(c) in (0x7F, 0x9B, 0x202E)
    ]
    assert steering == []


def test_shown_rows_are_those_of_the_reason(tmp_path: Path) -> None:
    run_dir = tea_run(tmp_path)
    assert shown(run_dir, "dedup", "rejected", 5, "near_duplicate").startswith("near_duplicate")
    assert "has rejected no rows for 'other'" in shown(run_dir, "dedup", "rejected", 5, "other")


def test_a_rejected_pair_is_shown_with_its_question(tmp_path: Path) -> None:
    assert "How do I remove lime from a kettle?" in shown(tea_run(tmp_path), "dedup", "rejected", 1)


def given_pairs_run(tmp_path: Path, *others: str) -> RunDir:
    """A run whose first stage stopped the first pair of its file of pairs; `others` are questions of the same id."""
    file = tmp_path / "given.jsonl"
    pairs = [
        {"pair_id": "tea", "question": question, "answer": "Mind your tongue."}
        for question in ("Is it hot?", *others)
    ]
    file.write_text("".join(json.dumps(pair) + "\n" for pair in pairs))
    source = SourceSettings(pairs=str(file))
    shards = source_of(source, REFINED).shards()
    row = next(iter(source_of(source, REFINED).read(shards[0])))
    assert isinstance(row, dict)
    stopped = Judged(row["pair_id"], "", [Rejected("near_duplicate")])
    run_dir = written_run(tmp_path / "run", [StageRun("dedup", REFINED, [[stopped]])])
    plan = loaded_plan(run_dir)
    assert plan is not None
    saved(replace(plan, source=source.model_dump(), shards=tuple(shards)), run_dir)
    return run_dir


def test_a_rejected_pair_that_was_given_is_shown_with_its_question(tmp_path: Path) -> None:
    assert "\n  Is it hot?" in shown(given_pairs_run(tmp_path), "dedup", "rejected", 1)


def test_a_question_that_shares_its_id_with_another_is_not_shown_for_it(tmp_path: Path) -> None:
    text = shown(given_pairs_run(tmp_path, "Is it cold?"), "dedup", "rejected", 1)
    assert text.startswith("near_duplicate  tea")
    assert "Is it" not in text


def test_a_given_pair_whose_file_has_gone_is_shown_without_its_question(tmp_path: Path) -> None:
    run_dir = given_pairs_run(tmp_path)
    (tmp_path / "given.jsonl").unlink()
    assert shown(run_dir, "dedup", "rejected", 1).startswith("near_duplicate")


def test_no_line_over_a_pair_is_long(tmp_path: Path) -> None:
    text = shown(tea_run(tmp_path), "export", "kept", 2)
    assert max(map(len, text.splitlines())) <= 110
    assert "\n  https://tea.example/faq\n" in text
    assert "method structure:faq, grounding verbatim" in text


def test_no_more_rows_are_shown_than_asked_for(tmp_path: Path) -> None:
    run_dir = tea_run(tmp_path)
    assert shown(run_dir, "refine", "kept", 2).count("pair_id") == 2


def test_a_reason_asked_of_kept_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no reason"):
        shown(tea_run(tmp_path), "dedup", "kept", 5, "near_duplicate")


def test_an_unknown_stage_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="recall, extract"):
        shown(tea_run(tmp_path), "brew", "kept", 5)


def test_tokens_are_told_under_the_funnel_for_each_engine_and_tier(tmp_path: Path) -> None:
    row = {"pair_id": "p", "question": "Is it hot?", "answer": "Mind your tongue."}
    counts = {"llm_requests:mixtral": 2, "llm_prompt_tokens:mixtral": 1000, "llm_cached_tokens:mixtral": 500}
    tiers = {"pages_by_structure": 3, "pairs_by_structure": 5, "pages_to_model": 1}
    notes = [Note(word, count) for word, count in {**counts, **tiers}.items()]
    said = funnel_table(
        written_run(tmp_path, [StageRun("extract", REFINED, [[Judged("p", "", [row, *notes])]])])
    )
    assert said.splitlines()[-2:] == [
        "extract asked 'mixtral' 2 times: 1,000 prompt tokens (50.0 % in the prefix cache), 0 output tokens",
        "extract: structure 3 pages, 5 pairs; model 1 pages, 0 pairs",
    ]


def test_how_a_model_did_beside_structure_is_told_with_its_name_and_prompt(tmp_path: Path) -> None:
    row = {"pair_id": "p", "question": "Is it hot?", "answer": "Mind your tongue."}
    counts = {"audit_pages": 2, "audit_pairs_true": 4, "audit_pairs_model": 3, "audit_pairs_same": 2}
    counts |= {"audit_bounds_same": 7, "audit_failed": 1}
    notes = [Note(word, count) for word, count in counts.items()]
    identity = {"engine.model": "tea-7b", "prompt": "c0ffee" * 10}
    stages = [StageRun("extract", REFINED, [[Judged("p", "", [row, *notes])]], identity=identity)]
    run = written_run(tmp_path, stages)
    assert funnel_table(run).splitlines()[-1] == (
        "extract: on 2 pages that structure settled, tea-7b with prompt c0ffeec0ffee had precision 0.67, "
        "recall 0.50, boundary F1 0.50; no whole answer on 1"
    )
    written_report(run)
    stage = json.loads((run.report / "funnel.json").read_text())["stages"][0]
    assert stage["audit"]["boundary_f1"] == 0.5


def refined_run(tmp_path: Path) -> RunDir:
    """A run whose model changed the answer of its one pair, and whose refine was told so."""
    row = {
        "pair_id": "p",
        "question": "Is it hot?",
        "answer": "Mind your tongue.",
        "refine_action": "kept_original",
        "refiner": "mixtral",
        "refine_detail": "result_changed: 7 became 8",
        "pass_rate": 0.25,
    }
    notes = [Note("kept_original:mixtral"), Note("gate_result_changed:mixtral", 2)]
    judged = Judged("p", "", [row, *notes])
    return written_run(tmp_path, [StageRun("refine", REFINED, [[judged]])])


def test_why_originals_stayed_is_told_under_the_funnel(tmp_path: Path) -> None:
    said = funnel_table(refined_run(tmp_path)).splitlines()[-1]
    assert said == "refine kept the original 1 times; tries failed as: result_changed 2"


def test_a_shown_pair_says_who_refined_it_and_why_its_original_stayed(tmp_path: Path) -> None:
    said = " ".join(shown(refined_run(tmp_path), "refine", "kept", 1).split())
    assert "refiner mixtral, refine_detail result_changed: 7 became 8, pass_rate 0.250" in said


def test_a_sampled_pair_says_why_its_original_stayed(tmp_path: Path) -> None:
    said = sample_pairs(refined_run(tmp_path))
    assert "refine: kept_original, by mixtral (result_changed: 7 became 8)" in said


def test_the_story_of_a_pair_says_why_its_original_stayed(tmp_path: Path) -> None:
    said = " ".join(story_of(refined_run(tmp_path), "p").split())
    assert "refiner mixtral, refine_detail result_changed: 7 became 8, pass_rate 0.250" in said
