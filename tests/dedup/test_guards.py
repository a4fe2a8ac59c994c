"""What turns a question into another one, both ways: what must be told apart, and what must not."""

from __future__ import annotations

import numpy as np
import pytest

from webinstruct.core.tokens import tokens_of
from webinstruct.dedup.guards import AFTER_HOW, ASKING, OPPOSITES, opposed, poles_of
from webinstruct.dedup.settings import MinHashSettings
from webinstruct.dedup.signature import compared

_SAME = [
    ("Is 3 x+5 = 11?", "is $3x + 5 = 11$"),
    ("How fast does the 5 kg block fall?", "How quickly does the 5 kg block fall?"),
    ("What makes the pressure increase?", "What makes the pressure grow?"),
    ("Is the maximum speed above the limit?", "Is the maximal speed above the limit?"),
    ("Which of these is true?", "Which of these is correct?"),
    ("Find the area of a circle", "What is the area of a circle?"),
    ("The area of a circle", "What is the area of a circle?"),
    ("How many miles does it walk to the town?", "How mny miles does it walk to the town?"),
    ("Who wrote it, and when?", "Who wrote it, and whn?"),
    ("How many apples are left in a long box?", "How many apples are left in a high box?"),
]
_OTHER = [
    ("Solve 3x + 2 = 5", "Solve 8x - 9 = 5"),
    ("What is 2 + 3?", "What is 2 - 3?"),
    ("Which of these is a mammal?", "Which of these is not a mammal?"),
    ("How many legs do three cats have?", "How many legs do four cats have?"),
    ("Find the derivative of sin x", "Find the derivative of cos x"),
    ("Why can we see it?", "Why cannot we see it?"),
    ("Compute the ∑ of all terms", "Compute the ∏ of all terms"),
]
_OPPOSED = [
    ("Does the pressure increase?", "Does the pressure decrease?"),
    ("Find the maximum of f", "Find the minimum of f"),
    ("What came before the war?", "What came after the war?"),
    ("Which is the northern border?", "Which is the southern border?"),
    ("Is this always so?", "Is this never so?"),
    ("Is n even?", "Is n odd?"),
    ("Which statement is true?", "Which statement is false?"),
    ("He goes from left to right", "He goes from right to left"),
    ("It walks to the town. How many miles does it walk?", "It walks to the town. How long does it take?"),
    ("Who wrote it, and when?", "Who wrote it, and where?"),
    ("Prove that there are such numbers", "Find all such numbers"),
    ("Is it the first or the last one?", "Is it the last or the last one?"),
]


def _agree(one: str, other: str) -> bool:
    found = compared([one, other], MinHashSettings())
    is_opposed = bool(opposed(found.poles[:1], found.poles[1:])[0])
    return bool(found.guards[0] == found.guards[1]) and not is_opposed


@pytest.mark.parametrize(("one", "other"), _SAME)
def test_another_wording_agrees(one: str, other: str) -> None:
    assert _agree(one, other)


@pytest.mark.parametrize(("one", "other"), _OTHER + _OPPOSED)
def test_another_question_does_not_agree(one: str, other: str) -> None:
    assert not _agree(one, other)


@pytest.mark.parametrize("pair", OPPOSITES)
def test_each_side_of_a_pair_opposes_the_other_and_agrees_with_itself(pair: tuple[str, str]) -> None:
    sides = [poles_of(tokens_of(side.split())) for side in pair]
    for one, same in zip(sides, sides[::-1], strict=True):
        assert opposed(one[:1].repeat(len(same)), same).all()
        assert not opposed(one[:1].repeat(len(one)), one).any()


def test_no_word_stands_on_two_sides() -> None:
    words = [word for pair in OPPOSITES for side in pair for word in side.split()]
    assert len(words) == len(set(words))


def test_every_pair_has_room_in_the_bits() -> None:
    assert 3 * len(OPPOSITES) <= 48
    assert len(ASKING) + len(AFTER_HOW) <= 16


def test_poles_do_not_depend_on_neighbors() -> None:
    texts = ["Up north it rises", "", "true or false, false or true", "more, never less", "east"]
    together = poles_of(tokens_of(texts))
    assert together.tolist() == [int(poles_of(tokens_of([text]))[0]) for text in texts]
    assert len(np.unique(together)) == len(texts)
