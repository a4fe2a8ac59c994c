"""Benchmarks are part of a run's plan: what is wrong with them shows before anything is done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.benchmark_files import WELL, written, written_index
from tests.helpers.runs import stopped_rows
from tests.helpers.steps import DirectContext
from webinstruct.core.benchmark_facts import BenchmarkFacts, benchmarks_in
from webinstruct.core.errors import InputError, PlanMismatch
from webinstruct.core.stage import Stage
from webinstruct.decontaminate.benchmarks.adding import added
from webinstruct.decontaminate.benchmarks.manifest import Entry
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.decontaminate.stage import Decontaminate
from webinstruct.pipeline import run
from webinstruct.storage.files import sha256_of

PAIRS = [
    {"question": WELL[0]["question"], "answer": "Nobody has measured it since the mill was given up."},
    {"question": "What do owls eat when the snow is high?", "answer": "Mice, which they hear below it."},
]


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    added(Entry(file=written(tmp_path / "well.jsonl", WELL), version="2"), str(tmp_path / "benchmarks"))
    return {
        "source": {"pairs": written(tmp_path / "pairs.jsonl", PAIRS)},
        "decontaminate": {"benchmarks": [str(tmp_path / "benchmarks")]},
        "executor": {"workers": 1},
    }


def done(config: dict[str, Any], path: Path) -> None:
    run(config, run_dir=str(path), stage="decontaminate")


def test_the_plan_names_the_benchmarks_with_hash_items_and_version(
    config: dict[str, Any], tmp_path: Path
) -> None:
    done(config, tmp_path / "run")
    (stage,) = json.loads((tmp_path / "run" / "plan.json").read_text())["stages"]
    sha256 = sha256_of(str(tmp_path / "well.jsonl"))
    assert benchmarks_in(stage["identity"]) == [BenchmarkFacts("well", sha256, 3, "2")]
    (stopped,) = stopped_rows(tmp_path / "run", "decontaminate", "rejected")
    assert stopped["detail"].startswith("well item a")


def test_a_run_does_not_go_on_with_another_benchmark(config: dict[str, Any], tmp_path: Path) -> None:
    done(config, tmp_path / "run")
    other = written(tmp_path / "new" / "well.jsonl", WELL[:2])
    added(Entry(file=other), str(tmp_path / "benchmarks"), replaces=True)
    with pytest.raises(
        PlanMismatch, match=r"decontaminate\.identity\.well was 'sha256:.* items:3 version:2'"
    ):
        done(config, tmp_path / "run")


@pytest.mark.parametrize("content", [b"", b'{"question": "How', b'{"answer": "So."}\n'])
def test_a_benchmark_that_cannot_be_used_stops_a_run_before_it_begins(
    content: bytes, config: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "benchmarks" / "well.jsonl").write_bytes(content)
    written_index(tmp_path / "benchmarks", [{"file": "well.jsonl"}])
    with pytest.raises(InputError, match=r"well\.jsonl"):
        done(config, tmp_path / "run")
    assert not (tmp_path / "run" / "decontaminate").exists()


class Planned(DirectContext):
    """A context whose plan has the identity that the stage had at first."""

    def __init__(self, folder: Path, stage: Stage) -> None:
        super().__init__(folder, stage, [[]])
        self._planned = {"plan": {"stages": [{"identity": stage.identity()}]}}

    def facts(self) -> dict[str, Any]:
        return self._planned


@pytest.mark.parametrize("step", ["index", "canaries"])
def test_a_step_does_not_read_another_benchmark_than_the_planned_one(
    step: str, config: dict[str, Any], tmp_path: Path
) -> None:
    settings = DecontaminateSettings.model_validate({**config["decontaminate"], "canaries": {}})
    stage = Decontaminate(settings)
    context = Planned(tmp_path, stage)
    context.run_steps()
    other = written(tmp_path / "new" / "well.jsonl", WELL[:2])
    added(Entry(file=other), str(tmp_path / "benchmarks"), replaces=True)
    (chosen,) = [one for one in stage.steps() if not isinstance(one, str) and one.name == step]
    with pytest.raises(InputError, match="'well' changed since the run was planned"):
        chosen.write(0, context.artifact(step), context)
