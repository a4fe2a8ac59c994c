"""Words of class and id attributes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.sources.page_text.names import name_words

NAMES = st.text(st.sampled_from("abz-_ 09\t:éßAZ"), max_size=12)


@given(NAMES)
def test_a_name_has_the_same_words_beside_one_in_capitals(name: str) -> None:
    # The capital X takes the general way, which lower-case names do not need.
    assert name_words(f"{name} X") == [*name_words(name), "x"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("post-menu_2", ["post", "menu"]),
        ("navBar", ["nav", "bar"]),
        ("café-menu", ["caf", "menu"]),
        ("42", []),
    ],
)
def test_words_end_at_marks_digits_and_capitals(name: str, words: list[str]) -> None:
    assert name_words(name) == words
