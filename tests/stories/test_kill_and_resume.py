"""At 3 a.m.: killed at any instant and run again, the result is the same, byte for byte."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.runs import books_of, kept_digest, left_over
from tests.helpers.waiting import until

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

_CONFIG = "configs/quickstart.yaml"
_KILLS = 20


def _started(run_dir: Path, *words: str, workers: int = 2) -> subprocess.Popen[bytes]:
    """A run in a process group of its own."""
    command = [
        "run",
        "--config",
        _CONFIG,
        "--run-dir",
        str(run_dir),
        "--set",
        f"executor.workers={workers}",
        *words,
    ]
    return subprocess.Popen(
        [sys.executable, "-m", "webinstruct", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _finished(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=300)
    return process.returncode, errors.decode()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _workers(process: subprocess.Popen[bytes]) -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(word) for word in children.read_text().split()] if children.exists() else []


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The kept files of a run that nobody disturbed."""
    run_dir = tmp_path_factory.mktemp("undisturbed")
    code, errors = _finished(_started(run_dir))
    assert code == 0, errors
    return kept_digest(run_dir)


def _random_moments(seed: int) -> Iterator[float]:
    """Seconds after the start, anywhere between the first import and the last stage."""
    chance = random.Random(seed)
    while True:
        yield chance.uniform(0.2, 6.0)


def test_twenty_kills_of_the_whole_group_change_no_byte(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    kills = rounds = 0
    moments = _random_moments(seed=7)
    while kills < _KILLS:
        rounds += 1
        run_dir = tmp_path / str(rounds)
        while kills < _KILLS:
            process = _started(run_dir)
            try:
                process.communicate(timeout=next(moments))
                break
            except subprocess.TimeoutExpired:
                _kill_group(process)
                kills += 1
        code, errors = _finished(_started(run_dir))
        assert code == 0, errors
        assert kept_digest(run_dir) == undisturbed
        assert left_over(run_dir) == []


def test_killing_single_workers_changes_no_byte(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    chance, kills, code = random.Random(11), 0, 1
    while code:
        process = _started(tmp_path)
        while process.poll() is None and kills < 12:
            time.sleep(chance.uniform(0.8, 2.5))
            for victim in chance.sample(found, 1) if (found := _workers(process)) else []:
                os.kill(victim, signal.SIGKILL)
                kills += 1
        code, errors = _finished(process)  # a part that met three kills is given up, and done by the next run
        assert not code or "died 3 times" in errors or "die while they start" in errors
    assert kills >= 4
    assert kept_digest(tmp_path) == undisturbed


def test_another_number_of_workers_after_a_kill_changes_no_byte(
    tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    for workers in (1, 3, 2):
        process = _started(tmp_path, workers=workers)
        time.sleep(2.5)
        _kill_group(process)
    code, errors = _finished(_started(tmp_path, workers=4))
    assert code == 0, errors
    assert kept_digest(tmp_path) == undisturbed


def test_two_runners_on_one_run_directory_do_the_work_once(
    tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    first, second = _started(tmp_path), _started(tmp_path)
    results = [_finished(first), _finished(second)]
    assert [code for code, _ in results] == [0, 0], results
    assert kept_digest(tmp_path) == undisturbed
    assert left_over(tmp_path) == []


def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    process = _started(tmp_path)
    until = time.monotonic() + 20
    while not (workers := _workers(process)) and time.monotonic() < until:
        time.sleep(0.05)
    assert workers
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    time.sleep(1.0)
    assert [pid for pid in workers if _is_alive(pid)] == []


def test_ctrl_c_ends_with_a_sentence_and_the_run_goes_on_later(
    tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    process = _started(tmp_path)
    until((tmp_path / "plan.json").exists, 60, "the plan")
    process.send_signal(signal.SIGINT)
    code, errors = _finished(process)
    assert code == 130, errors
    assert "Run the same command again" in errors
    assert "Traceback" not in errors
    assert _finished(_started(tmp_path))[0] == 0
    assert kept_digest(tmp_path) == undisturbed


def test_every_manifest_closes_after_all_that(tmp_path: Path) -> None:
    process = _started(tmp_path)
    time.sleep(3)
    _kill_group(process)
    assert _finished(_started(tmp_path))[0] == 0
    stages = json.loads((tmp_path / "plan.json").read_text())["stages"]
    for stage in stages:
        for books in books_of(tmp_path, stage["name"]):
            stopped = sum(books["rejected"].values()) + sum(books["quarantined"].values())
            assert books["read"] == stopped + books["sources"]


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
