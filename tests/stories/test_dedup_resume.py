"""Dedup is killed after any of its steps' files, and the next run goes on from there to the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.runs import kept_digest, kept_rows, left_over

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

_ROWS, _PER_SHARD = 1_200, 150
_KILLS = 12
_PLACES = "lake river harbor meadow valley forest orchard quarry village station market garden".split()
_THINGS = "boats carts ladders barrels lanterns ropes stones bricks planks sacks wheels bells".split()


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A file of pairs of which many resemble one another, and an earlier release with some of them."""
    folder = tmp_path_factory.mktemp("pairs")
    chance = random.Random(5)
    questions = [_question(chance) for _ in range(_ROWS * 2 // 3)]
    questions += [_copy(chance.choice(questions), chance) for _ in range(_ROWS // 3)]
    chance.shuffle(questions)
    rows = [{"question": text, "answer": f"Answer {number}."} for number, text in enumerate(questions)]
    files = folder / "pairs.jsonl", folder / "earlier.jsonl"
    for file, some in zip(files, (rows, rows[::40]), strict=True):
        file.write_text("".join(f"{json.dumps(row)}\n" for row in some))
    return files


def _question(chance: random.Random) -> str:
    return f"Why does nobody count the {' '.join(chance.choices(_PLACES + _THINGS, k=30))} anymore?"


def _copy(question: str, chance: random.Random) -> str:
    """The question as it is, or with one word changed."""
    words = question.split()
    words[chance.randrange(5, 30)] = chance.choice(_THINGS)
    return " ".join(words) if chance.random() < 0.6 else question


def _started(run_dir: Path, pairs: tuple[Path, Path]) -> subprocess.Popen[bytes]:
    settings = {
        "source.pairs": pairs[0],
        "source.rows_per_shard": _PER_SHARD,
        "dedup.against": f"[{pairs[1]}]",
        "executor.workers": 2,
    }
    sets = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    config = run_dir.parent / "dedup.yaml"
    config.write_text("stages: [dedup]\n")
    command = [
        sys.executable,
        "-m",
        "webinstruct",
        "run",
        "--config",
        str(config),
        "--run-dir",
        str(run_dir),
        *sets,
    ]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def _finished(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=300)
    return process.returncode, errors.decode()


def _digest(run_dir: Path) -> dict[str, str]:
    """The SHA-256 of all that dedup left, manifests (which tell seconds) aside."""
    files = [
        file for file in (run_dir / "dedup").rglob("*") if file.is_file() and "manifest" not in file.parts
    ]
    return {str(file.relative_to(run_dir)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _files(run_dir: Path) -> int:
    """How many finished files the stage has left so far."""
    return sum(not name.startswith(".") for _, _, names in os.walk(run_dir / "dedup") for name in names)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, pairs: tuple[Path, Path]) -> Path:
    run_dir = tmp_path_factory.mktemp("undisturbed") / "run"
    code, errors = _finished(_started(run_dir, pairs))
    assert code == 0, errors
    assert 50 < len(kept_rows(run_dir, "dedup")) < 0.9 * _ROWS
    return run_dir


def _killed(process: subprocess.Popen[bytes], run_dir: Path, files: int) -> bool:
    """Kill the whole group once the stage has so many files; False if it ended before."""
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        if _files(run_dir) >= files:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        time.sleep(0.002)
    return False


def test_kills_after_any_file_change_no_byte(
    tmp_path: Path, pairs: tuple[Path, Path], undisturbed: Path
) -> None:
    run_dir, everything = tmp_path / "run", _files(undisturbed)
    places = sorted(random.Random(3).sample(range(1, everything - 2), _KILLS))
    kills = sum(_killed(_started(run_dir, pairs), run_dir, files) for files in places)
    code, errors = _finished(_started(run_dir, pairs))
    assert code == 0, errors
    assert kills >= _KILLS - 2
    assert _digest(run_dir) == _digest(undisturbed)
    assert kept_digest(run_dir) == kept_digest(undisturbed)
    assert left_over(run_dir) == []


def test_a_finished_step_is_not_done_again(
    tmp_path: Path, pairs: tuple[Path, Path], undisturbed: Path
) -> None:
    run_dir = tmp_path / "run"
    assert _killed(_started(run_dir, pairs), run_dir, _files(undisturbed) // 2)
    before = {file: file.stat().st_mtime_ns for file in (run_dir / "dedup").rglob("*.arrow")}
    code, errors = _finished(_started(run_dir, pairs))
    assert code == 0, errors
    assert {file: file.stat().st_mtime_ns for file in before if file.exists()} == before
