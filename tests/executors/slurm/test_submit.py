"""A run becomes jobs once: none is handed in twice, none is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.runs import toy_config
from tests.helpers.slurm_words import Queue, queue_in
from webinstruct.core.errors import ConfigError, RunnerError
from webinstruct.executors.slurm.records import latest_submission, save
from webinstruct.executors.slurm.submit import cancelled, jobs_in_queue, submitted
from webinstruct.pipeline import Run, run
from webinstruct.pipeline.config import config_from
from webinstruct.pipeline.placing import pending_steps
from webinstruct.pipeline.run import forecast_jobs
from webinstruct.runner.run_dir import run_dir_at
from webinstruct.storage.locks import taken_lock


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return queue_in(tmp_path / "commands", monkeypatch)


def _config(**settings: Any) -> dict[str, Any]:
    slurm = {"cpu": {"workers": 1, "elements": 2}, **settings}
    return toy_config("Even", "Summed", executor={"kind": "slurm", "slurm": slurm})


def _submitted(place: Path, **settings: Any) -> Run:
    return run(_config(**settings), run_dir=str(place))


def test_each_step_that_has_parts_to_do_becomes_a_job(tmp_path: Path, queue: Queue) -> None:
    made = _submitted(tmp_path / "run").submitted
    assert made is not None
    steps = [[step.step for step in one.job.steps if step.stage == "summed"] for one in made.new]
    assert (made.new[0].job.label, made.new[0].number) == ("even-process", "1")
    assert steps == [[], ["sums"], ["total"], ["process"], ["listing"]]
    assert queue.said_to("sbatch")[1:] == [
        f"--parsable --dependency=afterany:{number}" for number in range(1, len(steps))
    ]


def test_what_is_in_the_queue_is_not_handed_in_again(tmp_path: Path, queue: Queue) -> None:
    _submitted(tmp_path / "run")
    before = queue.names()
    made = _submitted(tmp_path / "run").submitted
    assert made is not None
    assert (made.new, [job.name for job in made.queued], queue.names()) == ((), before, before)


def test_a_finished_run_hands_in_nothing(tmp_path: Path, queue: Queue) -> None:
    local = {**_config(), "executor": {"workers": 2}}
    run(local, run_dir=str(tmp_path / "run"))
    made = _submitted(tmp_path / "run").submitted
    assert made is not None
    assert (made.new, made.queued, queue.said_to("sbatch")) == ((), (), [])


def test_what_is_left_is_handed_in_under_a_new_number(tmp_path: Path, queue: Queue) -> None:
    _submitted(tmp_path / "run")
    queue.forget_all()
    _submitted(tmp_path / "run")
    latest = latest_submission(run_dir_at(str(tmp_path / "run")))
    assert latest is not None
    assert latest.number == 2
    assert all(name.endswith("-2") for name in queue.names())


def test_a_submission_that_was_killed_in_between_is_completed_and_loses_no_job(
    tmp_path: Path, queue: Queue
) -> None:
    _submitted(tmp_path / "run")
    run_dir = run_dir_at(str(tmp_path / "run"))
    made = latest_submission(run_dir)
    assert made is not None
    save(run_dir, replace(made, jobs=tuple(replace(one, number="") for one in made.jobs)))
    first = made.jobs[0].name
    queue.forget_all()
    queue.add(1, first)  # killed behind the first sbatch, before its number was written
    again = _submitted(tmp_path / "run").submitted
    assert again is not None
    assert [one.name for one in again.new] == [one.name for one in made.jobs[1:]]
    assert queue.names() == [one.name for one in made.jobs]
    whole = latest_submission(run_dir)
    assert whole is not None
    assert whole.jobs[0].number == "1"
    assert all(one.number for one in whole.jobs)


def test_somebody_who_is_just_submitting_is_not_disturbed(tmp_path: Path, queue: Queue) -> None:
    lock = taken_lock(str(tmp_path / "run" / "locks" / "submit.lock"))
    assert lock is not None
    with pytest.raises(RunnerError, match="somebody is just submitting"):
        _submitted(tmp_path / "run")
    lock.release()


def test_two_who_saw_an_empty_queue_at_the_same_time_hand_in_once(tmp_path: Path, queue: Queue) -> None:
    place = run_dir_at(str(tmp_path / "run"))
    chosen = config_from(_config())
    _submitted(tmp_path / "run")
    before = queue.names()
    pending = pending_steps(place, [named.stage for named in chosen.stages], 3)
    late = submitted(place, pending, chosen.executor, queued=[], command="")
    assert (late.new, [job.name for job in late.queued], queue.names()) == ((), before, before)


def test_what_was_cancelled_and_is_just_leaving_the_queue_is_no_promise(tmp_path: Path, queue: Queue) -> None:
    _submitted(tmp_path / "run")
    name = queue.names()[0]
    cancelled(run_dir_at(str(tmp_path / "run")))
    queue.add(1, name, "COMPLETING")
    with pytest.raises(RunnerError, match="1 job of this run was cancelled and is still leaving the queue"):
        _submitted(tmp_path / "run")


def test_a_run_is_not_cancelled_in_the_middle_of_its_submission(tmp_path: Path, queue: Queue) -> None:
    _submitted(tmp_path / "run")
    before = queue.names()
    lock = taken_lock(str(tmp_path / "run" / "locks" / "submit.lock"))
    assert lock is not None
    with pytest.raises(RunnerError, match="somebody is just submitting"):
        cancelled(run_dir_at(str(tmp_path / "run")))
    lock.release()
    assert queue.names() == before


def test_scripts_name_the_run_directory_from_the_root_on(
    tmp_path: Path, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(_config(), run_dir="my run")
    assert f"element '{tmp_path}/my run' 1 even-process )" in (queue.folder / "1.sh").read_text()


def test_scripts_that_are_shown_are_those_that_would_be_handed_in_and_leave_nothing(
    tmp_path: Path, queue: Queue
) -> None:
    shown = forecast_jobs(config_from(_config()), None, str(tmp_path / "run"))
    assert not (tmp_path / "run").exists()
    _submitted(tmp_path / "run")
    assert [script for _, script in shown] == [
        (queue.folder / f"{number}.sh").read_text() for number in range(1, len(shown) + 1)
    ]


def test_scripts_are_shown_where_there_is_no_slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert forecast_jobs(config_from(_config()), None, str(tmp_path / "run"))


def test_only_the_jobs_of_the_run_are_cancelled(tmp_path: Path, queue: Queue) -> None:
    _submitted(tmp_path / "run")
    _submitted(tmp_path / "other")
    others = [job.name for job in jobs_in_queue(run_dir_at(str(tmp_path / "other")))]
    gone = cancelled(run_dir_at(str(tmp_path / "run")))
    assert len(gone) == len(others)
    assert queue.names() == others
    plain = json.loads((tmp_path / "run" / "jobs" / "1.json").read_bytes())
    assert plain["cancelled"] is True


def test_rows_are_not_tried_again_while_jobs_may_begin(tmp_path: Path, queue: Queue) -> None:
    _submitted(tmp_path / "run")
    with pytest.raises(RunnerError, match="another run is at work"):
        run(_config(), run_dir=str(tmp_path / "run"), retry_quarantined=True)


def test_a_time_that_is_all_margin_is_refused(tmp_path: Path, queue: Queue) -> None:
    with pytest.raises(ConfigError, match="lasts 60 s and takes no more shards in the last 300 s"):
        _submitted(tmp_path / "run", cpu={"time": "00:01:00"})
