"""`recall threshold` where something is missing or wrong: sentences and exit codes."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helpers.spread_corpus import SpreadCorpus
from webinstruct.cli import main
from webinstruct.pipeline import config_from, run


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> SpreadCorpus:
    return SpreadCorpus(tmp_path_factory.mktemp("corpus"), files=2, pages=40)


@pytest.fixture(scope="module")
def recalled(corpus: SpreadCorpus) -> Path:
    return _recalled(corpus, "run")


def _recalled(corpus: SpreadCorpus, name: str, **recall: Any) -> Path:
    path = corpus.folder / name
    assert not run(config_from(corpus.config(**recall)), run_dir=str(path), stage="recall").failures
    return path


def _called(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """The exit code."""
    monkeypatch.setattr(sys, "argv", ["webinstruct", "recall", "threshold", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.fixture
def own(tmp_path: Path) -> tuple[str, str]:
    """A run directory of the test's own."""
    return ("--run-dir", str(tmp_path / "labels"))


def test_two_targets_are_one_too_many(
    recalled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = _called(monkeypatch, recalled, "--target-precision", 0.9, "--target-recall", 0.9)
    assert code == 2
    assert "Choose one of --target-precision, --target-recall and --budget-tokens." in capsys.readouterr().err


def test_a_folder_without_a_run_is_told_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, tmp_path / "none") == 2
    assert "is no run with a recall. Start one: webinstruct run --stage recall" in capsys.readouterr().err


def test_a_recall_that_is_not_done_is_to_be_run_to_its_end(
    corpus: SpreadCorpus,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own: tuple[str, str],
) -> None:
    unfinished = _recalled(corpus, "unfinished")
    (unfinished / "recall" / "scored" / "00001.parquet").unlink()
    assert _called(monkeypatch, unfinished, *own) == 2
    assert "has no scores of shard 1" in capsys.readouterr().err


def test_a_recall_without_a_classifier_needs_one(
    corpus: SpreadCorpus,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own: tuple[str, str],
) -> None:
    bare = _recalled(corpus, "bare", model="", keep="all")
    assert _called(monkeypatch, bare, *own, "--budget-tokens", 100) == 2
    assert "pages without a score: recall had no classifier" in capsys.readouterr().err


def test_an_unknown_group_has_a_near_one(
    recalled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "engine.yaml"
    path.write_text(yaml.safe_dump({"labels": {"engine": {"kind": "recorded"}}}))
    assert _called(monkeypatch, recalled, "--engine-config", path) == 2
    assert "unknown setting 'labels'. Did you mean 'label'?" in capsys.readouterr().err


def test_another_size_of_the_sample_is_refused_by_its_name_and_no_size_is_the_one_before(
    recalled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own: tuple[str, str]
) -> None:
    assert _called(monkeypatch, recalled, *own, "--pages", 20) == 0
    assert _called(monkeypatch, recalled, *own, "--pages", 30) == 2
    assert "sample.pages was 20 when the run was planned and is 30 now" in capsys.readouterr().err
    assert _called(monkeypatch, recalled, *own) == 0


def test_an_engine_file_that_names_no_labeller_is_refused(
    recalled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "engine.yaml"
    path.write_text("label: {}\n")
    assert _called(monkeypatch, recalled, "--engine-config", path) == 2
    assert "engine.yaml has no group label" in capsys.readouterr().err


def test_a_further_call_is_told_with_its_run_directory(
    recalled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    place = tmp_path / "my labels"
    assert _called(monkeypatch, recalled, "--run-dir", place, "--pages", 20) == 0
    words = shlex.split(capsys.readouterr().out.splitlines()[-1])
    assert words[5:9] == ["--run-dir", str(place), "--labels", str(place / "to_label.jsonl")]


def test_the_run_that_takes_the_cut_off_keeps_its_classifier(
    corpus: SpreadCorpus,
    recalled: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own: tuple[str, str],
) -> None:
    assert _called(monkeypatch, recalled, *own, "--budget-tokens", 1_000_000) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert f"--run-dir {recalled} --new-run" in last
    assert f"--set recall.model={corpus.model} --set recall.keep=threshold --set recall.threshold=" in last


def test_a_budget_for_no_page_names_one_that_keeps_some(
    recalled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own: tuple[str, str]
) -> None:
    assert _called(monkeypatch, recalled, *own, "--budget-tokens", 1) == 1
    wanted = capsys.readouterr().out.splitlines()[-1].split()[-1]
    assert _called(monkeypatch, recalled, *own, "--budget-tokens", wanted) == 0


def test_few_labels_are_called_few(
    corpus: SpreadCorpus,
    recalled: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own: tuple[str, str],
) -> None:
    assert _called(monkeypatch, recalled, *own, "--pages", 60) == 0
    lines = (Path(own[1]) / "to_label.jsonl").read_text("utf-8").splitlines()
    labels = Path(own[1]) / "some.jsonl"
    labels.write_text("\n".join(json.dumps(json.loads(line) | {"label": "wanted"}) for line in lines[:8]))
    capsys.readouterr()
    assert _called(monkeypatch, recalled, *own, "--labels", labels, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["labels"] == {"sampled": 60, "labelled": 8, "wanted": 8}
    assert [caution.split(",")[0] for caution in report["cautions"]][:2] == [
        "8 labels are few",
        "only 8 pages are labelled wanted and 0 other.",
    ]


def test_labels_that_match_no_sampled_page_choose_nothing(
    recalled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own: tuple[str, str]
) -> None:
    labels = Path(own[1]).parent / "labels.csv"
    labels.write_text("url,label\nhttps://elsewhere.example/,yes\n")
    code = _called(monkeypatch, recalled, *own, "--labels", labels, "--target-recall", 0.9)
    assert code == 1
    assert (
        "no sampled page has a label. A file names pages by their page_id or url" in capsys.readouterr().out
    )


def test_two_labels_of_a_page_by_its_two_names_are_refused(
    recalled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own: tuple[str, str]
) -> None:
    assert _called(monkeypatch, recalled, *own, "--pages", 20) == 0
    place = Path(own[1])
    page = json.loads((place / "to_label.jsonl").read_text("utf-8").splitlines()[0])
    rows = [{"page_id": page["page_id"], "label": "wanted"}, {"url": page["url"], "label": "other"}]
    labels = place / "labels.jsonl"
    labels.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert _called(monkeypatch, recalled, *own, "--labels", labels) == 2
    assert "wanted in one row and other in another" in capsys.readouterr().err


def test_a_page_that_is_gone_is_told_of_and_the_others_are_shown(
    corpus: SpreadCorpus,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own: tuple[str, str],
) -> None:
    changed = SpreadCorpus(corpus.folder / "changed", files=1, pages=40)
    run_dir = _recalled(changed, "run", threshold=1.0)
    file = changed.folder / "crawl" / "0.warc.gz"
    file.write_bytes(file.read_bytes()[:4_000])
    assert _called(monkeypatch, run_dir, *own) == 0
    told = capsys.readouterr()
    assert "pages have an error in 'show', such as: " in told.err
    assert "Put the file back that the run has read." in told.err
    assert "Put a label (wanted or other)" in told.out
