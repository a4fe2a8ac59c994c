"""One element at its work, started as SLURM's script does it, without a SLURM."""

from __future__ import annotations

import json
import os
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
from webinstruct.storage.locks import taken_lock


def _submitted(place: Path, monkeypatch: pytest.MonkeyPatch, *stages: str, **words: Any) -> Path:
    """A run whose jobs are submitted to a queue in which nothing begins."""
    slurm = {
        "cpu": {"workers": 2, "elements": 1, "time": "00:10:00"},
        "margin_s": 60,
        **words.pop("slurm", {}),
    }
    config = toy_config(*stages, executor={"kind": "slurm", "slurm": slurm}, **words)
    queue_in(place / "commands", monkeypatch)
    run(config, run_dir=str(place / "run"))
    return place / "run"


def _element(
    run_dir: Path, stage: str, index: int = 0, stderr: int | None = None, **environment: str
) -> subprocess.Popen[bytes]:
    words = [
        sys.executable,
        "-m",
        "webinstruct.executors.slurm.element",
        str(run_dir),
        "1",
        stage,
        "process",
        "0",
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
    assert [_element(run_dir, stage).wait(60) for stage in ("even", "plain")] == [0, 0]
    run(toy_config("Even", "Plain", size="4x30"), run_dir=str(tmp_path / "local"))
    assert kept_digest(run_dir) == kept_digest(tmp_path / "local")
    state = _state(run_dir, "plain-process")
    assert (state["state"], state["done"], state["left"], state["job"]) == ("done", 4, 0, "71_0")
    assert left_over(run_dir) in (["locks/leases"], ["locks/here", "locks/leases"])


def test_an_element_whose_turn_it_is_not_ends_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Even", "Plain")
    assert _element(run_dir, "plain").wait(60) == 3
    assert _state(run_dir, "plain-process")["state"] == "skipped"
    assert "3 parts of even process" in _state(run_dir, "plain-process")["message"]


def test_an_element_that_cannot_see_its_run_says_so_without_a_traceback(tmp_path: Path) -> None:
    element = _element(tmp_path / "nowhere", "plain", stderr=subprocess.PIPE)
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
    assert _element(run_dir, "plain").wait(60) == 1
    state = _state(run_dir, "plain-process")
    assert (state["state"], state["done"], state["left"]) == ("failed", 2, 1)
    assert "numbers-1 is corrupt" in state["message"]
    assert [number for number, _ in state["failed"]] == [1]


def test_what_somebody_else_is_at_is_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Even")
    lock = taken_lock(str(run_dir / "locks" / "even-process-00001.lock"))
    assert lock is not None
    assert _element(run_dir, "even").wait(60) == 0
    lock.release()
    state = _state(run_dir, "even-process")
    assert (state["state"], state["done"], state["left"]) == ("done", 2, 1)
    assert "in the hands of others" in state["message"]


def test_an_element_that_is_wanted_away_finishes_what_it_has_and_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "SlowEven", size="40x100")
    element = _element(run_dir, "even")
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
    element = _element(run_dir, "even")
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
    assert _element(run_dir, "even", SLURM_JOB_END_TIME=soon).wait(90) == 75
    assert _state(run_dir, "even-process")["state"] == "again"


def test_an_element_that_got_nowhere_twice_does_not_ask_a_third_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slurm = {"margin_s": 4, "cpu": {"workers": 2, "elements": 1, "time": "00:00:06"}}
    run_dir = _submitted(tmp_path, monkeypatch, "SlowEven", size="2x40000", slurm=slurm)
    assert _element(run_dir, "even").wait(60) == 75
    assert _element(run_dir, "even", SLURM_RESTART_COUNT="1").wait(60) == 1
    assert "finished no part" in _state(run_dir, "even-process")["message"]


def test_a_worker_that_is_killed_is_replaced_within_its_element(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "Deadly", size="2x20")
    assert _element(run_dir, "deadly").wait(100) == 0
    assert _state(run_dir, "deadly-process")["done"] == 2


def test_what_the_script_set_up_counts_as_time_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_dir = _submitted(tmp_path, monkeypatch, "SlowEven", size="2x40000")
    began = str(int(time.time()) - 595)  # of the ten minutes that it has
    assert _element(run_dir, "even", WEBINSTRUCT_BEGAN=began, SLURM_RESTART_COUNT="1").wait(60) == 1
    assert "finished no part" in _state(run_dir, "even-process")["message"]
