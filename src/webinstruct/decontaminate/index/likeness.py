"""How much of a question stands in a text that is no copy of it, word for word.

The measure is the longest common subsequence: the share of the question's words that stand in the text in their order.
It is worked out for questions of which some short runs were found close together, in the passage around these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Likeness", "Passage", "common_words", "likeness"]

_FOREIGN = 0.2  # share of the passage's numbers that may be none of the question's
_MISSING = 0.5  # share of the question's numbers that may be missing


class Passage(NamedTuple):
    """Some words: their hashes, and of each whether it tells something, and whether it is a number."""

    words: Sequence[int]
    told: Sequence[bool]
    numeric: Sequence[bool]


class Likeness(NamedTuple):
    """How much of a question stands in a passage: the share of its words (the smaller of all words and of those that
    tell something, numbers among them), how many different telling words that are, and whether the numbers agree."""

    share: float
    telling: int
    same_numbers: bool


def likeness(question: Passage, passage: Passage, core: Sequence[int]) -> Likeness:
    """How much of `question` stands in `passage`; `core` are the numbers in the part that surely belongs to it."""
    share = common_words(question.words, passage.words) / len(question.words)
    asked = [word for word, told in zip(question.words, question.told, strict=True) if told]
    found = [word for word, told in zip(passage.words, passage.told, strict=True) if told]
    share_told = common_words(asked, found) / len(asked)
    return Likeness(
        min(share, share_told), len({*asked} & {*found}), _same_numbers(question, passage, Counter(core))
    )


def common_words(one: Sequence[int], other: Sequence[int]) -> int:
    """The length of the longest common subsequence (bit-parallel: Hyyrö 2004).

    >>> common_words([1, 2, 3, 4, 5], [9, 1, 3, 8, 4])
    3
    """
    places: dict[int, int] = {}
    for place, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << place
    every = (1 << len(one)) - 1
    left = every
    for word in other:
        met = left & places.get(word, 0)
        left = ((left + met) | (left - met)) & every
    return len(one) - left.bit_count()


def _same_numbers(question: Passage, passage: Passage, core: Counter[int]) -> bool:
    asked, around = _numbers(question), _numbers(passage)
    foreign, missing = (core - asked).total(), (asked - around).total()
    return foreign <= _FOREIGN * core.total() and missing <= _MISSING * asked.total()


def _numbers(passage: Passage) -> Counter[int]:
    return Counter(word for word, numeric in zip(passage.words, passage.numeric, strict=True) if numeric)
