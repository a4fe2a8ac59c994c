from __future__ import annotations

import json

import numpy as np

from webinstruct.recall.training.figures import Tried, figures_of


def tried(scores: list[float], wanted: int, groups: list[str]) -> Tried:
    is_wanted = np.arange(len(scores)) < wanted
    return Tried(
        np.array(scores), is_wanted, np.array(groups, dtype=object), np.zeros(len(scores), dtype=int)
    )


def test_each_kind_of_negatives_is_measured_by_itself() -> None:
    groups = ["positives"] * 2 + ["negatives"] * 2 + ["shops/"] * 2
    found = figures_of(tried([0.9, 0.8, 0.1, 0.2, 0.85, 0.6], 2, groups))
    assert found["groups"] == [
        {"group": "negatives", "pages": 2, "auc": 1.0, "over_half": 0.0},
        {"group": "shops/", "pages": 2, "auc": 0.75, "over_half": 1.0},
    ]


def test_a_threshold_of_the_card_keeps_the_pages_that_it_says() -> None:
    scores = np.random.default_rng(5).random(200)
    found = figures_of(tried(scores.tolist(), 80, ["positives"] * 80 + ["negatives"] * 120))
    for point in found["points"]:
        kept = scores >= point["threshold"]
        assert round(float(kept[:80].mean()), 4) == point["recall"]
        assert point["precision_low"] <= point["precision"] <= point["precision_high"]


def test_without_pages_of_one_kind_the_figures_are_unknown_and_still_json() -> None:
    found = figures_of(tried([0.5], 1, ["positives"]))
    assert found["auc"] is None
    assert json.loads(json.dumps(found, allow_nan=False))["held_out"] == {"wanted": 1, "others": 0}


def test_nothing_held_out_is_no_error() -> None:
    assert figures_of(tried([], 0, []))["points"] == []
