"""The one spelling of texts: what vanishes, what stays."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.core.normal_form import content_words, is_cjk, normal_form, words

_MARKED_UP = st.text(
    alphabet="aB \n\t12.,;:-*+/=<>^_|%!()[]{}\\$#'\"`&~²½“’–×≤αß中か한fracleftsupquad", max_size=60
)


@given(st.one_of(st.text(max_size=80), _MARKED_UP))
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    once = normal_form(text)
    assert normal_form(once) == once


@given(st.lists(st.sampled_from(["solve", "3x", "+", "2", "=", "x^2", "\\pi", "(", ")", "求"]), max_size=12))
def test_the_amount_of_white_space_does_not_matter(pieces: list[str]) -> None:
    assert normal_form(" ".join(pieces)) == normal_form("\n \t".join(pieces))


@given(
    st.sampled_from([("$", "$"), ("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("[tex]", "[/tex]"), ("", "")])
)
def test_formula_delimiters_do_not_matter(pair: tuple[str, str]) -> None:
    text = f"Solve {pair[0]}3x^2 + \\frac{{1}}{{2}} = 0{pair[1]} for x."
    assert normal_form(text) == "solve 3 x ^ 2 + \\frac 1 2 = 0 for x"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_texts_that_differ_in_a_number_stay_different(one: int, other: int) -> None:
    same = normal_form(f"Tom has {one} apples.") == normal_form(f"Tom has {other} apples.")
    assert same == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 x+2", "3x + 2"),
        ("\\dfrac{a}{b}", "\\frac{a}{b}"),
        ("\\frac12", "\\tfrac{1}{2}"),
        ("\\left( x \\right)", "(x)"),
        ("2 \\cdot 3", "2 × 3"),
        ("x \\leq 3", "x ≤ 3"),
        ("x \\geqslant 3", "x >= 3"),
        ("x^{2}", "x²"),
        ("x<sup>2</sup>", "x^2"),
        ("45^\\circ", "45°"),
        ("f^{\\prime}(x)", "f’(x)"),
        ("\\alpha", "α"),
        ("\\sin x", "sin x"),
        ("**bold** and `code`", "bold and code"),
        ("# Heading\n- one item\n- two items", "Heading one item two items"),
        ("“quoted” – it’s", '"quoted" - it\'s'),
        ("1,000,000 people", "1000000 people"),
        ("50{,}000", "50000"),
        ("½", "1/2"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("well\u00adknown", "wellknown"),
        ("\\text{if } x", "if x"),
        ("１２３", "123"),
        ("١٢", "12"),
    ],
)
def test_two_spellings_of_one_thing_are_equal(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3x+2", "8x-9"),
        ("2 + 3", "2 - 3"),
        ("2 * 3", "2 / 3"),
        ("2(3+4)", "2*3+4"),
        ("2^{3+x}", "2^3+x"),
        ("x < 5", "x > 5"),
        ("x < 5", "x <= 5"),
        ("f'(x)", "f(x)"),
        ("y'' + y = 0", "y' + y = 0"),
        ("5!", "5"),
        (".5", "5"),
        ("2**3", "2*3"),
        ("A \\cup B", "A \\cap B"),
        ("\\sin x", "\\cos x"),
        ("x^2", "x2"),
        ("5 %", "5"),
    ],
)
def test_what_makes_a_different_question_stays(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


def test_every_cjk_character_is_a_token() -> None:
    assert words("求x的值。かな 한국") == ["求", "x", "的", "值", "か", "な", "한", "국"]


def test_vowel_signs_stay_in_their_word() -> None:
    assert len(words("हिन्दी में")) == 2


def test_content_words_hold_neither_operators_nor_commands() -> None:
    assert content_words(words("$\\frac{x}{2} + 3 = y'$")) == ["x", "2", "3", "y"]


def test_a_latin_letter_is_no_cjk_character() -> None:
    assert not is_cjk("é")


@pytest.mark.parametrize(
    "piece", ["{", "-{", "<p ", "\\", "^{", "1,234", "- ", "'", "$", "a&", "\\frac1", "[tex", "²"]
)
def test_long_runs_of_one_mark_take_linear_time(piece: str) -> None:
    start = time.perf_counter()
    normal_form(piece * 100_000)
    assert time.perf_counter() - start < 5


def test_no_white_space_but_single_spaces_is_left() -> None:
    assert not re.search(r"\s\s|^\s|\s$|[^\S ]", normal_form("  a \u00a0\u3000 b\n\nc\t"))
