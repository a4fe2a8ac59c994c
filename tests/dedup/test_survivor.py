"""Who stays: every rule is an order of its own, the same wherever a row stands."""

from __future__ import annotations

from typing import Any

import pytest

from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import checked
from webinstruct.core.tokens import token_hashes
from webinstruct.dedup.settings import Criterion, DedupSettings
from webinstruct.dedup.survivor import BEST, merits, ties

_PLAIN: dict[str, Any] = {
    "pair_id": "p",
    "question": "Is it?",
    "answer": "It is so.",
    "grounding": "normalized",
    "answer_status": "first",
    "has_explanation": False,
    "fetched_at": "2024-05-01T10:00:00Z",
}
_BETTER: dict[Criterion, dict[str, Any]] = {
    "grounding": {"grounding": "verbatim"},
    "accepted": {"answer_status": "accepted"},
    "explained": {"has_explanation": True},
    "longest": {"answer": "It is so, since it was so."},
    "earliest": {"fetched_at": "2024-05-01T11:59:59+02:00"},
}


def _is_better(one: dict[str, Any], other: dict[str, Any], rule: Any) -> bool:
    first, second = merits([_PLAIN | one, _PLAIN | other], rule)
    return bool(first < second)


@pytest.mark.parametrize("criterion", BEST)
def test_a_criterion_of_its_own_looks_at_nothing_else(criterion: Criterion) -> None:
    for name, better in _BETTER.items():
        assert _is_better(better, {}, [criterion]) == (name == criterion)


@pytest.mark.parametrize("place", range(len(BEST) - 1))
def test_the_best_outweighs_all_that_comes_after(place: int) -> None:
    rest: dict[str, Any] = {}
    for name in BEST[place + 1 :]:
        rest |= _BETTER[name]
    assert _is_better(_BETTER[BEST[place]], rest, "best")


def test_an_order_of_ones_own_counts_in_that_order() -> None:
    assert _is_better(_BETTER["earliest"], _BETTER["grounding"], ["earliest", "grounding"])
    assert _is_better(_BETTER["grounding"], _BETTER["earliest"], ["grounding", "earliest"])


@pytest.mark.parametrize("moment", ["", None, "some day", "2024-13-01"])
def test_a_row_without_a_date_comes_after_those_with_one(moment: str | None) -> None:
    assert _is_better({}, {"fetched_at": moment}, ["earliest"])


def test_beyond_some_length_more_text_is_no_merit() -> None:
    assert not _is_better({"answer": "a" * 9_000}, {"answer": "a" * 5_000}, "best")


def test_rows_without_the_columns_are_all_equal() -> None:
    one, other = merits([{}, {}], "best")
    assert one == other


def test_first_says_nothing_about_a_row() -> None:
    assert merits([_PLAIN, _PLAIN | _BETTER["grounding"]], "first").tolist() == [0, 0]


@pytest.mark.parametrize("name", ["pair_id", "question", "answer", "url"])
def test_ties_tell_rows_apart_by_what_they_hold(name: str) -> None:
    rows = [_PLAIN, _PLAIN | {name: "other"}, dict(_PLAIN)]
    one, other, same = ties(rows, token_hashes([row.get("pair_id") or "" for row in rows]))
    assert one == same != other


@pytest.mark.parametrize("rule", [[], ["longest", "longest"], ["shortest"], "worst"])
def test_a_rule_that_says_nothing_is_refused(rule: Any) -> None:
    with pytest.raises(ConfigError, match="survivor"):
        checked(DedupSettings, {"survivor": rule}, "dedup")


def test_bands_without_rows_are_refused() -> None:
    with pytest.raises(ConfigError, match="bands and rows are given together"):
        checked(DedupSettings, {"minhash": {"bands": 4}}, "dedup")
