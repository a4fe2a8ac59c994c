"""A script is run here by a real bash, with a program of the test's in place of the element."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.slurm_words import Queue, queue_in
from webinstruct.executors.slurm.chain import ArrayJob, StepOf
from webinstruct.executors.slurm.script import Surroundings, script_of
from webinstruct.executors.slurm.settings import Allocation, SlurmSettings

_HEARING = """
import pathlib, signal, sys, time
def heard(*_):
    time.sleep(0.3)
    pathlib.Path("{folder}/finished").touch()
    sys.exit({code})
signal.signal(signal.SIG{name}, heard)
pathlib.Path("{folder}/ready").touch()
while True:
    time.sleep(0.05)
"""
_JOB = ArrayJob((StepOf("extract", "process"),), elements=2, workers=1)


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    monkeypatch.setenv("SLURM_ARRAY_JOB_ID", "71")
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "3")
    return queue_in(tmp_path / "commands", monkeypatch)


def _script(place: Path, element: str, **settings: object) -> Path:
    """The script of a job whose Python is the shell script `element`, in a folder with a blank in its name."""
    folder = place / "my run"
    folder.mkdir(exist_ok=True)
    program = folder / "element"
    program.write_text(f"#!/bin/bash\n{element}\n")
    program.chmod(0o755)
    around = Surroundings(str(folder), 1, str(folder / "logs"), "/nowhere/python", ["/nowhere/src"])
    chosen = SlurmSettings.model_validate({"python": str(program), **settings})
    (folder / "job.sh").write_text(script_of(_JOB, "extract-process.wi-0-1", chosen, around))
    return folder / "job.sh"


def test_the_element_is_told_where_the_run_is(tmp_path: Path) -> None:
    script = _script(tmp_path, 'printf "%s\\n" "$@"')
    told = subprocess.run(["bash", script], capture_output=True, text=True, check=True).stdout.splitlines()
    assert told == [
        "-P",
        "-m",
        "webinstruct.executors.slurm.element",
        str(tmp_path / "my run"),
        "1",
        "extract-process",
    ]


@pytest.mark.parametrize("code", [0, 1, 3])
def test_an_element_that_ended_is_not_put_back(tmp_path: Path, queue: Queue, code: int) -> None:
    assert subprocess.run(["bash", _script(tmp_path, f"exit {code}")], check=False).returncode == code
    assert queue.said_to("scontrol") == []


def test_an_element_that_asks_for_more_time_is_put_back(tmp_path: Path, queue: Queue) -> None:
    assert subprocess.run(["bash", _script(tmp_path, "exit 75")], check=False).returncode == 75
    assert queue.said_to("scontrol") == ["requeue 71_3"]


def test_an_element_that_was_killed_is_put_back_but_not_for_ever(
    tmp_path: Path, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = _script(tmp_path, "kill -9 $$")
    subprocess.run(["bash", script], check=False, capture_output=True)
    assert queue.said_to("scontrol") == ["requeue 71_3"]
    monkeypatch.setenv("SLURM_RESTART_COUNT", "3")
    subprocess.run(["bash", script], check=False, capture_output=True)
    assert queue.said_to("scontrol") == ["requeue 71_3"]


@pytest.mark.parametrize(("name", "code", "calls"), [("USR1", 75, ["requeue 71_3"]), ("TERM", 143, [])])
def test_signals_are_handed_on_and_the_end_is_waited_for(
    tmp_path: Path, queue: Queue, name: str, code: int, calls: list[str]
) -> None:
    element = tmp_path / "element.py"
    element.write_text(_HEARING.format(name=name, code=code, folder=tmp_path))
    script = _script(tmp_path, f"exec {sys.executable} {element}")
    with subprocess.Popen(["bash", script]) as job:
        while not (tmp_path / "ready").exists():
            time.sleep(0.02)
        job.send_signal(signal.Signals[f"SIG{name}"])
        assert job.wait(20) == code
    assert (tmp_path / "finished").exists()
    assert queue.said_to("scontrol") == calls


def test_setup_comes_before_and_wrap_around(tmp_path: Path) -> None:
    script = _script(tmp_path, 'echo "$COLOR"', setup=["export COLOR=blue"], wrap="env COLOR=red")
    assert subprocess.run(["bash", script], capture_output=True, text=True, check=True).stdout == "red\n"


@pytest.mark.parametrize(
    ("settings", "python"),
    [
        (SlurmSettings(), "/nowhere/python"),
        (SlurmSettings(setup=("module load cuda",)), "/nowhere/python"),
        (SlurmSettings(setup=("source /shared/venv/bin/activate",)), "python"),
        (SlurmSettings(wrap="apptainer exec image.sif"), "apptainer exec image.sif python"),
        (SlurmSettings(python="/opt/python3", wrap="nice"), "nice /opt/python3"),
    ],
)
def test_the_python_is_the_one_that_the_site_activates_or_else_ours(
    settings: SlurmSettings, python: str
) -> None:
    text = script_of(
        _JOB, "x", settings, Surroundings("/run", 1, "/logs", "/nowhere/python", ["/nowhere/src"])
    )
    assert f"exec {python} -P -m" in text
    assert ("PYTHONPATH=/nowhere/src" in text) == (python == "/nowhere/python")


def test_what_the_site_says_stands_in_the_head() -> None:
    cpu = Allocation(partition="long", constraint="a&b", at_once=5, gpus=1, options=("--qos=low",))
    job = ArrayJob((StepOf("extract", "process"),), elements=8, workers=2, gpus=2)
    text = script_of(job, "x", SlurmSettings(account="me", cpu=cpu), Surroundings("/r", 1, "/50%", "p", []))
    options = [line.removeprefix("#SBATCH ") for line in text.splitlines() if line.startswith("#SBATCH")]
    assert {
        "--array=0-7%5",
        "--partition=long",
        '--constraint="a&b"',
        "--account=me",
        "--gres=gpu:2",
        "--signal=B:USR1@300",
        "--output=/50%%/1-extract-process-%a.log",
        "--requeue",
    } <= set(options)
    assert options[-1] == "--qos=low"


def test_the_script_is_one_that_bash_can_read(tmp_path: Path) -> None:
    place = tmp_path / 'it\'s "my" $run'
    place.mkdir()
    subprocess.run(["bash", "-n", _script(place, "exit 0")], check=True, env=dict(os.environ))
