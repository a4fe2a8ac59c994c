"""A cut-off chosen from labels, by a file and by an engine, keeps what it promised."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helpers.runs import kept_rows, stopped_rows
from tests.helpers.spread_corpus import SpreadCorpus
from webinstruct.pipeline import config_from, run

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

_PAGES = 200


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> SpreadCorpus:
    """600 pages whose scores spread, and their truth."""
    return SpreadCorpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def recalled(corpus: SpreadCorpus) -> Path:
    """A run whose recall has scored them."""
    return _recalled(corpus, corpus.folder / "run", 0.5)


def _recalled(corpus: SpreadCorpus, run_dir: Path, threshold: float) -> Path:
    done = run(config_from(corpus.config(threshold=threshold)), run_dir=str(run_dir), stage="recall")
    assert not done.failures
    return run_dir


def _command(recalled: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "webinstruct", "recall", "threshold", str(recalled), *words]


def _told(recalled: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(recalled, *words), capture_output=True, text=True, check=False, timeout=120
    )


def _report(recalled: Path, *words: str) -> Mapping[str, Any]:
    told = _told(recalled, "--json", *words)
    assert told.returncode == 0, told.stderr
    report: Mapping[str, Any] = json.loads(told.stdout)
    return report


def _engine_config(folder: Path, engine: Mapping[str, Any]) -> str:
    path = folder / "engine.yaml"
    path.write_text(yaml.safe_dump({"label": {"engine": dict(engine)}, "executor": {"workers": 1}}))
    return str(path)


@pytest.fixture(scope="module")
def from_file(corpus: SpreadCorpus, recalled: Path) -> Mapping[str, Any]:
    """The report for precision 0.7 by labels from a file."""
    labels = corpus.labels(corpus.folder / "labels.jsonl")
    return _report(recalled, "--pages", str(_PAGES), "--labels", str(labels), "--target-precision", "0.7")


def test_a_run_with_the_cut_off_for_a_precision_has_that_precision(
    corpus: SpreadCorpus, from_file: Mapping[str, Any], tmp_path: Path
) -> None:
    cut = from_file["cut"]
    run_dir = _recalled(corpus, tmp_path / "run", cut["threshold"])
    kept = kept_rows(run_dir, "recall")
    rejected = stopped_rows(run_dir, "recall", "rejected")
    without_text = [row for row in rejected if row["reason"] == "no_text"]  # they have a score, too
    assert len(kept) + len(without_text) == cut["pages"]
    precision = sum(corpus.truth[row["url"]] for row in kept) / len(kept)
    assert precision >= 0.7
    assert cut["precision"]["low"] <= precision <= cut["precision"]["high"]


def test_a_run_with_the_cut_off_for_a_recall_has_that_recall(
    corpus: SpreadCorpus, recalled: Path, from_file: Mapping[str, Any], tmp_path: Path
) -> None:
    labels = str(corpus.folder / "labels.jsonl")
    cut = _report(recalled, "--labels", labels, "--target-recall", "0.8")["cut"]
    kept = kept_rows(_recalled(corpus, tmp_path / "run", cut["threshold"]), "recall")
    recall = sum(corpus.truth[row["url"]] for row in kept) / sum(corpus.truth.values())
    assert recall >= 0.8
    assert cut["recall"]["low"] <= recall <= cut["recall"]["high"]


def test_the_budget_needs_no_labels_and_is_kept(recalled: Path, tmp_path: Path) -> None:
    report = _report(recalled, "--run-dir", str(tmp_path / "labels"), "--budget-tokens", "50000")
    assert 40_000 < report["cut"]["tokens"] <= 50_000
    assert "labels" not in report
    assert not (tmp_path / "labels" / "sample").exists()


def test_without_labels_the_sample_is_written_for_people_and_never_overwritten(
    recalled: Path, tmp_path: Path
) -> None:
    words = ("--run-dir", str(tmp_path / "labels"), "--pages", "30")
    told = _told(recalled, *words)
    file = tmp_path / "labels" / "to_label.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert (told.returncode, len(rows), {row["label"] for row in rows}) == (0, 30, {""})
    assert all({"url", "title", "text", "score", "stratum"} <= set(row) for row in rows)
    file.write_text("somebody's labels")
    assert "is there already" in _told(recalled, *words).stdout
    assert file.read_text() == "somebody's labels"


def test_a_recorded_engine_that_says_what_the_file_says_gives_the_same_cut_off(
    corpus: SpreadCorpus, recalled: Path, from_file: Mapping[str, Any], tmp_path: Path
) -> None:
    own = ("--run-dir", str(tmp_path / "labels"), "--pages", str(_PAGES))
    assert _told(recalled, *own).returncode == 0
    answers = tmp_path / "answers.jsonl"
    with answers.open("w") as file:
        for row in kept_rows(tmp_path / "labels", "sample"):
            truth = corpus.truth.get(row["url"])
            if truth is not None:  # the file has no label for pages without text
                said = {"labels": [{"n": 1, "label": "keep" if truth else "drop", "reason": "known"}]}
                file.write(json.dumps({"name": f"{row['page_id']}/0", "text": json.dumps(said)}) + "\n")
    engine = _engine_config(tmp_path, {"kind": "recorded", "answers": str(answers)})
    report = _report(recalled, *own, "--engine-config", engine, "--target-precision", "0.7")
    assert report["cut"] == from_file["cut"]
    labelled = kept_rows(tmp_path / "labels", "label")
    assert {(row["labeller"], row["label_reason"]) for row in labelled} == {("engine", "known")}
    assert all(len(row["label_prompt"]) == 12 and row["label_shown"] for row in labelled)


def test_labelling_that_was_killed_goes_on_and_asks_about_no_page_twice(
    recalled: Path, tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    asked.touch()
    judge = {"kind": "tests.helpers.judging:SlowJudge", "arguments": {"asked": str(asked), "pause_s": 0.02}}
    words = ("--run-dir", str(tmp_path / "labels"), "--pages", "150")
    config = _engine_config(tmp_path, judge)
    for part in (30, 80):
        process = subprocess.Popen(
            _command(recalled, *words, "--engine-config", config),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _wait_for_lines(asked, part)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    report = _report(recalled, *words, "--engine-config", config)
    names = asked.read_text().split()
    labelled = kept_rows(tmp_path / "labels", "label")
    assert report["labels"]["labelled"] == len({row["page_id"] for row in labelled}) == 150
    assert len(names) <= 150 + 2  # one was under way at each kill
    assert all((row["label"] == "wanted") == (int(row["url"][-1]) % 2 == 0) for row in labelled)


def test_a_target_out_of_reach_says_so_with_the_best_there_is(
    corpus: SpreadCorpus, recalled: Path, tmp_path: Path
) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("url,label\n" + "".join(f"{url},no\n" for url in corpus.truth))
    own = ("--run-dir", str(tmp_path / "labels"), "--pages", "60")
    told = _told(recalled, *own, "--labels", str(labels), "--target-precision", "0.9")
    assert told.returncode == 1
    assert "no score reaches it; this is the best, precision 0.000" in told.stdout
    assert "only 0 pages are labelled wanted" in told.stdout


def _wait_for_lines(path: Path, count: int) -> None:
    until = time.monotonic() + 100
    while len(path.read_text().split()) < count:
        assert time.monotonic() < until, "the labelling does not get on"
        time.sleep(0.02)
