"""How much of a question stands in a text that is no copy of it, word for word.

The measure is the longest common subsequence: the share of the question's words that stand in the text in their order.
It is worked out for questions of which some short runs were found close together, in the passage around these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Passage", "common_words", "have_same_numbers", "likeness"]

_FOREIGN = 0.2  # share of the passage's numbers that may be none of the question's
_MISSING = 0.34  # share of the question's numbers that may be missing


class Passage(NamedTuple):
    """Some words: their hashes, and of each whether it tells something, and whether it is a number."""

    words: Sequence[int]
    told: Sequence[bool]
    numeric: Sequence[bool]


def likeness(question: Passage, passage: Passage, least: float, least_telling: int) -> float:
    """The share of `question` that stands in `passage`: of all its words, or of those that tell something (numbers
    among them), whichever is smaller. 0.0 if that is under `least`, or if fewer than `least_telling` different ones of
    those that tell something are in both."""
    asked = [word for word, told in zip(question.words, question.told, strict=True) if told]
    found = [word for word, told in zip(passage.words, passage.told, strict=True) if told]
    if len({*asked} & {*found}) < least_telling:
        return 0.0
    share_told = common_words(asked, found) / len(asked)
    if share_told < least:
        return 0.0
    share = min(share_told, common_words(question.words, passage.words) / len(question.words))
    return share if share >= least else 0.0


def have_same_numbers(question: Passage, passage: Passage, core: Passage) -> bool:
    """Whether the numbers agree in their order, but for a few; `core` is the part of `passage` that surely belongs to
    the question."""
    asked, around, inside = _numbers(question), _numbers(passage), _numbers(core)
    foreign = len(inside) - common_words(inside, asked)
    missing = len(asked) - common_words(asked, around)
    return foreign <= _FOREIGN * len(inside) and missing <= _MISSING * len(asked)


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


def _numbers(passage: Passage) -> list[int]:
    return [word for word, numeric in zip(passage.words, passage.numeric, strict=True) if numeric]
