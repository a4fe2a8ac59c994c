"""What engines answer, and what is made of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.labels.parse import said_of


@pytest.mark.parametrize(
    "text",
    [
        '{"labels": [{"n": 1, "label": "keep", "reason": "x"}, {"n": 2, "label": "drop", "reason": "y"}]}',
        'Here you are:\n```json\n[{"n": "2", "label": "Drop"}, {"n": "1", "label": "KEEP"}]\n```',
        '{"1": "keep", "2": {"label": "drop", "reason": "shop"}}',
        '["keep", "drop"]',
        '[{"label": "keep"}, {"label": "drop"}]',
        "1. keep - exams\n2. **drop** - a shop",
        "<think>2 should be kept</think>1) Keep\n2) Drop",
    ],
)
def test_both_labels_are_read(text: str) -> None:
    assert {number: said.is_wanted for number, said in said_of(text, 2).items()} == {1: True, 2: False}


def test_what_was_cut_off_is_left_out() -> None:
    text = '{"labels": [{"n": 1, "label": "keep", "reason": "x"}, {"n": 2, "label": "dr'
    assert set(said_of(text, 2)) == {1}


def test_labels_without_numbers_count_only_if_there_is_one_for_each() -> None:
    assert said_of('["keep", "drop"]', 3) == {}


@given(st.text(max_size=200), st.integers(0, 50))
def test_nothing_that_an_engine_says_is_an_error(text: str, count: int) -> None:
    assert all(1 <= number <= count for number in said_of(text, count))


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.text(max_size=30))
def test_what_was_said_by_the_schema_is_read_back(labels: list[bool], reason: str) -> None:
    entries = [
        {"n": number, "label": "keep" if label else "drop", "reason": reason}
        for number, label in enumerate(labels, 1)
    ]
    said = said_of(json.dumps({"labels": entries}), len(labels))
    assert [said[number].is_wanted for number in range(1, len(labels) + 1)] == labels


def test_half_a_character_in_a_reason_costs_no_label() -> None:
    said = said_of('{"labels": [{"n": 1, "label": "keep", "reason": "exams \\ud800"}]}', 1)
    assert said[1] == (True, "exams ?")
