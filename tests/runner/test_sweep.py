"""What a killed process left behind is gone before the next one begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.sweep import is_at_work, swept
from webinstruct.storage.locks import taken_lock


@pytest.mark.parametrize(
    "left",
    [
        "recall/kept/.00007.parquet.tmp",
        "recall/manifest/.00007.json.4711.tmp",
        "recall/scored/.00007.parquet.tmp",
        ".plan.json.4711.tmp",
        "report/.index.html.4711.tmp",
        "settings/.recall.json.4711.tmp",
        "source/names/.list.4711.tmp",
        "locks/recall-process-00007.lock.lease/.1.4711.tmp",
        "locks/recall-process-00007.lock.lease/.probe-4711",
        "jobs/1/.recall-process-0.json.4711.tmp",
    ],
)
def test_what_a_killed_worker_was_writing_is_removed(left: str, tmp_path: Path) -> None:
    _file(tmp_path / "locks/recall-process-00007.lock")
    _file(tmp_path / left)
    assert swept(RunDir(tmp_path)) == 1
    assert not (tmp_path / left).exists()


def test_the_lock_of_a_killed_worker_is_removed_with_it(tmp_path: Path) -> None:
    _file(tmp_path / "locks/recall-process-00007.lock")
    swept(RunDir(tmp_path))
    assert not list((tmp_path / "locks").iterdir())


def test_a_lease_goes_with_what_its_killed_holder_was_writing_in_it(tmp_path: Path) -> None:
    _file(tmp_path / "locks/leases")
    _file(tmp_path / "locks/recall-process-00007.lock.lease/.1.4711.tmp")
    swept(RunDir(tmp_path))
    assert [file.name for file in (tmp_path / "locks").iterdir()] == ["leases"]


def test_the_folders_of_a_stage_without_locks_are_not_looked_through(tmp_path: Path) -> None:
    _file(tmp_path / "recall/kept/.00007.parquet.tmp")
    _file(tmp_path / "locks/extract-process-00007.lock")
    assert swept(RunDir(tmp_path)) == 0


def test_what_is_finished_stays(tmp_path: Path) -> None:
    _file(tmp_path / "locks/my-stage-process-00007.lock")
    _file(tmp_path / "my-stage/kept/00007.parquet")
    swept(RunDir(tmp_path))
    assert (tmp_path / "my-stage/kept/00007.parquet").exists()


def test_a_part_that_is_being_written_is_seen_and_its_lock_stays(tmp_path: Path) -> None:
    _file(tmp_path / "locks/recall-process-00007.lock")
    lock = taken_lock(str(tmp_path / "locks/recall-process-00008.lock"))
    assert lock
    assert is_at_work(RunDir(tmp_path))
    swept(RunDir(tmp_path))
    assert taken_lock(str(tmp_path / "locks/recall-process-00008.lock")) is None
    lock.release()
    assert not is_at_work(RunDir(tmp_path))


def test_the_locks_of_the_dead_are_not_touched_by_a_look_at_them(tmp_path: Path) -> None:
    _file(tmp_path / "locks/recall-process-00007.lock")
    assert not is_at_work(RunDir(tmp_path))
    assert (tmp_path / "locks/recall-process-00007.lock").exists()


def _file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
