"""Extraction and refinement by real vLLM, killed in the middle, and nothing is lost or doubled.

The model is tiny and random: what it says is noise that fits the schema. What is looked at are the books.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import yaml

from tests.helpers.runs import books_of, kept_rows, left_over, stopped_rows

_DEADLINE_S = 400


def _config(model: Path, folder: Path, style: str) -> Path:
    engine = {"kind": "vllm", "model": str(model), "max_model_len": 16_384, "max_num_seqs": 8}
    llm = {"engine": engine, "answer_style": style, "answer_tokens": 256, "ask_about": "all"}
    config = {
        "source": {"path": "tests/data/pages", "files_per_shard": 4},
        "recall": {"keep": "all"},
        "extract": {"methods": ["structure", "llm"], "llm": llm},
        "refine": {"method": "llm", "llm": {"engine": engine, "answer_tokens": 200, "tries": 1}},
        "executor": {"workers": 2},
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(config))
    return path


def _started(config: Path, run_dir: Path, stages: str) -> subprocess.Popen[bytes]:
    words = ["run", "--config", str(config), "--run-dir", str(run_dir), "--stage", stages]
    return subprocess.Popen(
        [sys.executable, "-m", "webinstruct", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _descendants(pid: int) -> list[int]:
    """All processes under `pid`."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_descendants(child)]
    return found


def _named(pids: list[int], name: str) -> list[int]:
    return [pid for pid in pids if name in _command(pid)]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def _awaited(claim: Callable[[], bool], what: str, by: subprocess.Popen[bytes] | None = None) -> None:
    began = time.monotonic()
    while not claim():
        if by is not None and by.poll() is not None:
            raise AssertionError(f"it ended before {what}: {by.communicate()[1].decode()[-2000:]}")
        assert time.monotonic() - began < _DEADLINE_S, f"waited in vain for {what}"
        time.sleep(0.1)


def _kept_files(run_dir: Path, stage: str) -> int:
    return len(list((run_dir / stage / "kept").glob("*.parquet")))


def _check_books(run_dir: Path, stage: str, before: str, key: str) -> None:
    """Every row that `before` kept is settled in `stage` exactly once."""
    sources = Counter(row[key] for row in kept_rows(run_dir, before))
    kept = {row[key] for row in kept_rows(run_dir, stage)}
    stopped = [
        row["row_id"] for what in ("rejected", "quarantined") for row in stopped_rows(run_dir, stage, what)
    ]
    assert not set(stopped) & kept
    assert Counter(stopped) + Counter(dict.fromkeys(kept, 1)) == sources
    for book in books_of(run_dir, stage):
        count = sum(book["rejected"].values()) + sum(book["quarantined"].values())
        assert book["read"] == count + book["sources"]
    ids = [row["pair_id"] for row in kept_rows(run_dir, stage)]
    assert len(ids) == len(set(ids))
    assert left_over(run_dir) == []


def _ended(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=_DEADLINE_S)
    assert process.returncode == 0, errors.decode()[-3000:]


def test_extraction_outlives_the_death_of_its_run_and_of_its_engine(tiny_model: Path, tmp_path: Path) -> None:
    run_dir, config = tmp_path / "run", _config(tiny_model, tmp_path, "pointer")
    first = _started(config, run_dir, "recall..extract")
    _awaited(lambda: _kept_files(run_dir, "extract") >= 2, "the first shards", first)
    family = _descendants(first.pid)
    assert _named(family, "EngineCore")
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    _awaited(lambda: not any(map(_is_alive, family)), "the end of every process under the run")
    done = _kept_files(run_dir, "extract")

    second = _started(config, run_dir, "recall..extract")
    _awaited(lambda: _kept_files(run_dir, "extract") > done, "another shard", second)
    cores = _named(_descendants(second.pid), "EngineCore")
    assert len(cores) == 1
    os.kill(cores[0], signal.SIGKILL)
    _ended(second)
    _check_books(run_dir, "extract", "recall", "page_id")
    notes = Counter[str]()
    for book in books_of(run_dir, "extract"):
        notes.update(book["notes"])
    assert notes["pages_to_model"] > 50
    assert notes["llm_cached_tokens"] > notes["llm_prompt_tokens"] / 3


def test_refinement_follows_copied_pairs_and_outlives_its_worker(tiny_model: Path, tmp_path: Path) -> None:
    run_dir, config = tmp_path / "run", _config(tiny_model, tmp_path, "verbatim")
    _ended(_started(config, run_dir, "recall..extract"))
    _check_books(run_dir, "extract", "recall", "page_id")
    process = _started(config, run_dir, "refine")
    _awaited(lambda: _kept_files(run_dir, "refine") >= 1, "the first shard", process)
    workers = _named(_descendants(process.pid), "executors.worker")
    family = _descendants(workers[0])
    os.kill(workers[0], signal.SIGKILL)
    _awaited(lambda: not any(map(_is_alive, family)), "the end of the worker's engine")
    _ended(process)
    _check_books(run_dir, "refine", "extract", "pair_id")
    assert {row["refiner_model"] for row in kept_rows(run_dir, "refine")} - {""}


def test_a_model_that_is_not_there_is_told_before_anything_starts(tmp_path: Path) -> None:
    process = _started(
        _config(tmp_path / "nowhere", tmp_path, "pointer"), tmp_path / "run", "recall..extract"
    )
    _, errors = process.communicate(timeout=60)
    assert process.returncode in (1, 2)
    said = errors.decode()
    assert "There is no model in" in said
    assert "Traceback" not in said


def test_a_start_that_fails_ends_the_run_with_its_cause(tiny_model: Path, tmp_path: Path) -> None:
    config = _config(tiny_model, tmp_path, "pointer")
    words = yaml.safe_load(config.read_text())
    words["extract"]["llm"]["engine"]["max_model_len"] = 1_000_000
    config.write_text(yaml.safe_dump(words))
    process = _started(config, tmp_path / "run", "recall..extract")
    _, errors = process.communicate(timeout=_DEADLINE_S)
    assert process.returncode == 1
    said = errors.decode()
    assert "Lower max_model_len" in said
    assert "Traceback" not in said
