"""One element at its work, started as SLURM's script does it, without a SLURM."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.runs import kept_digest, kept_rows, left_over, toy_config
from tests.helpers.slurm_words import queue_in
from webinstruct.pipeline import run
from webinstruct.storage.leases import LEASE_S
from webinstruct.storage.locks import taken_lock


def _submitted(place: Path, monkeypatch: pytest.MonkeyPatch, *stages: str, **words: Any) -> Path:
    """A run whose jobs are submitted to a queue in which nothing begins."""
    slurm = {
        "cpu": {"workers": 2, "elements": 2, "time": "00:10:00"},
        "margin_s": 60,
        **words.pop("slurm", {}),
    }
    config = toy_config(*stages, executor={"kind": "slurm", "slurm": slurm}, **words)
    queue_in(place / "commands", monkeypatch)
    run(config, run_dir=str(place / "run"))
    return place / "run"


def _element(
    run_dir: Path, job: str, index: int = 0, stderr: int | None = None, **environment: str
) -> subprocess.Popen[bytes]:
    words = [
        sys.executable,
        "-m",
        "webinstruct.executors.slurm.element",
        str(run_dir),
        "1",
        job,
    ]
    paths = {"PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    array = {"SLURM_ARRAY_JOB_ID": "71", "SLURM_ARRAY_TASK_ID": str(index)}
    around = {**os.environ, **paths, **array, **environment}
    return subprocess.Popen(words, env=around, stderr=stderr)


def _state(run_dir: Path, label: str, index: int = 0) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads((run_dir / "jobs" / "1" / f"{label}-{index}.json").read_bytes())
    return plain


def _wait_for_kept(run_dir: Path, stage: str, count: int) -> None:
    until = time.monotonic() + 60
    while len(list((run_dir / stage / "kept").glob("*.parquet"))) < count:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_elements_of_all_steps_leave_what_a_local_run_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Even", "Plain", size="4x30")
    assert [_element(run_dir, f"{stage}-process").wait(60) for stage in ("even", "plain")] == [0, 0]
    run(toy_config("Even", "Plain", size="4x30"), run_dir=str(tmp_path / "local"))
    assert kept_digest(run_dir) == kept_digest(tmp_path / "local")
    state = _state(run_dir, "plain-process")
    assert (state["state"], state["done"], state["left"], state["job"]) == ("done", 4, 0, "71_0")
    assert left_over(run_dir) in (["locks/leases"], ["locks/here", "locks/leases"])


def test_an_element_whose_turn_it_is_not_ends_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Even", "Plain")
    assert _element(run_dir, "plain-process").wait(60) == 3
    assert _state(run_dir, "plain-process")["state"] == "skipped"
    assert "3 parts of even process" in _state(run_dir, "plain-process")["message"]


def test_an_element_that_cannot_see_its_run_says_so_without_a_traceback(tmp_path: Path) -> None:
    element = _element(tmp_path / "nowhere", "plain-process", stderr=subprocess.PIPE)
    said = element.communicate(timeout=60)[1].decode()
    assert (element.returncode, said.splitlines()) == (
        1,
        [
            f"webinstruct: {tmp_path}/nowhere/jobs/1.json cannot be read: No such file or directory. Check the path."
        ],
    )


def test_a_part_that_fails_is_tried_once_and_its_message_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Plain", source="BrokenShard")
    assert _element(run_dir, "plain-process").wait(60) == 1
    state = _state(run_dir, "plain-process")
    assert (state["state"], state["done"], state["left"]) == ("failed", 2, 1)
    assert "numbers-1 is corrupt" in state["message"]


def test_one_element_does_the_steps_of_its_job_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Even", "Summed", "Plain", size="2x30")
    assert _element(run_dir, "even-process..plain-process").wait(100) == 0
    run(toy_config("Even", "Summed", "Plain", size="2x30"), run_dir=str(tmp_path / "local"))
    assert kept_digest(run_dir) == kept_digest(tmp_path / "local")
    assert _state(run_dir, "even-process..plain-process")["state"] == "done"


def test_a_step_that_fails_ends_its_job_before_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Even", "Plain", size="2x30", source="BrokenShard")
    assert _element(run_dir, "even-process..plain-process").wait(60) == 1
    assert not list((run_dir / "plain").rglob("*.parquet"))
    assert "numbers-1 is corrupt" in _state(run_dir, "even-process..plain-process")["message"]


def test_three_elements_try_a_part_and_each_of_them_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slurm = {"cpu": {"workers": 1, "elements": 5, "time": "00:10:00"}}
    run_dir = _submitted(tmp_path, monkeypatch, "Plain", size="5x10", source="BrokenShard", slurm=slurm)
    ends = [_element(run_dir, "plain-process", index).wait(60) for index in (0, 0, 1, 2, 3)]
    assert ends == [1, 1, 1, 1, 0]
    states = [_state(run_dir, "plain-process", index) for index in range(4)]
    assert [state["done"] for state in states] == [0, 0, 0, 0]  # the four that can be done were done at first
    assert all("numbers-1 is corrupt" in state["message"] for state in states[:3])
    assert "1 parts are in the hands of others, or failed there" in states[3]["message"]
    tried = sorted(file.name for file in (run_dir / "jobs" / "1" / "failed").iterdir())
    assert tried == [f"plain-process-00001@plain-process-{index}.json" for index in range(3)]


def test_what_failed_is_known_to_others_while_its_element_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "SlowEven", size="3x4000", source="BrokenShard")
    element = _element(run_dir, "even-process")
    while not (run_dir / "jobs/1/failed/even-process-00001@even-process-0.json").exists():
        assert element.poll() is None
        time.sleep(0.02)
    assert kept_rows(run_dir, "even") == []
    element.send_signal(signal.SIGTERM)
    assert element.wait(30) == 143


def test_an_element_in_which_everything_fails_leaves_the_rest_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Plain", size="60x10", source="BrokenEverywhere")
    assert _element(run_dir, "plain-process").wait(60) == 1
    message = _state(run_dir, "plain-process")["message"]
    assert re.match(r"the first 1\d parts that it took all failed: process 0: .* is corrupt", message)
    assert 10 <= len(list((run_dir / "jobs" / "1" / "failed").iterdir())) < 20


def test_what_somebody_else_is_at_is_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Even")
    lock = taken_lock(str(run_dir / "locks" / "even-process-00001.lock"))
    assert lock is not None
    began = str(int(time.time()) - 200)
    assert _element(run_dir, "even-process", WEBINSTRUCT_BEGAN=began).wait(60) == 0
    lock.release()
    state = _state(run_dir, "even-process")
    assert (state["state"], state["done"], state["left"]) == ("done", 2, 1)
    assert "in the hands of others" in state["message"]


def test_what_a_lost_machine_was_at_is_done_as_soon_as_its_lease_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Even")
    lease = run_dir / "locks" / "even-process-00001.lock.lease" / "1"
    lease.parent.mkdir()
    lease.write_text("elsewhere-1-1\n")
    lost_at = int(time.time() - LEASE_S + 15)
    os.utime(lease, (lost_at, lost_at))
    assert _element(run_dir, "even-process", WEBINSTRUCT_BEGAN=str(lost_at)).wait(90) == 0
    state = _state(run_dir, "even-process")
    assert (state["state"], state["done"], state["left"]) == ("done", 3, 0)


def test_an_element_that_is_wanted_away_finishes_what_it_has_and_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "SlowEven", size="40x100")
    element = _element(run_dir, "even-process")
    _wait_for_kept(run_dir, "even", 1)
    element.send_signal(signal.SIGUSR1)
    assert element.wait(60) == 75
    state = _state(run_dir, "even-process")
    assert state["state"] == "again"
    assert 0 < state["done"] < 40
    assert state["done"] == len(list((run_dir / "even" / "kept").glob("*.parquet")))
    assert list(run_dir.rglob("*.tmp")) == []


def test_an_element_that_is_told_to_stop_lets_go_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "SlowEven", size="3x4000")
    element = _element(run_dir, "even-process")
    while not list((run_dir / "locks").glob("even-process-*")):
        time.sleep(0.02)
    element.send_signal(signal.SIGTERM)
    assert element.wait(30) == 143
    assert _state(run_dir, "even-process")["state"] == "stopped"
    assert list((run_dir / "locks").glob("even-process-*")) == []
    assert kept_rows(run_dir, "even") == []


def test_an_element_knows_when_its_time_is_nearly_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "SlowEven", size="40x100")
    soon = str(time.time() + 62)  # its margin is 60 s
    assert _element(run_dir, "even-process", SLURM_JOB_END_TIME=soon).wait(90) == 75
    assert _state(run_dir, "even-process")["state"] == "again"


def test_an_element_that_got_nowhere_twice_does_not_ask_a_third_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slurm = {"margin_s": 4, "cpu": {"workers": 2, "elements": 1, "time": "00:00:06"}}
    run_dir = _submitted(tmp_path, monkeypatch, "SlowEven", size="2x40000", slurm=slurm)
    assert _element(run_dir, "even-process").wait(60) == 75
    assert _element(run_dir, "even-process", SLURM_RESTART_COUNT="1").wait(60) == 1
    assert "finished no part" in _state(run_dir, "even-process")["message"]


def test_an_element_that_can_write_nothing_asks_again_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "OnFullDisk", size="2x20")
    assert _element(run_dir, "onfulldisk-process").wait(60) == 75
    assert _element(run_dir, "onfulldisk-process", SLURM_RESTART_COUNT="1").wait(60) == 1
    assert "No space left" in _state(run_dir, "onfulldisk-process")["message"]


def test_a_worker_that_is_killed_is_replaced_within_its_element(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Deadly", size="2x20")
    assert _element(run_dir, "deadly-process").wait(100) == 0
    assert _state(run_dir, "deadly-process")["done"] == 2


def test_what_the_script_set_up_counts_as_time_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "SlowEven", size="2x40000")
    began = str(int(time.time()) - 595)  # of the ten minutes that it has
    assert _element(run_dir, "even-process", WEBINSTRUCT_BEGAN=began, SLURM_RESTART_COUNT="1").wait(60) == 1
    assert "finished no part" in _state(run_dir, "even-process")["message"]
