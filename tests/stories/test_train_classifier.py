"""A classifier is trained on the command line; killed in between it goes on, and the result is the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

_SEEDS = (
    "--positives",
    "builtin:seeds/positives.jsonl",
    "--negatives",
    "builtin:seeds/negatives.jsonl",
    "--preset",
    "small",
    "--folds",
    "3",
    "--workers",
    "2",
)


def _started(out: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "webinstruct", "recall", "train", "--out", str(out), *_SEEDS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 120
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until, f"{path} did not come"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A model that was trained without a break, and what was printed."""
    out = tmp_path_factory.mktemp("whole") / "model.bin"
    process = _started(out)
    printed, errors = process.communicate(timeout=200)
    assert process.returncode == 0, errors
    return out, printed


def test_a_user_reads_what_the_model_is_worth_and_what_comes_next(whole: tuple[Path, str]) -> None:
    out, printed = whole
    assert "area under ROC" in printed
    assert "Precision and recall by threshold" in printed
    called, _, rest = printed.splitlines()[-1].partition(" run --config FILE ")
    assert called == "Next: python -m webinstruct"
    assert rest == f"--set recall.train=null --set recall.model={out} --set recall.keep=threshold"


@pytest.mark.parametrize("step", ["examples/kept", "training/model", "training/model_1"])
def test_killed_in_between_it_goes_on_and_ends_the_same(
    step: str, whole: tuple[Path, str], tmp_path: Path
) -> None:
    out = tmp_path / "model.bin"
    process = _started(out)
    _wait_for(tmp_path / "model.run" / step, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not out.exists()
    again = _started(out)
    _, errors = again.communicate(timeout=200)
    assert again.returncode == 0, errors
    assert out.read_bytes() == whole[0].read_bytes()
    cards = [json.loads(path.with_suffix(".json").read_bytes()) for path in (out, whole[0])]
    assert cards[0] == cards[1]
    assert not list(tmp_path.rglob(".*.tmp"))
