"""What becomes of an item as a canary of each kind, and where a kind does not apply."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.core.detection import KIND_WORDS
from webinstruct.core.normal_form import normal_form
from webinstruct.decontaminate.benchmarks import benchmarks_at
from webinstruct.decontaminate.canaries.choices import choices_of
from webinstruct.decontaminate.canaries.draws import Draws
from webinstruct.decontaminate.canaries.kinds import KINDS, TRANSLATED, variant_of
from webinstruct.decontaminate.canaries.latex import respelled
from webinstruct.decontaminate.items import Item, Text

CHOICE = "Which of these teas is made without any heat?\nOptions:\n(A) black tea\n(B) cold brew\n(C) mint tea"
LONG = " ".join(f"word{chr(97 + n % 26)}" for n in range(40))


def item(question: str, *rest: Text) -> Item:
    return Item("1", (Text("question", question, True), *rest))


def changed(kind: str, question: str) -> str:
    text = variant_of(kind, item(question), Draws(kind, question))
    assert text is not None
    return text


def bundled() -> list[Item]:
    return [one for benchmark in benchmarks_at(["builtin:benchmarks"]) for one in benchmark.items]


def test_every_kind_has_words_of_its_own() -> None:
    assert set(KIND_WORDS) == {*KINDS, TRANSLATED}


@given(st.text(max_size=200), st.sampled_from(KINDS))
def test_no_text_breaks_a_kind(question: str, kind: str) -> None:
    text = variant_of(kind, item(question), Draws(1))
    assert text is None or kind == "verbatim" or text != question.strip()


def test_another_white_space_leaves_the_words() -> None:
    text = changed("white_space", LONG)
    assert text != LONG
    assert text.split() == LONG.split()


def test_another_latex_says_the_same() -> None:
    texts = [text.text for one in bundled() for text in one.texts if "$" in text.text]
    others = [respelled(text) for text in texts]
    assert all(text != other for text, other in zip(texts, others, strict=True))
    assert [normal_form(other) for other in others] == [normal_form(text) for text in texts]


@pytest.mark.parametrize("text", ["A roll is $3 and a loaf is $5.", "Is $ a sign?", "No formula at all."])
def test_prices_are_no_latex(text: str) -> None:
    assert variant_of("latex", item(text), Draws(1)) is None


def test_no_number_stays_and_each_keeps_its_length() -> None:
    text = "Ann has 12 cups, 7 pots, 3.50 in cash and 1000 leaves"
    before, after = re.findall(r"\d+", text), re.findall(r"\d+", changed("numbers", text))
    assert all(old != new and len(old) == len(new) for old, new in zip(before, after, strict=True))


def test_a_question_without_numbers_has_none_to_change() -> None:
    assert variant_of("numbers", item("Which gas do plants take in?"), Draws(1)) is None


def test_one_word_in_ten_is_replaced() -> None:
    before, after = LONG.split(), changed("replaced", LONG).split()
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 4


def test_fewer_than_ten_words_are_left_as_they_are() -> None:
    assert variant_of("replaced", item("Which gas do green plants take in?"), Draws(1)) is None


def test_a_chinese_character_counts_as_half_a_word() -> None:
    text = "红旗连锁店原有饼干八十九袋上午卖出三十四袋下午卖出六袋还剩多少袋呢"
    assert (
        sum(old != new for old, new in zip(text, changed("replaced", text), strict=True)) == len(text) // 20
    )


def test_the_first_half_is_half_of_the_words() -> None:
    assert changed("half", LONG) == " ".join(LONG.split()[:20])


def test_shuffled_options_are_the_same_ones_in_another_order() -> None:
    stem, *lines = changed("options", CHOICE).split("\n")
    options = [line.partition(") ")[2] for line in lines]
    assert stem == "Which of these teas is made without any heat?"
    assert sorted(options) == ["black tea", "cold brew", "mint tea"]
    assert options != ["black tea", "cold brew", "mint tea"]


@pytest.mark.parametrize(
    "one",
    [
        item("Hot?", Text("options", "A) yes\nB) no", False)),
        item("Hot?", Text("choices", "yes\nno", False)),
        item("Hot?", Text("Correct Answer", "yes", False), Text("Incorrect Answer 1", "no", False)),
        item("Hot? Answer Choices: (A) yes (B) no"),
        item("Hot?\nA. yes\nB. no"),
    ],
)
def test_options_are_found_wherever_a_benchmark_keeps_them(one: Item) -> None:
    choices = choices_of(one)
    assert choices is not None
    assert choices.options == ("yes", "no")


@pytest.mark.parametrize(
    "text", ["Which gas do plants take in?", "Let (A) be a set.", "(B) is not (A), or is it?"]
)
def test_a_question_without_options_has_none_to_shuffle(text: str) -> None:
    assert variant_of("options", item(text), Draws(1)) is None


def test_an_item_without_a_question_makes_no_canary() -> None:
    bare = Item("1", (Text("answer", "An answer of some words and numbers, such as 12.", False),))
    assert [variant_of(kind, bare, Draws(1)) for kind in KINDS] == [None] * len(KINDS)
