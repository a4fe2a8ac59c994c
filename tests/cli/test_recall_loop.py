"""`webinstruct recall domains` and `webinstruct recall round`, as they are called."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from webinstruct.cli import main
from webinstruct.pipeline.run import run

pytestmark = pytest.mark.timeout(300)


def _called(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of the command line called with `words`."""
    monkeypatch.setattr(sys, "argv", ["webinstruct", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture(scope="module")
def recalled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A recall of the bundled sample."""
    path = str(tmp_path_factory.mktemp("sample") / "run")
    run({"source": {"path": "builtin:sample"}, "executor": {"workers": 1}}, run_dir=path, stage="recall")
    return path


def test_domains_prints_a_table_and_the_next_command(
    recalled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = f"{recalled}-counted"
    words = ("recall", "domains", recalled, "--run-dir", place, "--least-pages", "2", "--top", "3")
    assert _called(monkeypatch, *words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["site", "pages"],
        ["example.org", "22"],
        ["example.edu", "13"],
    ]
    again = f"Next: webinstruct recall domains {recalled} --run-dir {place} --least-pages 2 --labels FILE"
    assert lines[-1] == again


def test_where_no_site_is_worth_a_label_the_next_command_asks_for_less(
    recalled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ("--run-dir", f"{recalled}-none")
    assert _called(monkeypatch, "recall", "domains", recalled, *place, "--top", "1") == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("--new-run --least-pages 22")


def test_where_nothing_was_recalled_the_next_command_shows_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.jsonl"
    page.write_text('{"url": "https://tea.example/", "text": "Tea."}')
    path = str(tmp_path / "run")
    run({"source": {"path": str(page)}, "recall": {"keep": "all"}}, run_dir=path, stage="recall")
    assert _called(monkeypatch, "recall", "domains", path) == 0
    wanted = f"Next: webinstruct show {path} --stage recall --what rejected"
    assert capsys.readouterr().out.splitlines()[-1] == wanted


def test_labels_that_fit_no_site_are_told(
    recalled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("domain,label\nelsewhere.example,keep\n")
    words = ("--run-dir", str(tmp_path / "run"), "--least-pages", "10", "--labels", str(labels))
    assert _called(monkeypatch, "recall", "domains", recalled, *words) == 0
    assert "note: no site got a label" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--set", "sites=3"), "setting 'sites' is 3; it is a group"),
        (("--set", "label=3"), "setting 'label' is 3; it is a group"),
        (("--engine-config", "configs/quickstart.yaml"), "unknown setting"),
    ],
)
def test_what_domains_cannot_be_told_exits_2(
    words: tuple[str, ...],
    says: str,
    recalled: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = tmp_path / "run"
    assert _called(monkeypatch, "recall", "domains", recalled, "--run-dir", str(place), *words) == 2
    assert says in capsys.readouterr().err
    assert not place.exists()


def test_domains_labels_by_a_file_and_gives_json(
    recalled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = ("--labels", "builtin:seeds/sample_domains.csv")
    words = ("recall", "domains", recalled, "--least-pages", "3", *labels, "--top", "2", "--json")
    assert _called(monkeypatch, *words) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(row["site"], row["label"]) for row in found["top"]] == [
        ("example.org", "keep"),
        ("example.edu", "keep"),
    ]
    assert found["labels"]["keep"] >= 2
    assert (Path(f"{recalled}-domains") / "label" / "kept" / "00000.parquet").exists()


def test_domains_asks_the_engine_of_a_file(
    recalled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"labels": [{"n": 1, "label": "drop", "reason": "x"}, {"n": 2, "label": "keep", "reason": "y"}]}
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"name": "example.edu+1/0", "text": json.dumps(said)}) + "\n")
    engine = tmp_path / "engine.yaml"
    engine.write_text(f"label: {{engine: {{kind: recorded, answers: {answers}}}}}\n")
    place = f"{recalled}-asked"
    words = ("--run-dir", place, "--least-pages", "10", "--engine-config", str(engine), "--json")
    assert _called(monkeypatch, "recall", "domains", recalled, *words) == 0
    labels = {row["site"]: row["label"] for row in json.loads(capsys.readouterr().out)["top"] if row["label"]}
    assert labels == {"example.edu": "drop", "example.org": "keep"}


def test_a_least_share_stands_for_the_minimum_of_pages(
    recalled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--run-dir", f"{recalled}-share", "--least-share", "0.9", "--json", "--top", "0")
    assert _called(monkeypatch, "recall", "domains", recalled, *words) == 0
    labels = json.loads(capsys.readouterr().out)["labels"]
    assert labels["to label"] > 30
    assert "few_pages" not in labels


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--rounds", "2", "--until-overlap", "0.9"), "two ways to say when to stop"),
        (("--most-rounds", "2"), "--most-rounds goes with --until-overlap"),
        (("--set", "loop.sites.least_page=3"), "Did you mean 'least_pages'"),
    ],
)
def test_a_wrong_wish_exits_2(
    words: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = ("--config", "configs/recall.yaml", "--work-dir", str(tmp_path / "work"))
    assert _called(monkeypatch, "recall", "round", *place, *words) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("command", ["recall domains", "recall round"])
def test_help_shows_a_line_that_runs(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, *command.split(), "--help") == 0
    printed = " ".join(capsys.readouterr().out.split())
    example = re.search(rf"Example: (webinstruct {command} .*?)(?: Options| Arguments)", printed)
    assert example, printed
    assert all(word in printed for word in shlex.split(example[1]) if word.startswith("--"))
