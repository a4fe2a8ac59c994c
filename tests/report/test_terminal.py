"""The report's words for the terminal: funnel, samples, rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.finished_run import tea_run, written_run
from tests.helpers.hostile_run import hostile_run
from webinstruct.core.errors import ConfigError, InputError
from webinstruct.report import funnel_table, sample_pairs, shown, story_of


def test_the_funnel_has_a_line_per_stage_with_its_reasons(tmp_path: Path) -> None:
    lines = [line.split() for line in funnel_table(tea_run(tmp_path)).splitlines()]
    assert lines[1] == ["recall", "2/2", "7", "2", "5", "0", "low_score", "5", "(71.4", "%)"]
    assert [line[0] for line in lines[1:]] == ["recall", "extract", "refine", "dedup", "export"]


def test_the_funnel_of_nothing_says_so(tmp_path: Path) -> None:
    assert funnel_table(written_run(tmp_path, [])) == "No stage has run yet."


def test_sampled_pairs_stand_beside_their_page(tmp_path: Path) -> None:
    text = sample_pairs(tea_run(tmp_path), 1)
    assert "https://tea.example/faq" in text
    assert "Q | Is rain water soft?" in text
    assert "A | Yes: it has met no rock" in text


def test_the_same_pairs_are_sampled_at_every_call(tmp_path: Path) -> None:
    assert sample_pairs(tea_run(tmp_path / "a"), 1) == sample_pairs(tea_run(tmp_path / "b"), 1)


def test_no_pairs_yet_is_said(tmp_path: Path) -> None:
    assert sample_pairs(tea_run(tmp_path, "recall")) == "No pairs yet."


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


def test_no_more_rows_are_shown_than_asked_for(tmp_path: Path) -> None:
    run_dir = tea_run(tmp_path)
    assert shown(run_dir, "refine", "kept", 2).count("pair_id") == 2


def test_a_reason_asked_of_kept_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no reason"):
        shown(tea_run(tmp_path), "dedup", "kept", 5, "near_duplicate")


def test_an_unknown_stage_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="recall, extract"):
        shown(tea_run(tmp_path), "brew", "kept", 5)
