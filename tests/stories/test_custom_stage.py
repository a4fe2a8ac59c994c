"""The guide's example of a custom stage, taken from the guide and run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.runs import kept_rows, stopped_rows

pytestmark = pytest.mark.story

_GUIDE = Path("docs/custom_stages.md")

_JUDGE = """
from webinstruct import Answer


class Judge:
    def identity(self):
        return {"engine": "judge"}

    def stream(self, requests):
        for request in requests:
            answer = request.messages[0]["content"].partition("\\nA: ")[2]
            yield Answer(request.id, "Yes" if len(answer) % 2 else "no", "stop", 9, 1)
"""


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", _GUIDE.read_text(), re.DOTALL | re.MULTILINE)


def _run(folder: Path, config: str) -> None:
    (folder / "shorter.py").write_text(_blocks("python")[0])
    (folder / "shorter.yaml").write_text(config)
    command = [sys.executable, "-m", "webinstruct", "run", "--config", "shorter.yaml", "--run-dir", "run"]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_example_has_at_most_thirty_lines() -> None:
    assert len(_blocks("python")[0].splitlines()) <= 30


def test_the_example_stops_long_answers_and_keeps_the_others(tmp_path: Path) -> None:
    _run(tmp_path, _blocks("yaml")[0])
    kept = kept_rows(tmp_path / "run", "shorter")
    assert kept
    assert all(len(row["answer"].split()) <= 40 for row in kept)
    reasons = {row["reason"] for row in stopped_rows(tmp_path / "run", "shorter", "rejected")}
    assert reasons == {"too_long"}


def test_a_datatrove_filter_stands_as_a_stage(tmp_path: Path) -> None:
    stages = _blocks("yaml")[1]
    _run(tmp_path, f"source: {{path: builtin:sample}}\nrecall: {{keep: all}}\n{stages}")
    kept = kept_rows(tmp_path / "run", "no_policies")
    rejected = stopped_rows(tmp_path / "run", "no_policies", "rejected")
    assert kept
    assert not any("privacy policy" in row["text"].lower() for row in kept)
    assert {(row["reason"], row["detail"]) for row in rejected} == {("filtered", "RegexFilter")}


def test_the_example_that_asks_a_model_keeps_what_it_says_yes_to(tmp_path: Path) -> None:
    (tmp_path / "complete.py").write_text(_blocks("python")[1])
    (tmp_path / "judge.py").write_text(_JUDGE)
    _run(tmp_path, _blocks("yaml")[2].replace("{kind: vllm, model: PATH}", '{kind: "judge:Judge"}'))
    kept = kept_rows(tmp_path / "run", "complete")
    rejected = stopped_rows(tmp_path / "run", "complete", "rejected")
    assert kept
    assert all(len(row["answer"]) % 2 for row in kept)
    assert {row["reason"] for row in rejected} == {"incomplete"}
    assert len(kept) + len(rejected) == len(kept_rows(tmp_path / "run", "refine"))
