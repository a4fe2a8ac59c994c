"""`webinstruct benchmarks add`, `list` and `verify`, as they are called."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from tests.helpers.benchmark_files import WELL, written, written_index
from webinstruct.cli import main

Captured = pytest.CaptureFixture[str]
_BUILTIN = "builtin:benchmarks"


def _called(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of the command line called with `words`."""
    monkeypatch.setattr(sys, "argv", ["webinstruct", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "benchmarks")


def test_add_says_what_it_understood_and_the_next_command(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = written(tmp_path / "well.jsonl", WELL)
    assert _called(monkeypatch, "benchmarks", "add", path, "--to", folder, "--version", "2") == 0
    assert capsys.readouterr().out.splitlines() == [
        "added: well (2): 3 items, question in question, rest in answer",
        "  covered: 3 items",
        f"Next: webinstruct benchmarks list {folder}",
    ]


def test_items_that_no_tier_can_tell_are_counted_when_they_are_added(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = written(tmp_path / "well.jsonl", [*WELL, {"question": "2"}, {"question": "Why?"}])
    assert _called(monkeypatch, "benchmarks", "add", path, "--to", folder) == 0
    assert "covered: 3 items; 2 say too little to be told" in capsys.readouterr().out


def test_fields_can_be_named(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = written(tmp_path / "well.jsonl", [{"frage": "Wie tief ist der Brunnen am Weg?", "ort": "Am Weg."}])
    words = ("--question", "frage", "--context", "ort")
    assert _called(monkeypatch, "benchmarks", "add", path, "--to", folder, *words) == 0
    assert "question in frage, context in ort" in capsys.readouterr().out


def test_a_file_that_the_manifest_passes_by_is_told(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    written(Path(folder, "old.jsonl"), [{"question": "Which bird nests under the roof?"}])
    path = written(tmp_path / "well.jsonl", WELL)
    assert _called(monkeypatch, "benchmarks", "add", path, "--to", folder) == 0
    assert "old.jsonl is not in the manifest" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("one.jsonl", "two.jsonl", "--name", "x"), "--name is for one file"),
        (("hf:owner/name", "--link"), "--link is for files that are here"),
        (("gone.jsonl",), "No file at gone.jsonl"),
    ],
)
def test_what_cannot_be_added_is_told_with_exit_code_2(
    words: tuple[str, ...], fault: str, folder: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert _called(monkeypatch, "benchmarks", "add", *words, "--to", folder) == 2
    assert fault in capsys.readouterr().err


def test_list_shows_what_each_tier_covers(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert _called(monkeypatch, "benchmarks", "list", _BUILTIN) == 0
    heads, row, *_, last = capsys.readouterr().out.splitlines()
    assert heads.split()[:7] == ["benchmark", "version", "items", "exact", "ngram", "whole", "share"]
    assert row.split()[:4] == ["quickstart", "1,", "test", "40"]
    assert last == f"Next: webinstruct benchmarks verify {_BUILTIN}"


def test_list_as_json_accounts_for_every_item(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert _called(monkeypatch, "benchmarks", "list", _BUILTIN, "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)["benchmarks"]
    assert row["items"] == 40
    assert row["uncovered"] + max(row[tier] for tier in ("exact", "ngram", "whole", "share")) <= 40
    assert row["fields"]["questions"] == ["question"]


def test_list_of_a_config_takes_its_settings(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    found = []
    for words in ((), ("--set", "decontaminate.ngram=30")):
        config = ("--config", "configs/quickstart.yaml")
        assert _called(monkeypatch, "benchmarks", "list", *config, *words, "--json") == 0
        found.append(json.loads(capsys.readouterr().out)["benchmarks"][0]["ngram"])
    assert found[0] > found[1]


@pytest.mark.parametrize("command", ["list", "verify"])
def test_without_benchmarks_the_ways_to_name_some_are_told(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert _called(monkeypatch, "benchmarks", command) == 2
    assert "Name a folder, such as builtin:benchmarks, or a config" in capsys.readouterr().err


def test_verify_is_content_with_what_was_added(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = written(tmp_path / "well.jsonl", WELL)
    _called(monkeypatch, "benchmarks", "add", path, "--to", folder)
    capsys.readouterr()
    assert _called(monkeypatch, "benchmarks", "verify", folder) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == "ok     well: 3 items, question in question, rest in answer"
    assert said.err == ""
    setting = shlex.quote(f'decontaminate.benchmarks=["{folder}"]')
    assert said.out.splitlines()[-1] == f"Next: webinstruct run --config FILE --set {setting}"


def test_verify_names_every_fault_and_exits_with_1(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    barn = [{"question": "Which bird nests under the roof of the barn?"}]
    for name, rows in (("one", WELL), ("two", WELL), ("empty", []), ("changed", barn)):
        written(Path(folder, f"{name}.jsonl"), rows)
    lines = [{"file": f"{name}.jsonl"} for name in ("one", "two", "empty", "gone", "one")]
    written_index(Path(folder), [*lines, {"file": "changed.jsonl", "sha256": "0" * 64}])
    assert _called(monkeypatch, "benchmarks", "verify", folder) == 1
    faults = [line for line in capsys.readouterr().out.splitlines() if line.startswith("FAULT")]
    expected = (
        "names gone.jsonl",
        "line 1 and line 5 name the same file",
        "empty.jsonl holds no items",
        "expected SHA-256 000",
        "'two' and 'one' are one",
    )
    assert [words for words, fault in zip(expected, faults, strict=True) if words not in fault] == []


def test_verify_notes_what_does_not_stop_a_run(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    rows = [*WELL, {"id": "a", "question": "Is it clean enough to drink from it?"}, {"question": ""}]
    path = written(Path(folder, "well.jsonl"), rows)
    assert _called(monkeypatch, "benchmarks", "verify", path) == 0
    told = capsys.readouterr().err
    for words in ("1 of 5 items have no question", "ids that several items have (a)", "1 of 1 have no hash"):
        assert words in told


def test_verify_as_json_lists_faults(folder: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    path = written(Path(folder, "empty.jsonl"), [])
    assert _called(monkeypatch, "benchmarks", "verify", path, _BUILTIN, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found["benchmarks"]] == ["quickstart"]
    assert len(found["faults"]) == 1


@pytest.mark.parametrize("command", ["add", "list", "verify"])
def test_the_line_that_help_shows_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert _called(monkeypatch, "benchmarks", command, "--help") == 0
    shown = capsys.readouterr().out.partition("Example: webinstruct ")[2]
    example = shown[: shown.index("\n\n")]
    monkeypatch.chdir(tmp_path)
    assert _called(monkeypatch, *shlex.split(example)) == 0


def _lines_of_the_guide() -> list[str]:
    text = Path("docs/guides/decontaminate.md").read_text("utf-8")
    blocks = [block for block in text.split("```")[1::2] if block.startswith("\nwebinstruct benchmarks")]
    return [line for block in blocks for line in block.strip().splitlines() if " hf:" not in line]


def test_the_commands_of_the_guide_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _lines_of_the_guide()
    assert len(lines) >= 5
    written(tmp_path / "well.jsonl", WELL)
    german = {"umstand": "Am Weg liegt ein Brunnen.", "frage": "Wie tief ist er?", "loesung": "Zwölf Meter."}
    written(tmp_path / "brunnen.json", [german])
    monkeypatch.chdir(tmp_path)
    failed = [line for line in lines if _called(monkeypatch, *shlex.split(line)[1:])]
    assert failed == []
