"""A stage that tells of a whole shard who goes leaves what it would leave row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import webinstruct
from tests.helpers.runs import TOY, kept_rows, stopped_rows
from tests.helpers.toy import HALVES, NUMBERS, Numbers
from webinstruct import Aside, Note, Rejected, Row, Shard, Stage, Stopped
from webinstruct.core.stage import ROW, Verdict

pytestmark = pytest.mark.story

_HERE = "tests.runner.test_telling"


class Thirds(Stage):
    """Of every three rows the second goes, judged row by row."""

    name = "thirds"
    reads = writes = NUMBERS
    leaves = HALVES

    def process(self, row: Row) -> Iterable[Verdict]:
        said = _said(row[ROW])
        return [{**row}] if said is None else said


class ToldThirds(Stage):
    """As Thirds, told a shard at once."""

    name = "thirds"
    reads = writes = NUMBERS
    leaves = HALVES

    def told(self, shard: int) -> Mapping[int, Sequence[Verdict]]:
        return {place: said for place in range(5_000) if (said := _said(place)) is not None}


class Misfits(Numbers):
    """As Numbers, but every tenth number is a word, and there is a row of which the stage before says nothing."""

    def read(self, shard: Shard) -> Iterable[Row | Stopped]:  # type: ignore[override]
        for row in super().read(shard):
            yield {**row, "n": "ten"} if not isinstance(row, Stopped) and row["n"] % 10 == 0 else row


def _said(place: int) -> Sequence[Verdict] | None:
    if place % 3 != 1:
        return None
    return [Rejected("second", f"{place}"), Note("told"), Aside({"id": f"at {place}", "half": place})]


def _run(folder: Path, stage: str, *before: str, source: str = f"{TOY}:Numbers") -> dict[str, Any]:
    """What the stage leaves of 2 shards of 1,300 rows."""
    config = {
        "source": {"use": source, "path": "2x1300"},
        "stages": [*before, f"{_HERE}:{stage}"],
        "executor": {"workers": 1},
    }
    run = webinstruct.run(config, run_dir=str(folder / stage))
    books = run.stages[-1].books.plain()
    del books["seconds"]
    found = {
        what: stopped_rows(folder / stage, "thirds", what) for what in ("rejected", "quarantined", "halves")
    }
    return {"books": books, "kept": kept_rows(folder / stage, "thirds"), **found}


@pytest.mark.parametrize("before", [[], [f"{TOY}:Plain"]], ids=["from a source", "behind a stage"])
def test_what_is_told_is_what_would_be_judged(tmp_path: Path, before: list[str]) -> None:
    told, judged = _run(tmp_path, "ToldThirds", *before), _run(tmp_path, "Thirds", *before)
    assert told == judged
    assert len(told["kept"]) > 1_000
    assert told["books"]["rejected"]["second"] == told["books"]["notes"]["told"] == len(told["halves"])


def test_rows_that_do_not_fit_are_quarantined_by_themselves(tmp_path: Path) -> None:
    told = _run(tmp_path, "ToldThirds", source=f"{_HERE}:Misfits")
    assert {row["reason"] for row in told["quarantined"]} == {"bad_row"}
    assert told["books"]["quarantined"]["bad_row"] == 260
    assert len(told["kept"]) > 1_000
