"""The step of the stage: what it leaves, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.steps import DirectContext, verdicts_of
from webinstruct.core.detection import Detection, detection_in
from webinstruct.core.errors import InputError
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.decontaminate.stage import Decontaminate

ROWS = [
    {
        "pair_id": f"{n}",
        "question": f"How do I get lime out of kettle number {n}? It has been there for years.",
        "answer": "Boil one part vinegar with three parts water, wait an hour, and rinse twice.",
    }
    for n in range(20)
]
CONTAMINATED = {
    "pair_id": "x",
    "question": "Three pumps empty a pool in 8 hours. How many hours do four such pumps need for the same pool?",
    "answer": "6",
}
SHARDS = [ROWS[:12], [*ROWS[12:], CONTAMINATED]]


def stage_with(**canaries: Any) -> Decontaminate:
    return Decontaminate(DecontaminateSettings(benchmarks=["builtin:benchmarks"], canaries=canaries))


def left_by(folder: Path, stage: Decontaminate) -> Path:
    folder.mkdir(exist_ok=True)
    context = DirectContext(folder, stage, SHARDS)
    context.run_steps()
    return Path(context.artifact("canaries"))


def detection(folder: Path, stage: Decontaminate) -> Detection:
    return detection_in(json.loads(left_by(folder, stage).read_text()))


def test_every_kind_is_counted_over_the_rows_of_all_shards(tmp_path: Path) -> None:
    found = detection(tmp_path, stage_with(per_kind=5))
    assert (found.rest_rows, found.rest_hits, found.items) == (21, 1, 40)
    assert {kind.kind for kind in found.kinds if kind.planted} == {
        *("verbatim", "white_space", "latex", "numbers", "replaced", "half")
    }


def test_done_again_it_leaves_the_same_bytes(tmp_path: Path) -> None:
    first, second = (left_by(tmp_path / name, stage_with(per_kind=5)).read_bytes() for name in ("a", "b"))
    assert first == second


def test_canaries_change_no_verdict(tmp_path: Path) -> None:
    without = Decontaminate(DecontaminateSettings(benchmarks=["builtin:benchmarks"]))
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert verdicts_of(stage_with(per_kind=5), tmp_path / "a", SHARDS) == verdicts_of(
        without, tmp_path / "b", SHARDS
    )


def test_translated_canaries_are_planted_and_their_file_is_part_of_the_plan(tmp_path: Path) -> None:
    file = tmp_path / "translated.jsonl"
    text = "Drei Pumpen leeren ein Becken in 8 Stunden. Wie lange brauchen vier solche Pumpen?"
    file.write_text(json.dumps({"benchmark": "quickstart", "item": "quickstart-004", "text": text}))
    stage = stage_with(per_kind=5, translations=str(file))
    translated = detection(tmp_path / "run", stage).kinds[-1]
    assert (translated.kind, translated.planted) == ("translated", 3)
    assert "canaries.translations" in stage.identity()


def test_a_fault_in_the_translations_shows_before_any_step(tmp_path: Path) -> None:
    file = tmp_path / "translated.jsonl"
    file.write_text('{"benchmark": "quickstart", "item": "none", "text": "x"}')
    with pytest.raises(InputError, match="line 1 names item 'none'"):
        stage_with(translations=str(file)).identity()
