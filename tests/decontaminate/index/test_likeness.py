"""Word for word: how much of a question stands in a passage."""

from __future__ import annotations

from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.decontaminate.index.likeness import Passage, common_words, have_same_numbers, likeness

_WORDS = st.lists(st.integers(0, 6), max_size=14)


def passage(text: str) -> Passage:
    """Words as numbers; those of more than two letters tell something, digits are numbers."""
    words = text.split()
    hashes = [int.from_bytes(word.encode(), "little") for word in words]
    numeric = [word.isdigit() for word in words]
    told = [len(word) > 2 or number for word, number in zip(words, numeric, strict=True)]
    return Passage(hashes, told, numeric)


@given(_WORDS, _WORDS)
def test_common_words_are_the_longest_common_subsequence(one: list[int], other: list[int]) -> None:
    best = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            best[i + 1][j + 1] = best[i][j] + 1 if left == right else max(best[i][j + 1], best[i + 1][j])
    assert common_words(one, other) == best[-1][-1]


@given(_WORDS, _WORDS)
def test_common_words_are_no_fewer_than_those_of_matching_blocks(one: list[int], other: list[int]) -> None:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    assert common_words(one, other) >= sum(block.size for block in blocks)


QUESTION = passage("how many pale herons stand beside 14 old mills if 3 fly away")


def test_a_copy_stands_in_full() -> None:
    assert (
        likeness(
            QUESTION, passage("so how many pale herons stand beside 14 old mills if 3 fly away now"), 0.5, 4
        )
        == 1
    )


def test_one_word_replaced_costs_its_share() -> None:
    share = likeness(QUESTION, passage("how many pale geese stand beside 14 old mills if 3 fly away"), 0.5, 4)
    assert share == 11 / 12  # of the words that tell something; of all it is 12 / 13


def test_less_than_the_least_share_is_none() -> None:
    assert likeness(QUESTION, passage("how many pale geese stand near 14 old barns"), 0.75, 4) == 0


def test_few_telling_words_are_none() -> None:
    assert likeness(passage("is it so at the old inn"), passage("is it so at the old inn"), 0.5, 4) == 0


def test_numbers_agree_in_their_order() -> None:
    assert have_same_numbers(QUESTION, QUESTION, QUESTION)
    turned = passage("how many pale herons stand beside 3 old mills if 14 fly away")
    assert not have_same_numbers(QUESTION, turned, turned)


def test_other_numbers_in_the_passage_around_do_no_harm() -> None:
    core = passage("pale herons stand beside 14 old mills if 3 fly away")
    around = passage("task 7 pale herons stand beside 14 old mills if 3 fly away 12 points")
    assert have_same_numbers(QUESTION, around, core)
