"""How rounds are told, and when a loop ends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from webinstruct.pipeline.loop.round_report import RoundReport, round_lines, round_report, written_rounds
from webinstruct.pipeline.loop.rounds import Wish
from webinstruct.pipeline.loop.sites_report import SitesReport

FIRST = RoundReport(
    1,
    1_000,
    300,
    90_000,
    40,
    {"keep": 5, "drop": 3},
    None,
    5,
    [("a.example", 120), ("b|c.example", 7)],
    {},
    0.9,
    None,
    None,
)
SECOND = replace(FIRST, number=2, overlap=0.975, new_sites=0, largest_new=[])


def test_a_line_for_each_round_and_its_largest_new_sites() -> None:
    lines = round_lines([FIRST, SECOND])
    assert lines[1].split() == "1 1,000 300 90,000 5 3 5 - 0.900 - -".split()
    assert lines[2].split() == "2 1,000 300 90,000 5 3 0 97.5% 0.900 - -".split()
    assert lines[3:] == ["new in round 1, of 5: a.example (120), b|c.example (7)"]


def test_names_of_sites_cannot_act_in_the_written_table(tmp_path: Path) -> None:
    written_rounds([FIRST, SECOND], tmp_path)
    assert "b\\|c.example" in (tmp_path / "rounds.md").read_text()
    plain = json.loads((tmp_path / "rounds.json").read_bytes())
    assert [row["overlap"] for row in plain] == [None, 0.975]


@pytest.mark.parametrize(
    ("wish", "report", "is_met"),
    [
        (Wish(2), FIRST, False),
        (Wish(2), SECOND, True),
        (Wish(6, 0.98), SECOND, False),
        (Wish(6, 0.97), SECOND, True),
        (Wish(6, 0.0), FIRST, False),
        (Wish(2, 0.98), SECOND, True),
    ],
)
def test_a_loop_ends_after_its_rounds_or_once_enough_is_known(
    wish: Wish, report: RoundReport, is_met: bool
) -> None:
    assert wish.is_met(report) is is_met


def test_the_measures_are_those_at_a_score_of_a_half() -> None:
    points = [
        {"threshold": 0.2, "precision": 0.5, "recall": 1.0},
        {"threshold": 0.5, "precision": 0.75, "recall": 0.875},
    ]
    card = {
        "points": points,
        "auc": 0.9,
        "examples": {"positives": 8, "work/round-2-negatives/pages/kept": 4},
    }
    totals = {"pages": 10, "tokens": 99, "recalled_pages": 4, "recalled_tokens": 44}
    report = round_report(2, card, SitesReport(3, totals, {"keep": 1}, []), 0.25, [("a.example", 3)])
    assert (report.precision, report.recall, report.auc, report.overlap) == (0.75, 0.875, 0.9, 0.25)
    assert report.examples == {"positives": 8, "negatives": 0, "of_dropped_sites": 4}
    assert (report.candidates, report.tokens, report.new_sites) == (4, 44, 1)
