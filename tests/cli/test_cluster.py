"""The words for a run on a cluster: where it runs, what would be submitted, what becomes of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import yaml

from tests.helpers.runs import toy_config
from tests.helpers.slurm_words import Queue, queue_in
from webinstruct.cli import main
from webinstruct.core.errors import ConfigError
from webinstruct.pipeline import config_from
from webinstruct.storage.locks import shared_folder

_SITE = {"executor": {"kind": "slurm", "slurm": {"cpu": {"workers": 1, "elements": 2}}}}


def _called(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """The exit code of the command line called with `words`."""
    monkeypatch.setattr(sys, "argv", ["webinstruct", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return queue_in(tmp_path / "commands", monkeypatch)


@pytest.fixture
def words(tmp_path: Path) -> list[object]:
    """The options that name a config, a site and a run directory."""
    (tmp_path / "toy.yaml").write_text(yaml.safe_dump(toy_config("Even", "Plain")))
    (tmp_path / "site.yaml").write_text(yaml.safe_dump(_SITE))
    return ["-c", tmp_path / "toy.yaml", "--site", tmp_path / "site.yaml", "--run-dir", tmp_path / "run"]


def test_submit_look_and_cancel(
    tmp_path: Path,
    words: list[object],
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _called(monkeypatch, "run", *words) == 0
    printed = capsys.readouterr().out
    assert "even process" in printed
    assert printed.splitlines()[-1] == f"Next: webinstruct status {tmp_path}/run"
    assert _called(monkeypatch, "status", tmp_path / "run") == 0
    assert "2 waiting" in capsys.readouterr().out
    assert _called(monkeypatch, "cancel", tmp_path / "run") == 0
    assert queue.names() == []
    assert (tmp_path / "run/locks/leases").exists()  # each element finds that others may run elsewhere
    capsys.readouterr()
    assert _called(monkeypatch, "status", tmp_path / "run") == 0
    assert "Next: webinstruct run -c" in capsys.readouterr().out


def test_status_as_json_has_stages_alone_and_jobs_where_asked(
    tmp_path: Path,
    words: list[object],
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _called(monkeypatch, "run", *words)
    capsys.readouterr()
    _called(monkeypatch, "status", tmp_path / "run", "--json")
    assert list(json.loads(capsys.readouterr().out)) == ["even", "plain"]
    _called(monkeypatch, "status", tmp_path / "run", "--jobs", "--json")
    jobs = json.loads(capsys.readouterr().out)["jobs"]
    assert [([step["stage"] for step in job["steps"]], job["job"], job["states"]) for job in jobs] == [
        (["even"], "1", {"waiting": 2}),
        (["plain"], "2", {"waiting": 2}),
    ]


def test_jobs_are_not_submitted_beside_a_command_whose_locks_are_of_one_machine(
    tmp_path: Path,
    words: list[object],
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with shared_folder(tmp_path / "run"):
        assert _called(monkeypatch, "run", *words) == 1
    assert "another run is at work" in capsys.readouterr().err
    assert queue.said_to("sbatch") == []


def test_a_dry_run_prints_the_scripts_and_leaves_nothing(
    tmp_path: Path,
    words: list[object],
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _called(monkeypatch, "run", *words, "--dry-run") == 0
    printed = capsys.readouterr().out
    assert printed.count("#!/bin/bash") == 2
    assert "# job 2 of 2, when these have ended: job 1" in printed
    assert not (tmp_path / "run").exists()
    assert queue.said_to("sbatch") == []


def test_a_run_that_is_waited_for_fails_as_a_local_one_where_no_job_did_it(
    words: list[object],
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (queue.folder / "squeue").write_text("#!/bin/sh\n")  # whatever is handed in is gone at once
    assert _called(monkeypatch, "run", *words, "--wait") == 1
    errors = capsys.readouterr().err
    assert "3 parts of 'even' failed" in errors
    assert "no job did it" in errors


def test_dry_run_of_a_local_run_is_refused_with_the_command_that_shows_it(
    words: list[object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _called(monkeypatch, "run", *words, "--executor", "local", "--dry-run") == 2
    assert "webinstruct plan" in capsys.readouterr().err


def test_a_site_says_only_where(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("dedup: {threshold: 0.5}\nexecutor: {kind: slurm}\n")
    with pytest.raises(ConfigError, match="holds 'dedup': a site's file says only where"):
        config_from(toy_config("Even"), site=tmp_path / "site.yaml")


def test_a_site_lies_over_the_config_the_kind_over_both_and_overrides_over_all(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("executor: {kind: slurm, slurm: {account: site, wrap: w}}\n")
    config = toy_config("Even", executor={"kind": "local", "slurm": {"account": "config", "margin_s": 7}})
    made = config_from(config, ["executor.slurm.wrap=mine"], tmp_path / "site.yaml", "ray").executor
    assert (made.kind, made.workers) == ("ray", 2)
    assert (made.slurm.account, made.slurm.wrap, made.slurm.margin_s) == ("site", "mine", 7)
