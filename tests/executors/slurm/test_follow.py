"""What is told of a run whose jobs are gone before it was done."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.helpers.runs import toy_config
from tests.helpers.slurm_words import queue_in
from webinstruct.executors.slurm.follow import followed
from webinstruct.executors.slurm.records import ElementState, save_state
from webinstruct.executors.slurm.tries import Tries
from webinstruct.pipeline import run
from webinstruct.pipeline.config import config_from
from webinstruct.runner.drive import Failure, Silent
from webinstruct.runner.parts import Part
from webinstruct.runner.run_dir import RunDir, run_dir_at


@pytest.fixture
def run_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunDir:
    """A run of three shards that was submitted, and whose jobs have left the queue."""
    queue = queue_in(tmp_path / "commands", monkeypatch)
    run(_config(), run_dir=str(tmp_path / "run"))
    queue.forget_all()
    return run_dir_at(str(tmp_path / "run"))


def _config() -> dict[str, object]:
    slurm = {"cpu": {"workers": 1, "elements": 2}}
    return toy_config("Even", executor={"kind": "slurm", "slurm": slurm})


def _failures(run_dir: RunDir) -> list[str]:
    stages = [named.stage for named in config_from(_config()).stages]
    return [one.message for one in followed(run_dir, stages, 3, Silent(), look_s=0.1)]


def test_where_nobody_said_anything_nobody_did_it(run_dir: RunDir) -> None:
    assert {message.partition(":")[0] for message in _failures(run_dir)} == {"no job did it"}


def test_a_part_that_failed_has_its_reason_and_the_others_that_of_their_element(run_dir: RunDir) -> None:
    Tries(run_dir, 1, "even-process-0").note(Failure("even", Part("process", 1), "it is corrupt"))
    state = ElementState(
        "failed", "1_0", "n1", time.time(), time.time(), message="the disk is full", log="a.log"
    )
    save_state(run_dir, 1, "even-process", 0, state)
    told = "element 0 on n1 failed: the disk is full (log: a.log)"
    assert _failures(run_dir) == [told, "it is corrupt", told]


def test_a_reason_that_cannot_be_read_is_said_to_be_so(run_dir: RunDir) -> None:
    tries = Tries(run_dir, 1, "even-process-0")
    tries.note(Failure("even", Part("process", 1), "it is corrupt"))
    (file,) = Path(str(run_dir.root), "jobs", "1", "failed").iterdir()
    file.write_bytes(b"{")
    assert "why cannot be read any more" in _failures(run_dir)[1]
