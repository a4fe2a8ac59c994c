"""What is told of jobs is read from the run directory alone."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.helpers.runs import toy_config
from tests.helpers.slurm_words import queue_in
from webinstruct.core.errors import InputError
from webinstruct.executors.slurm.records import ElementState, save_state
from webinstruct.executors.slurm.state import JobsStatus, jobs_status
from webinstruct.executors.slurm.submit import cancelled
from webinstruct.pipeline import run
from webinstruct.runner.run_dir import RunDir, run_dir_at


@pytest.fixture
def run_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunDir:
    """A run of two jobs, two elements each, in a queue in which nothing begins."""
    queue = queue_in(tmp_path / "commands", monkeypatch)
    slurm = {"cpu": {"workers": 1, "elements": 2}}
    run(
        toy_config("Even", "Plain", executor={"kind": "slurm", "slurm": slurm}), run_dir=str(tmp_path / "run")
    )
    assert len(queue.names()) == 2
    monkeypatch.setenv("PATH", str(tmp_path))  # from here on nobody can be asked
    return run_dir_at(str(tmp_path / "run"))


def _says(run_dir: RunDir, label: str, index: int, state: str, age_s: float = 0, message: str = "") -> None:
    now = time.time()
    told = ElementState(state, f"1_{index}", "n1", now - 500, now - age_s, message=message, log="the.log")
    save_state(run_dir, 1, label, index, told)


def _status(run_dir: RunDir, *complete: str) -> JobsStatus:
    found = jobs_status(run_dir, complete)
    assert found is not None
    return found


def test_elements_that_said_nothing_wait(run_dir: RunDir) -> None:
    status = _status(run_dir)
    assert [dict(job.states) for job in status.jobs] == [{"waiting": 2}, {"waiting": 2}]
    assert status.is_open


def test_one_that_runs_and_fell_silent_is_lost(run_dir: RunDir) -> None:
    _says(run_dir, "even-process", 0, "running", age_s=10)
    _says(run_dir, "even-process", 1, "running", age_s=1000)
    (job, _) = _status(run_dir).jobs
    assert dict(job.states) == {"running": 1, "lost": 1}
    assert "no sign of life for 1000 s" in job.troubles[0].message


def test_a_damaged_file_of_an_element_is_a_sentence(run_dir: RunDir) -> None:
    _says(run_dir, "even-process", 1, "running")
    file = Path(str(run_dir.root), "jobs", "1", "even-process-1.json")
    file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(InputError, match=r"even-process-1\.json is damaged\. Remove it"):
        _status(run_dir)


def test_what_failed_is_told_with_its_reason_and_its_log(run_dir: RunDir) -> None:
    _says(run_dir, "even-process", 1, "failed", message="process 7: it is corrupt")
    ((trouble,), _) = (job.troubles for job in _status(run_dir).jobs)
    assert (trouble.element, trouble.host, trouble.message, trouble.log) == (
        1,
        "n1",
        "process 7: it is corrupt",
        "the.log",
    )


def test_elements_of_a_complete_stage_ended_where_a_later_job_began(run_dir: RunDir) -> None:
    _says(run_dir, "even-process", 0, "running", age_s=1000)
    _says(run_dir, "plain-process", 0, "running")
    even, plain = _status(run_dir, "even").jobs
    assert (dict(even.states), dict(plain.states)) == ({"ended": 2}, {"running": 1, "waiting": 1})


def test_a_cancelled_submission_is_not_waited_for(
    run_dir: RunDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.defpath)
    queue_in(tmp_path / "again", monkeypatch)
    cancelled(run_dir)
    assert not _status(run_dir).is_open


def test_a_run_without_jobs_has_no_status_of_jobs(tmp_path: Path) -> None:
    assert jobs_status(run_dir_at(str(tmp_path)), ()) is None
