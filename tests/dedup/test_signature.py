"""What is compared of texts, against the plain definition of one text at a time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.core.normal_form import normal_form, words
from webinstruct.dedup.settings import MinHashSettings
from webinstruct.dedup.signature import Compared, compared

_TEXTS = st.lists(
    st.one_of(
        st.text(alphabet="ab1 +?\\{}$x求\ud800", max_size=30),
        st.lists(st.sampled_from("is the area of 7 x + circle what not".split()), max_size=12).map(" ".join),
    ),
    max_size=8,
)
_SHAPES = st.sampled_from(
    [
        MinHashSettings(),
        MinHashSettings(ngram=1),
        MinHashSettings(ngram=4),
        MinHashSettings(unit="character"),
    ]
)


def _sets(found: Compared) -> list[frozenset[int]]:
    edges = found.shingles.edges.tolist()
    return [frozenset(found.shingles.flat[a:b].tolist()) for a, b in pairwise(edges)]


def _grams(text: str, shape: MinHashSettings) -> set[tuple[str, ...]]:
    """The n-grams of one text, written out."""
    tokens = words(text)
    form = " ".join(tokens) or text.strip()
    ngram = shape.ngram or (2 if shape.unit == "word" else 5)
    is_short = not tokens or (shape.unit == "word" and len(tokens) <= ngram + 1)
    units = list(f"  {form}  ") if is_short else tokens if shape.unit == "word" else list(normal_form(text))
    ngram = 3 if is_short else ngram
    lengths = range(1, ngram + 1) if shape.unit == "word" and not is_short else [ngram]
    return {run for length in lengths for run in _runs(units, length)} if form else set()


def _runs(units: list[str], length: int) -> set[tuple[str, ...]]:
    edge = [""] * (length - 1)
    padded = [*edge, *units, *edge]
    return {tuple(padded[place : place + length]) for place in range(len(padded) - length + 1)}


@given(_TEXTS, _SHAPES)
def test_a_batch_says_of_each_text_what_it_says_of_it_alone(texts: list[str], shape: MinHashSettings) -> None:
    together, alone = compared(texts, shape), [compared([text], shape) for text in texts]
    assert together.exact.T.tolist() == [one.exact[:, 0].tolist() for one in alone]
    assert together.guards.tolist() == [int(one.guards[0]) for one in alone]
    assert _sets(together) == [_sets(one)[0] for one in alone]


@given(_TEXTS, _SHAPES)
def test_similarity_is_that_of_the_written_out_n_grams(texts: list[str], shape: MinHashSettings) -> None:
    found = _sets(compared(texts, shape))
    plain = [_grams(text, shape) for text in texts]
    assert [len(one) for one in found] == [len(one) for one in plain]
    shared = [len(one & other) for one in found for other in found]
    assert shared == [len(one & other) for one in plain for other in plain]


@given(_TEXTS)
def test_exact_keys_are_equal_exactly_where_normal_forms_are(texts: list[str]) -> None:
    keys = compared(texts, MinHashSettings()).exact.T.tolist()
    forms = [normal_form(text) or text.strip() for text in texts]
    for one, form in zip(keys, forms, strict=True):
        assert [one == other for other in keys] == [form == other for other in forms]


@given(_TEXTS, _SHAPES)
def test_every_text_with_something_in_it_has_shingles(texts: list[str], shape: MinHashSettings) -> None:
    sizes = np.diff(compared(texts, shape).shingles.edges)
    assert [bool(size) for size in sizes] == [bool(text.strip()) for text in texts]


@pytest.mark.parametrize("label", ["Question 12: ", "**Problem 3.** ", "## Exercise 4) ", "Q1. "])
def test_a_label_in_front_does_not_count(label: str) -> None:
    one, other = compared([f"{label}Is 7 prime?", "Is 7 prime?"], MinHashSettings()).exact.T.tolist()
    assert one == other


def test_a_label_alone_is_a_text() -> None:
    one, other = compared(["Question 3: ", "Question 4: "], MinHashSettings()).exact.T.tolist()
    assert one != other


def test_a_text_of_a_megabyte_is_signed() -> None:
    text = "the sum of x^2 over all even n " * 32_000
    found = compared([text, "short", "\\frac{1" * 100_000], MinHashSettings())
    assert np.diff(found.shingles.edges).tolist()[1] == 11
    assert len(set(found.exact[0].tolist())) == 3


def test_closings_are_those_of_the_last_ten_words() -> None:
    end = "one two three four five six seven eight nine ten"
    found = compared([f"Here begins a text of {end}", end, "too few"], MinHashSettings())
    first, second, none = (
        found.closings.flat[a:b].tolist() for a, b in pairwise(found.closings.edges.tolist())
    )
    assert first == second != []
    assert none == []
