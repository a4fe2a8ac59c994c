"""The story of one row, however it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.finished_run import PAGE_TEXT, Judged, StageRun, page, tea_run, written_run
from webinstruct.core.errors import ConfigError
from webinstruct.core.ids import page_id, pair_id
from webinstruct.core.stage import Rejected
from webinstruct.report import story_of
from webinstruct.tables import CANDIDATES

PAGE = page_id("https://tea.example/faq", PAGE_TEXT.encode())
MIRROR = page_id("https://mirror.example/faq", PAGE_TEXT.encode())
LIME = ("How do I remove lime from a kettle?", PAGE_TEXT.split("\n")[5])


@pytest.mark.parametrize("word", ["https://tea.example/faq", "tea.example/faq", PAGE])
def test_a_page_is_found_by_its_url_its_end_and_its_id(tmp_path: Path, word: str) -> None:
    story = story_of(tea_run(tmp_path), word)
    assert story.startswith(f"https://tea.example/faq\n  page {PAGE}")
    assert "crawl/00000.warc.gz" in story
    assert "0.870" in story


@pytest.mark.parametrize("word", [PAGE[:7], PAGE[:12].upper(), "tea.example", "TEA.example"])
def test_a_page_is_found_by_the_start_of_its_id_and_by_its_host(tmp_path: Path, word: str) -> None:
    story = story_of(tea_run(tmp_path), word)
    assert story.startswith(f"https://tea.example/faq\n  page {PAGE}")
    assert MIRROR not in story


@pytest.mark.parametrize("word", [PAGE[:6], "ea.example", "tea.exampl", "tea.example.org", "teaxexample"])
def test_a_shorter_start_and_a_part_of_a_host_find_nothing(tmp_path: Path, word: str) -> None:
    assert story_of(tea_run(tmp_path), word).startswith("Nothing in this run")


def test_a_pair_is_found_by_the_start_of_its_id(tmp_path: Path) -> None:
    assert "How do I remove lime" in story_of(tea_run(tmp_path), pair_id(PAGE, *LIME)[:8])


def test_what_is_nowhere_is_answered_with_a_next_step(tmp_path: Path) -> None:
    last = story_of(tea_run(tmp_path), "nowhere.example").splitlines()[-1]
    assert f"webinstruct show {tmp_path} --stage export" in last


def test_the_pairs_of_a_page_are_told_to_the_end(tmp_path: Path) -> None:
    story = story_of(tea_run(tmp_path), PAGE)
    assert story.count("pair ") == 2
    assert "answer was: Boil one part vinegar" in story
    assert "index 1, split train" in story


def test_a_pair_is_told_alone(tmp_path: Path) -> None:
    story = story_of(tea_run(tmp_path), pair_id(PAGE, *LIME))
    assert "How do I remove lime" in story
    assert "rain water" not in story


def test_a_rejected_pair_names_its_survivor_in_another_shard(tmp_path: Path) -> None:
    story = story_of(tea_run(tmp_path), pair_id(MIRROR, *LIME))
    assert "near_duplicate" in story
    assert "that one: How do I remove lime from a kettle?" in story
    assert "https://tea.example/faq" in story


def test_a_rejected_page_is_found_by_its_row_id(tmp_path: Path) -> None:
    assert "low_score, 0.1 < 0.5" in story_of(tea_run(tmp_path), "low-1")


def test_a_record_that_was_no_page_is_found_by_file_and_offset(tmp_path: Path) -> None:
    stopped = [Judged("a.warc.gz#512", "", [Rejected("not_html", "application/pdf")])]
    run_dir = written_run(tmp_path, [StageRun("recall", CANDIDATES, [stopped])])
    assert "not_html, application/pdf" in story_of(run_dir, "a.warc.gz#512")


def test_a_page_that_the_next_stage_has_not_reached_says_so(tmp_path: Path) -> None:
    run_dir = tea_run(tmp_path)
    run_dir.kept("dedup", 0).unlink()
    run_dir.kept("export", 0).unlink()
    assert "dedup          not done yet for shard 0" in story_of(run_dir, PAGE)


def test_what_is_nowhere_is_said_with_the_rows_that_were_only_counted(tmp_path: Path) -> None:
    story = story_of(tea_run(tmp_path), "https://nowhere.example/")
    assert "Nothing in this run" in story
    assert "'recall' listed 2 of its 5 rejected rows" in story


def test_an_end_that_fits_many_pages_asks_for_more(tmp_path: Path) -> None:
    pages = [page(f"https://tea{n}.example/faq") for n in range(12)]
    judged = [Judged(one["page_id"], one["url"], [one]) for one in pages]
    run_dir = written_run(tmp_path, [StageRun("recall", CANDIDATES, [judged])])
    assert "fits 12 pages" in story_of(run_dir, "/faq")


def test_an_empty_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="names nothing"):
        story_of(tea_run(tmp_path), "  ")
