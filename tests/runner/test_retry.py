"""What is opened when quarantined rows are tried again."""

from __future__ import annotations

from pathlib import Path

import pytest

import webinstruct
from tests.helpers.runs import toy_config
from webinstruct.runner.plan import Plan, loaded_plan
from webinstruct.runner.retry import reopened
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.status import status
from webinstruct.runner.tally import finished_shards

pytestmark = pytest.mark.story


def test_a_stage_that_is_opened_whole_keeps_no_table_beside_its_rows(tmp_path: Path) -> None:
    assert reopened(*_ran(tmp_path, "Silent", "Summed", "EvenAside"), ["silent"]) == 1
    assert not list((tmp_path / "even").rglob("*.parquet"))


def test_only_the_shards_with_quarantined_rows_are_opened(tmp_path: Path) -> None:
    run_dir, plan = _ran(tmp_path, "Silent", "EvenAside")
    assert reopened(run_dir, plan, ["silent"]) == 1
    assert finished_shards(run_dir, "silent") == finished_shards(run_dir, "even") == {1}


def test_a_shard_that_is_open_does_not_count_although_its_books_are_there(tmp_path: Path) -> None:
    run_dir, plan = _ran(tmp_path, "Silent")
    reopened(run_dir, plan, ["silent"])
    assert (tmp_path / "silent" / "manifest" / "00000.json").exists()
    (silent,) = status(run_dir, plan)
    assert (silent.shards_done, silent.books.read) == (1, 10)


def _ran(folder: Path, *stages: str) -> tuple[RunDir, Plan]:
    """A run of two shards of ten rows; the stage Silent quarantines one of the first."""
    webinstruct.run(toy_config(*stages, size="2x10"), run_dir=str(folder))
    plan = loaded_plan(RunDir(folder))
    assert plan
    return RunDir(folder), plan
