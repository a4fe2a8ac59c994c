"""What is told of benchmarks before any row is searched."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.benchmark_files import WELL, written
from webinstruct.decontaminate.benchmarks import benchmarks_at
from webinstruct.decontaminate.coverage import coverage_of
from webinstruct.decontaminate.settings import DecontaminateSettings


def test_every_item_counts_also_one_without_any_text(tmp_path: Path) -> None:
    rows = [*WELL, {"question": "7"}, {"question": ""}, {"answer": None}]
    (counts,) = coverage_of(
        benchmarks_at([written(tmp_path / "x.jsonl", rows)]), DecontaminateSettings()
    ).values()
    assert (counts["items"], counts["uncovered"]) == (6, 3)


def test_longer_runs_cover_fewer_items_and_what_they_miss_is_matched_whole() -> None:
    found = benchmarks_at(["builtin:benchmarks"])
    short, long = (coverage_of(found, DecontaminateSettings(ngram=ngram))["quickstart"] for ngram in (8, 20))
    assert short["ngram"] > long["ngram"]
    assert short["whole"] < long["whole"]
    assert long["uncovered"] == 0
