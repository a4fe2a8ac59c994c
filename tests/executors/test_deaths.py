"""Workers that cannot go on: who is blamed, and when the run stops before more is paid for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import webinstruct
from tests.helpers.runs import kept_rows, toy_config
from webinstruct.core.errors import StorageError, WorkerError


def test_a_shard_that_was_only_open_beside_the_deadly_one_is_done(tmp_path: Path) -> None:
    config = toy_config(size="5x5", workers=1) | {"stages": ["tests.helpers.engine_toys:Poisoned"]}
    failures = webinstruct.run(config, run_dir=str(tmp_path)).failures
    assert [failure.part.number for failure in failures] == [0]
    assert sorted(row["n"] for row in kept_rows(tmp_path, "poisoned")) == [
        n for n in range(5, 25) if n % 40 != 10
    ]


def test_an_engine_that_dies_over_everything_ends_the_run(tmp_path: Path) -> None:
    config = toy_config(size="40x5", workers=1) | {"stages": ["tests.helpers.engine_toys:Hopeless"]}
    with pytest.raises(WorkerError, match=r"died over 3 shards in a row.*The core is gone"):
        webinstruct.run(config, run_dir=str(tmp_path))
    assert len(list((tmp_path / "hopeless/starts").iterdir())) <= 9


def test_a_full_disk_stops_a_stage_with_an_engine_before_it_asks_more(tmp_path: Path) -> None:
    config = toy_config(size="60x30", workers=1) | {"stages": ["tests.helpers.engine_toys:OnFullDisk"]}
    with pytest.raises(StorageError, match="No space left"):
        webinstruct.run(config, run_dir=str(tmp_path))
    (asked,) = (tmp_path / "onfulldisk/asked").iterdir()
    assert int(asked.read_text()) < 90
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_worker_that_cannot_be_started_ends_the_run_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    with pytest.raises(WorkerError, match=r"No worker of 'even'.*logs.*run the same command again"):
        webinstruct.run(toy_config("Even"), run_dir=str(tmp_path))
