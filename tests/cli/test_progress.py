"""How a run shows itself where there is no terminal."""

from __future__ import annotations

import time

import pytest

from webinstruct.cli import progress
from webinstruct.cli.progress import watching
from webinstruct.core.stage import PROCESS
from webinstruct.runner.parts import Event


def test_a_stage_without_news_says_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(quiet_s=0.05) as watcher:
        watcher.stage_begins("extract", 3, 0)
        time.sleep(0.5)
        watcher.stage_ends("extract", [])
    assert "extract: at work for" in capsys.readouterr().err


def test_nothing_is_said_behind_the_end_of_a_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(quiet_s=0.05) as watcher:
        watcher.stage_begins("extract", 3, 0)
        watcher.stage_ends("extract", [])
        capsys.readouterr()
        time.sleep(0.3)
    assert capsys.readouterr().err == ""


def test_a_step_before_the_rows_says_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_LINE_EVERY_S", 0.0)
    with watching() as watcher:
        watcher.stage_begins("dedup", 3, 0)
        watcher.step_begins("dedup", "match", 26, 1)
        watcher.heard("dedup", Event("done", "match", 1))
        watcher.heard("dedup", Event("done", PROCESS, 0, rows=1_200))
        watcher.stage_ends("dedup", [])
    assert capsys.readouterr().err.splitlines()[1:3] == [
        "dedup: match 2 of 26",
        "dedup: 1 of 3 shards, 1,200 rows",
    ]


def test_waiting_for_a_place_is_said_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    with watching() as watcher:
        watcher.stage_begins("extract", 3, 0)
        watcher.heard("extract", Event("waiting", message="no node has a GPU that is free"))
        watcher.stage_ends("extract", [])
    assert "extract: no node has a GPU that is free" in capsys.readouterr().err.splitlines()


def test_a_long_step_is_named_where_nothing_is_heard_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(quiet_s=0.05) as watcher:
        watcher.stage_begins("dedup", 3, 0)
        watcher.step_begins("dedup", "exact", 1, 0)
        time.sleep(0.5)
        watcher.stage_ends("dedup", [])
    assert "dedup: exact at work for" in capsys.readouterr().err
