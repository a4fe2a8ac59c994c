"""From findings and a target to a cut-off and the sentence on it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from webinstruct.pipeline.threshold.choice import Target, budget_choice, labelled_choice
from webinstruct.pipeline.threshold.findings import Findings
from webinstruct.pipeline.threshold.report import choice_lines, curve_lines, plain_report
from webinstruct.recall.threshold.bins import bins_of, histogram_of
from webinstruct.recall.threshold.estimate import Labelled
from webinstruct.recall.threshold.strata import strata_of

_SCORES = np.linspace(0.005, 0.995, 1_000)


def _findings(likely: float = 1.0, every: int = 4) -> Findings:
    """A corpus whose pages from 0.5 on are wanted with the chance `likely`; each `every`th page has a label."""
    histogram = histogram_of(_SCORES, np.full(1_000, 10))
    drawn = _SCORES[::every]
    is_wanted = (drawn >= 0.5) & (np.random.default_rng(0).random(len(drawn)) < likely)
    labelled = Labelled(bins_of(drawn), is_wanted)
    return Findings(histogram, strata_of(histogram.pages), len(drawn), labelled)


@pytest.mark.parametrize(
    "target", [Target(precision=0.9), Target(recall=0.9), Target(recall=0.9, by_estimate=True)]
)
def test_a_score_that_parts_the_kinds_is_found_near_the_parting(target: Target) -> None:
    choice = labelled_choice(_findings(), target)
    assert choice is not None
    assert choice.is_reached
    assert choice.threshold == pytest.approx(0.5, abs=0.06)


def test_the_best_is_told_where_a_precision_is_out_of_reach() -> None:
    choice = labelled_choice(_findings(likely=0.3), Target(precision=0.9))
    assert choice is not None
    assert not choice.is_reached
    assert next(iter(choice_lines(choice))).startswith(
        f"best  {choice.threshold!r} for precision 0.9: no score"
    )


def test_without_a_wanted_page_no_recall_is_promised() -> None:
    choice = labelled_choice(_findings(likely=0.0), Target(recall=0.5))
    assert choice is not None
    assert not choice.is_reached
    assert "nothing is known of recall" in choice.says


def test_without_a_target_nothing_is_chosen() -> None:
    assert labelled_choice(_findings(), Target()) is None


def test_a_budget_larger_than_the_corpus_keeps_all() -> None:
    choice = budget_choice(_findings().histogram, 10_001)
    assert (choice.pages, choice.threshold, choice.says) == (1_000, 0.0, "all pages together are within it")


def test_a_budget_smaller_than_the_best_bin_is_not_reached() -> None:
    choice = budget_choice(_findings().histogram, 5)
    assert (choice.is_reached, choice.pages) == (False, 0)


def test_the_report_is_json_even_where_a_recall_is_unknown() -> None:
    found = _findings(likely=0.0)
    report = plain_report(found.histogram, found, labelled_choice(found, Target(recall=0.5)))
    assert json.loads(json.dumps(report, allow_nan=False))["cut"]["recall"]["value"] is None


def test_the_table_has_a_line_for_each_stratum_behind_its_head() -> None:
    found = _findings()
    lines = list(curve_lines(found))
    assert len(lines) == 2 + len(found.starts)


def test_ranges_of_the_score_without_labels_are_told() -> None:
    found = _findings()
    high = found.labelled.bins >= 500
    some = Labelled(found.labelled.bins[high], found.labelled.is_wanted[high])
    cautions = list(Findings(found.histogram, found.starts, found.sampled, some).cautions())
    assert any("ranges of the score have no label" in caution for caution in cautions)
