"""How a run shows itself where there is no terminal."""

from __future__ import annotations

import time

import pytest

from webinstruct.cli.progress import watching


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
