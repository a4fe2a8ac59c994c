"""Settings of the extract stage that contradict each other."""

from __future__ import annotations

import pytest

from webinstruct.extract.settings import ExtractSettings


def test_answers_longer_than_the_longest_are_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match="min_answer_chars is 500, max_answer_chars 200"):
        ExtractSettings(min_answer_chars=500, max_answer_chars=200)


def test_the_shortest_answer_may_be_the_longest() -> None:
    assert ExtractSettings(min_answer_chars=200, max_answer_chars=200).min_answer_chars == 200
