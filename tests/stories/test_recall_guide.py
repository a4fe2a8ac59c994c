"""The guide to recall runs as typed, command after command."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from webinstruct.core.settings import checked
from webinstruct.recall.settings import RecallSettings
from webinstruct.sources import SourceSettings

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

_GUIDE = Path("docs/guides/recall.md")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", _GUIDE.read_text("utf-8"), re.DOTALL)


def test_every_command_of_the_guide_runs(tmp_path: Path) -> None:
    (tmp_path / "configs").symlink_to(Path("configs").resolve())
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    for command in _blocks("bash"):
        name, *words = shlex.split(command.replace("\\\n", " "))
        assert name == "webinstruct"
        done = subprocess.run(
            [sys.executable, "-m", "webinstruct", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
    table = (tmp_path / "runs/loop/rounds.md").read_text("utf-8")
    assert re.search(r"\b1\b.*\n.*\b2\b", table)


def test_the_sources_of_the_guide_are_right() -> None:
    configs = [yaml.safe_load(block) for block in _blocks("yaml")]
    sources = [
        checked(SourceSettings, config["source"], "source") for config in configs if "source" in config
    ]
    assert [source.crawl.name for source in sources if source.crawl] == ["CC-MAIN-2024-10"] * 2
    assert checked(RecallSettings, configs[0]["recall"], "recall").keep == "threshold"
