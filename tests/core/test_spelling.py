"""The short ways to the one spelling give what the long way gives."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.core import spelling

_STRANGE = (
    "aB é’“…™\u00a0\u200b\u00ad´½²ßſΐῖİıŒﬁ①ＡＢ３÷×≤−中か한\u1100\u1161\u0301\u0915\u093f\u0660\u2044\ud800"
)


@given(st.one_of(st.text(max_size=40), st.text(alphabet=_STRANGE, max_size=12)))
def test_characters_settled_one_by_one_are_settled_as_in_the_text(text: str) -> None:
    if not text.isascii():
        assert spelling._folded(text) == spelling._thoroughly_folded(text)


@given(st.text(alphabet="0123456789,,,. a", max_size=24))
def test_commas_go_from_thousands_only(text: str) -> None:
    expected = re.sub(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!,?\d)", lambda found: found[0].replace(",", ""), text)
    assert spelling._without_thousands(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,234,567 m", "1234567 m"), ("1,23 m", "1,23 m"), ("0.1,234", "0.1,234"), ("12345,678", "12345,678")],
)
def test_a_comma_is_one_of_thousands_or_stays(text: str, expected: str) -> None:
    assert spelling.one_spelling(text) == expected
