"""The arrays say what `words` says, whatever the text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinstruct.core.normal_form import content_words, words
from webinstruct.core.tokens import Tokens, token_hashes, tokens_of

PIECES = [
    *"abfxy'’.,*-+/=<>^|%!()[]{}$\\_ \n\t0123456789",
    *"éßİǅſ½²₂Ⅷ፩٣①´µ±∑→−×÷≤≠′″\u0301\u064b\u093f\u200b\ufeff求値ㄱ한か\U00020001😀𝟙𝐱",
    "**",
    "<=",
    "!=",
    "f'",
    "g''(x)",
    "\\frac{1}{2}",
    "\\sin x",
    "-\\cos",
    "log-normal",
    "\\begin{cases}",
    "<sup>2</sup>",
    "&lt;",
    "1,000",
    ".5",
    "[tex]",
    " - item",
    "{{x}}",
    "{}",
    "word ",
    "\ud800",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def hashes_in(found: Tokens, text: int) -> list[int]:
    return list(map(int, found.hashes[found.edges[text] : found.edges[text + 1]]))


@settings(max_examples=400, deadline=None)
@given(st.lists(TEXTS | st.text(max_size=40), min_size=1, max_size=6))
@example(["{" * 40 + "x" + "}" * 40, "a{" * 30 + "}" * 30])
@example(["'", "a'", "'''a'''", "-", "}", "{", "*", "=", "<", "."])
def test_a_batch_has_the_tokens_of_each_text(texts: list[str]) -> None:
    found = tokens_of(texts)
    assert [hashes_in(found, place) for place in range(len(texts))] == [
        token_hashes(words(text)).tolist() for text in texts
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_content_has_the_content_words_of_each_text(texts: list[str]) -> None:
    found = tokens_of(texts).content()
    assert [hashes_in(found, place) for place in range(len(texts))] == [
        token_hashes(content_words(words(text))).tolist() for text in texts
    ]


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4))
def test_a_text_has_the_same_tokens_in_any_batch(before: list[str], behind: list[str]) -> None:
    text = "Is f'(x) = 3 {x}?"
    found = tokens_of([*before, text, *behind])
    assert hashes_in(found, len(before)) == tokens_of([text]).hashes.tolist()


def test_no_texts_have_no_tokens() -> None:
    found = tokens_of([])
    assert found.edges.tolist() == [0]
    assert len(found.hashes) == 0


def test_a_text_longer_than_a_block_is_read_whole() -> None:
    text = "many words {a} and 3 + 4 " * 20_000
    found = tokens_of(["short", text, "short"])
    assert hashes_in(found, 1) == token_hashes(words(text)).tolist()
    assert hashes_in(found, 0) == hashes_in(found, 2)


@pytest.mark.parametrize(
    "text", ["{" * 300_000, "-{" * 150_000, "'a" * 150_000, "*" * 300_000, "\\" * 300_000]
)
def test_a_text_made_to_be_slow_is_read_in_a_second(text: str) -> None:
    found = tokens_of([text])
    assert found.edges[-1] == len(found.hashes)


def test_different_words_have_different_hashes() -> None:
    tokens = [f"{first}{number}" for first in "abcdefghij" for number in range(20_000)]
    assert len(np.unique(token_hashes(tokens))) == len(tokens)
