from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.measures import (
    auc_interval,
    auc_of,
    average_precision,
    calibration_bins,
    calibration_error,
    point_for_precision,
    point_for_recall,
    precision_recall_curve,
    wilson_interval,
)

_SHARES = st.lists(
    st.tuples(st.sampled_from([n / 8 for n in range(9)]), st.booleans(), st.integers(1, 4)), max_size=40
)


def arrays(pages: list[tuple[float, bool, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    columns = list(zip(*pages, strict=True)) or [(), (), ()]
    return (
        np.array(columns[0], dtype=float),
        np.array(columns[1], dtype=bool),
        np.array(columns[2], dtype=int),
    )


@given(_SHARES)
def test_every_point_of_a_curve_is_what_counting_gives(pages: list[tuple[float, bool, int]]) -> None:
    curve = precision_recall_curve(*arrays(pages))
    total = sum(weight for _, is_wanted, weight in pages if is_wanted)
    for place, threshold in enumerate(curve.thresholds):
        kept = [(is_wanted, weight) for score, is_wanted, weight in pages if score >= threshold]
        hits = sum(weight for is_wanted, weight in kept if is_wanted)
        assert curve.kept[place] == sum(weight for _, weight in kept)
        assert curve.precision[place] == pytest.approx(hits / curve.kept[place])
        assert curve.recall[place] == pytest.approx(hits / total if total else 0.0)


@given(_SHARES)
def test_a_weight_is_that_many_pages(pages: list[tuple[float, bool, int]]) -> None:
    scores, is_wanted, weights = arrays(pages)
    repeated = precision_recall_curve(np.repeat(scores, weights), np.repeat(is_wanted, weights))
    weighted = precision_recall_curve(scores, is_wanted, weights)
    assert all(np.allclose(a, b) for a, b in zip(weighted, repeated, strict=True))


@given(_SHARES, st.floats(0.05, 1.0))
def test_no_cut_of_the_precision_asked_for_keeps_more_wanted_pages(
    pages: list[tuple[float, bool, int]], target: float
) -> None:
    curve = precision_recall_curve(*arrays(pages))
    found = point_for_precision(curve, target)
    reached = curve.recall[curve.precision >= target]
    assert (found is None) == (len(reached) == 0)
    assert found is None or (found.precision >= target - 1e-9 and found.recall >= reached.max())


@given(_SHARES, st.floats(0.05, 1.0))
def test_no_stricter_cut_has_the_recall_asked_for(
    pages: list[tuple[float, bool, int]], target: float
) -> None:
    curve = precision_recall_curve(*arrays(pages))
    found = point_for_recall(curve, target)
    assert (found is None) == (not any(is_wanted for _, is_wanted, _ in pages))
    if found is not None:
        assert found.recall >= target - 1e-9
        assert not (curve.recall[curve.thresholds > found.threshold] >= target).any()


@given(_SHARES)
def test_what_a_cut_gives_is_the_same_between_two_scores(pages: list[tuple[float, bool, int]]) -> None:
    curve = precision_recall_curve(*arrays(pages))
    for place, threshold in enumerate(curve.thresholds):
        assert curve.at(threshold - 0.01)[1:] == curve.point(place)[1:]
    assert curve.at(1.01)[1:] == (1.0, 0.0, 0.0)


def test_a_perfect_order_has_average_precision_one_and_a_random_one_the_share_of_wanted_pages() -> None:
    chance = np.random.default_rng(1)
    is_wanted = chance.random(20_000) < 0.3
    assert average_precision(precision_recall_curve(is_wanted * 1.0, is_wanted)) == 1.0
    drawn = average_precision(precision_recall_curve(chance.random(20_000), is_wanted))
    assert drawn == pytest.approx(0.3, abs=0.02)


def test_the_interval_of_a_share_holds_the_truth_as_often_as_it_says() -> None:
    chance = np.random.default_rng(2)
    seen = [wilson_interval(int(hits), 40) for hits in chance.binomial(40, 0.9, size=2_000)]
    assert np.mean([found.low <= 0.9 <= found.high for found in seen]) == pytest.approx(0.95, abs=0.025)


def test_the_interval_of_an_area_holds_the_truth_as_often_as_it_says() -> None:
    chance = np.random.default_rng(3)
    seen = [auc_of(chance.normal(1.5, 1, 30), chance.normal(0, 1, 50)) for _ in range(1_000)]
    truth = 0.8556  # the chance that the first of two such draws is the greater: Phi(1.5 / sqrt 2)
    holds = [low <= truth <= high for low, high in (auc_interval(auc, 30, 50) for auc in seen)]
    assert np.mean(holds) == pytest.approx(0.95, abs=0.03)


def test_scores_that_are_shares_are_calibrated_and_their_squares_are_not() -> None:
    chance = np.random.default_rng(4)
    shares = chance.random(50_000)
    is_wanted = chance.random(50_000) < shares
    assert calibration_error(calibration_bins(shares, is_wanted)) < 0.01
    assert calibration_error(calibration_bins(shares**2, is_wanted)) > 0.1
