"""The words for a run on a cluster: where it runs, what would be submitted, what becomes of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.helpers.runs import toy_config
from tests.helpers.slurm_words import Queue, queue_in
from webinstruct.cli import main
from webinstruct.core.errors import ConfigError
from webinstruct.pipeline import config_from
from webinstruct.storage.locks import shared_folder

_SITE = {"executor": {"kind": "slurm", "slurm": {"cpu": {"workers": 1, "elements": 2}}}}


class Said(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """The command line, called with some words."""

    def called(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["webinstruct", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return called


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return queue_in(tmp_path / "commands", monkeypatch)


@pytest.fixture
def words(tmp_path: Path) -> list[object]:
    """The options that name a config, a site and a run directory."""
    (tmp_path / "toy.yaml").write_text(yaml.safe_dump(toy_config("Even", "Plain")))
    (tmp_path / "site.yaml").write_text(yaml.safe_dump(_SITE))
    return ["-c", tmp_path / "toy.yaml", "--site", tmp_path / "site.yaml", "--run-dir", tmp_path / "run"]


def test_submit_look_and_cancel(tmp_path: Path, words: list[object], queue: Queue, call: Call) -> None:
    submitted = call("run", *words)
    assert submitted.code == 0
    assert "even process" in submitted.out
    assert submitted.out.splitlines()[-1] == f"Next: webinstruct status {tmp_path}/run"
    assert "2 waiting" in call("status", tmp_path / "run").out
    assert call("cancel", tmp_path / "run").code == 0
    assert queue.names() == []
    assert (tmp_path / "run/locks/leases").exists()  # each element finds that others may run elsewhere
    assert "Next: webinstruct run -c" in call("status", tmp_path / "run").out


def test_status_as_json_has_stages_alone_and_jobs_where_asked(
    tmp_path: Path, words: list[object], queue: Queue, call: Call
) -> None:
    call("run", *words)
    assert list(json.loads(call("status", tmp_path / "run", "--json").out)) == ["even", "plain"]
    jobs = json.loads(call("status", tmp_path / "run", "--jobs", "--json").out)["jobs"]
    assert [(job["steps"], job["job"], job["states"]) for job in jobs] == [
        ([{"stage": "even", "step": "process"}], "1", {"waiting": 2}),
        ([{"stage": "plain", "step": "process"}], "2", {"waiting": 2}),
    ]


def test_jobs_are_not_submitted_beside_a_command_whose_locks_are_of_one_machine(
    tmp_path: Path, words: list[object], queue: Queue, call: Call
) -> None:
    with shared_folder(tmp_path / "run"):
        refused = call("run", *words)
    assert (refused.code, "another run is at work" in refused.err) == (1, True)
    assert queue.said_to("sbatch") == []


def test_a_dry_run_prints_the_scripts_and_leaves_nothing(
    tmp_path: Path, words: list[object], queue: Queue, call: Call
) -> None:
    code, printed, _ = call("run", *words, "--dry-run")
    assert (code, printed.count("#!/bin/bash")) == (0, 2)
    assert "# job 2 of 2, when these have ended: job 1" in printed
    assert not (tmp_path / "run").exists()
    assert queue.said_to("sbatch") == []


def test_a_run_that_is_waited_for_fails_as_a_local_one_where_no_job_did_it(
    words: list[object], queue: Queue, call: Call
) -> None:
    (queue.folder / "squeue").write_text("#!/bin/sh\n")  # whatever is handed in is gone at once
    failed = call("run", *words, "--wait")
    assert failed.code == 1
    assert "3 parts of 'even' failed" in failed.err
    assert "no job did it" in failed.err


def test_dry_run_of_a_local_run_is_refused_with_the_command_that_shows_it(
    words: list[object], call: Call
) -> None:
    refused = call("run", *words, "--executor", "local", "--dry-run")
    assert (refused.code, "webinstruct plan" in refused.err) == (2, True)


def test_a_new_run_is_submitted_beside_the_one_before(
    tmp_path: Path, words: list[object], queue: Queue, call: Call
) -> None:
    call("run", *words)
    assert (
        call("run", *words, "--new-run").out.splitlines()[-1] == f"Next: webinstruct status {tmp_path}/run-2"
    )


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
