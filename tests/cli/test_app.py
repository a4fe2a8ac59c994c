"""The command line: exit codes, sentences, and help that runs."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.helpers.runs import toy_config
from webinstruct.cli import main


def _called(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of the command line called with `words`."""
    monkeypatch.setattr(sys, "argv", ["webinstruct", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A config over the toy source."""
    path = tmp_path_factory.mktemp("config") / "toy.yaml"
    path.write_text(yaml.safe_dump(toy_config("Even", "Plain", size="2x50")))
    return str(path)


@pytest.fixture(scope="module")
def run_dir(config: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A finished run of that config."""
    path = tmp_path_factory.mktemp("run")
    words = [sys.executable, "-m", "webinstruct", "run", "--config", config, "--run-dir", str(path)]
    subprocess.run(words, check=True, capture_output=True)
    return str(path)


def test_an_unknown_setting_exits_2_with_the_nearest_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = _called(monkeypatch, "run", "--config", "configs/quickstart.yaml", "--set", "dedup.treshold=0.5")
    assert code == 2
    assert "unknown setting 'dedup.treshold'. Did you mean 'threshold'?" in capsys.readouterr().err


def test_an_unknown_group_exits_2_with_the_nearest_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        _called(monkeypatch, "run", "--config", "configs/quickstart.yaml", "--set", "dedupe.threshold=0.5")
        == 2
    )
    assert "unknown setting 'dedupe'. Did you mean 'dedup'?" in capsys.readouterr().err


def test_a_missing_config_exits_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, "run", "--config", "nowhere.yaml") == 2
    assert "nowhere.yaml cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["a: [", "- a list", "just words"])
def test_a_config_that_is_no_mapping_exits_2(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    assert _called(monkeypatch, "run", "--config", str(tmp_path / "bad.yaml")) == 2
    assert "bad.yaml" in capsys.readouterr().err


def test_a_source_that_is_not_there_exits_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "--config",
        "configs/quickstart.yaml",
        "--run-dir",
        str(tmp_path),
        "--set",
        "source.path=nowhere",
    ]
    assert _called(monkeypatch, "run", *words) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_failed_shard_exits_1_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(yaml.safe_dump(toy_config("Plain", source="BrokenShard")))
    assert _called(monkeypatch, "run", "--config", str(path), "--run-dir", str(tmp_path / "run")) == 1
    errors = capsys.readouterr().err
    assert "numbers-1 is corrupt. Make it again." in errors
    assert "run the same command again" in errors


def test_status_gives_counts_that_close_as_json(
    run_dir: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, "status", run_dir, "--json") == 0
    stages = json.loads(capsys.readouterr().out)
    assert list(stages) == ["even", "plain"]
    for counts in stages.values():
        assert {"read", "kept", "rejected", "quarantined", "shards", "shards_done"} <= set(counts)
        assert counts["read"] == counts["rejected"] + counts["quarantined"] + counts["sources"]
    assert stages["even"]["read"] == 100


def test_status_of_no_run_exits_2_with_the_command_that_makes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, "status", str(tmp_path)) == 2
    assert "webinstruct run --config" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["kept", "rejected", "quarantined"])
def test_show_prints_rows_of_each_kind(
    what: str, run_dir: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, "show", run_dir, "--stage", "even", "--what", what) == 0
    assert capsys.readouterr().out.strip()


def test_show_of_an_unknown_stage_names_those_there_are(
    run_dir: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, "show", run_dir, "--stage", "odd") == 2
    assert "It has: even, plain" in capsys.readouterr().err


def test_plan_writes_nothing(
    config: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, "plan", "--config", config, "--run-dir", str(tmp_path / "run")) == 0
    assert "2 shards" in capsys.readouterr().out
    assert not (tmp_path / "run").exists()


def test_doctor_names_what_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, "doctor", "--config", "configs/quickstart.yaml") == 0
    printed = capsys.readouterr().out
    assert "fastwarc" in printed
    assert "3 shards" in printed


def test_a_wrong_flag_exits_2(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _called(monkeypatch, "run", "--confg", "x") == 2


@pytest.mark.parametrize(
    "command", ["run", "plan", "status", "show", "explain", "report", "doctor", "recall train"]
)
def test_help_begins_with_a_verb_and_shows_a_line_that_runs(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, *command.split(), "--help") == 0
    printed = " ".join(capsys.readouterr().out.split())
    example = re.search(rf"Example: (webinstruct {command} .*?)(?: Options| Arguments)", printed)
    assert example, printed
    flags = [word for word in shlex.split(example[1]) if word.startswith("--")]
    assert all(flag in printed for flag in flags)


def test_doctor_looks_for_the_package_of_each_engine_that_a_config_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = {"kind": "recorded", "answers": "answers.jsonl"}
    values = {
        "source": {"path": "builtin:sample"},
        "extract": {"methods": ["llm"], "llm": {"engine": engine}},
        "refine": {"llm": {"refiners": [{"name": "own", "engine": engine}]}},
    }
    path = tmp_path / "model.yaml"
    path.write_text(yaml.safe_dump(values))
    assert _called(monkeypatch, "doctor", "--config", str(path)) == 0
    said = capsys.readouterr().out
    assert "extract.llm: recorded" in said
    assert "refine.llm own: recorded" in said


def test_a_run_whose_rows_are_all_quarantined_says_how_to_see_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "answers.jsonl").write_text("")
    engine = {"kind": "recorded", "answers": str(tmp_path / "answers.jsonl")}
    values = {
        "source": {"path": "builtin:sample"},
        "extract": {"methods": ["llm"], "llm": {"engine": engine}},
        "executor": {"workers": 1},
    }
    path = tmp_path / "model.yaml"
    path.write_text(yaml.safe_dump(values))
    words = ["--config", str(path), "--run-dir", str(tmp_path / "run"), "--stage", "recall..extract"]
    assert _called(monkeypatch, "run", *words) == 0
    assert f"show {tmp_path / 'run'} --stage extract --what quarantined" in capsys.readouterr().out
    assert _called(monkeypatch, "status", str(tmp_path / "run")) == 0
    assert f"show {tmp_path / 'run'} --stage extract --what quarantined\n" in capsys.readouterr().out


def test_ctrl_c_while_the_commands_are_being_loaded_is_a_sentence() -> None:
    code = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'webinstruct.cli.app':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from webinstruct.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr == "webinstruct: stopped. Run the same command again to go on.\n"
