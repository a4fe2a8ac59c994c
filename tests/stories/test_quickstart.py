"""The quickstart: what the README promises, and what the sample's truth says."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.helpers.runs import books_of, kept_rows, stopped_rows

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

_SHARED = Path("../shared/data")
_STAGES = ("recall", "extract", "refine", "dedup", "decontaminate", "export")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, float]:
    """The quickstart's run directory, what it printed, and its seconds."""
    run_dir = tmp_path_factory.mktemp("quickstart") / "run"
    began = time.monotonic()
    done = _quickstart(run_dir)
    return run_dir, done.stdout, time.monotonic() - began


def _quickstart(run_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "webinstruct", "run", "--config", "configs/quickstart.yaml"]
    done = subprocess.run(
        [*command, "--run-dir", str(run_dir), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def test_it_ends_within_a_minute_and_two_gigabytes(printed: tuple[Path, str, float]) -> None:
    _, _, seconds = printed
    assert seconds < 60
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak_kb * 1024 < 2e9


def test_the_readme_shows_its_real_output(printed: tuple[Path, str, float]) -> None:
    """Every line of the README's block is printed, in that order; a line of three dots stands for lines left out."""
    run_dir, output, _ = printed
    block = re.search(r"^```text\n(.*?)^```$", Path("README.md").read_text(), re.DOTALL | re.MULTILINE)
    assert block
    as_made = output.replace(str(run_dir), "runs/quickstart").replace(
        "python -m webinstruct", ".venv/bin/webinstruct"
    )
    lines = iter(as_made.splitlines())
    shown = [line for line in block[1].splitlines() if line.strip() and line.strip() != "..."]
    assert len(shown) > 20
    for line in shown:
        assert any(line.rstrip() == real.rstrip() for real in lines), f"not printed, or not here: {line}"


def test_the_readme_counts_the_sample_pages_right() -> None:
    pages = [json.loads(line) for line in Path("tests/data/pages.jsonl").read_text().splitlines()]
    assert f"{len(pages)} bundled web pages" in Path("README.md").read_text()


def test_every_record_is_in_the_books(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    assert sum(books["read"] for books in books_of(run_dir, "recall")) == 122
    for stage in _STAGES:
        for books in books_of(run_dir, stage):
            stopped = sum(books["rejected"].values()) + sum(books["quarantined"].values())
            assert books["read"] == stopped + books["sources"]
            assert not books["quarantined"]


def test_what_one_stage_keeps_the_next_one_reads(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    for before, after in pairwise(_STAGES):
        assert len(kept_rows(run_dir, before)) == sum(books["read"] for books in books_of(run_dir, after))


def test_every_pair_stands_in_its_page(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    pages = {row["page_id"]: row["text"] for row in kept_rows(run_dir, "recall")}
    for pair in kept_rows(run_dir, "extract"):
        text = pages[pair["page_id"]]
        assert pair["question_spans"]
        assert pair["answer_spans"]
        if pair["grounding"] == "verbatim":
            (span,) = pair["answer_spans"]
            assert text[span["start"] : span["end"]].split() == pair["answer"].split()


def test_benchmark_items_are_gone_and_named(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    stopped = stopped_rows(run_dir, "decontaminate", "rejected")
    pages = {
        json.loads(line)["url"]
        for line in Path("tests/data/pages.jsonl").read_text().splitlines()
        if "bench-" in line
    }
    assert {row["url"] for row in stopped} == pages
    assert all("quickstart" in row["detail"] for row in stopped)


def test_the_share_of_planted_benchmark_items_that_is_found_is_printed(
    printed: tuple[Path, str, float],
) -> None:
    _, output, _ = printed
    rows = {line[:26].strip(): line[26:].split() for line in output.splitlines()}
    for kind in ("word for word", "other white space", "other LaTeX"):
        planted, found, share, *_ = rows[kind]
        assert (int(planted) > 0, planted == found, share) == (True, True, "1.000")
    assert int(rows["numbers changed"][0]) > 0
    assert "rows without a canary are stopped" in output


def test_the_card_quotes_what_the_report_tells_of_the_canaries(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    stages = json.loads((run_dir / "report" / "funnel.json").read_text())["stages"]
    canaries = next(stage["canaries"] for stage in stages if stage["stage"] == "decontaminate")
    card = (run_dir / "export" / "dataset" / "README.md").read_text()
    for kind in canaries["kinds"]:
        if kind["planted"]:
            assert f"{kind['planted']} | {kind['found']} | {100 * kind['share']:.1f} %" in card


def test_canaries_are_in_no_output(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    items = Path("src/webinstruct/data/benchmarks/quickstart.jsonl").read_text().splitlines()
    planted = [json.loads(item)["question"] for item in items]
    kept = " ".join(f"{row['question']} {row['answer']}" for row in kept_rows(run_dir, "export"))
    assert [question for question in planted if question in kept] == []


def test_questions_that_differ_in_numbers_only_both_survive(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    questions = [row["question"] for row in kept_rows(run_dir, "export")]
    assert sum("480" in question for question in questions) >= 1
    assert sum("900" in question for question in questions) >= 1


def test_a_removed_duplicate_names_a_survivor_that_is_there(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    kept = {row["pair_id"] for row in kept_rows(run_dir, "dedup")}
    stopped = stopped_rows(run_dir, "dedup", "rejected")
    assert stopped
    assert all(any(pair_id in row["detail"] for pair_id in kept) for row in stopped)


def test_pages_without_a_pair_give_none(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    truth = {
        row["url"]: row for row in map(json.loads, Path("tests/data/pages.jsonl").read_text().splitlines())
    }
    given = Counter(row["url"] for row in kept_rows(run_dir, "extract"))
    assert {url for url in given if url in truth and not truth[url]["pairs"]} == set()


def test_most_pairs_of_the_sample_are_found(printed: tuple[Path, str, float]) -> None:
    run_dir, _, _ = printed
    truth = [
        (row["url"], pair)
        for row in map(json.loads, Path("tests/data/pages.jsonl").read_text().splitlines())
        for pair in row["pairs"]
    ]
    found = {(row["url"], _words(row["answer"])) for row in kept_rows(run_dir, "extract")}
    hits = sum((url, _words(pair["answer"])) in found for url, pair in truth)
    assert hits / len(truth) > 0.7


@pytest.mark.parametrize("folder", ["warc", "pages"])
def test_real_pages_end_with_closed_books(folder: str, tmp_path: Path) -> None:
    if not _SHARED.is_dir():
        pytest.skip(f"no real pages at {_SHARED}")
    words = [
        "--set",
        f"source.path={_SHARED / folder}",
        "--set",
        f"decontaminate.benchmarks={_SHARED / 'benchmarks'}",
    ]
    _quickstart(tmp_path, *words)
    read = sum(books["read"] for books in books_of(tmp_path, "recall"))
    assert read == {"pages": 494, "warc": 119}[folder]
    assert f"{read:,}" in (tmp_path / "report" / "index.html").read_text()
    for stage in _STAGES:
        for books in books_of(tmp_path, stage):
            stopped = sum(books["rejected"].values()) + sum(books["quarantined"].values())
            assert books["read"] == stopped + books["sources"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower()))
