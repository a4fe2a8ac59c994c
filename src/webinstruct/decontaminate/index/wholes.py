"""Short questions, matched whole.

A question that has no run of words long enough (because it is short, or nearly all formula) is matched whole, operators
included, if it has three words' worth and one telling word. It is looked for by three of its words, its anchor, and
compared in full where they stand. What is shorter ("Solve x.", "12") cannot be told from chance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from webinstruct.core.normal_form import content_words, is_cjk, words
from webinstruct.decontaminate.index.telling import ORDINARY, TELLING, kind_of

__all__ = ["ANCHOR_WORDS", "TextForm", "Whole", "anchor_place", "is_tellable", "is_weak", "whole_form"]

ANCHOR_WORDS = 3
"""Words of the run by which a whole question is looked for."""

_VERDICTS = frozenset("true false correct incorrect right wrong".split())
_BRACKETS = frozenset("(){}[]")
_SIGNS = frozenset("+-*/=<>^|%!")
_SENTENCE_END = re.compile(r"[.?!:;](?=[\s)\"'*$]|$)|[。？！：；\n]")


class Whole(NamedTuple):
    """A question matched whole: the place of its anchor in its content words, how many these are and their hash, its
    form, whether it has to be a sentence of its own, and the number of its text."""

    anchor: int
    words: int
    hash: int
    form: str
    is_weak: bool
    source: int


def weight(content: Sequence[str]) -> float:
    """How many words' worth a text has.

    >>> weight(["solve", "x", "求", "值"])
    3.0
    """
    return sum(0.5 if is_cjk(word) else 1.0 for word in content)


def is_tellable(tokens: Sequence[str]) -> bool:
    """Whether a short question (tokens from `words`) can be told from chance.

    It takes three words' worth with a telling word among them, or an ordinary word with two numbers, or a formula
    of four numbers and four operators.

    >>> [is_tellable(text.split()) for text in ("what is photosynthesis", "what is this", "find the value of x")]
    [True, False, False]
    >>> [is_tellable(text.split()) for text in ("solve 3 x + 2 = 5", "1 2 3 4 5 6 7 8", "2 * 3 - 4 / 5 + 1 =")]
    [True, False, True]
    """
    content = content_words(tokens)
    if len(content) < ANCHOR_WORDS or weight(content) < 3:
        return False
    numbers = sum(word[0].isdecimal() for word in content)
    told = [word for word in content if kind_of(word) != ORDINARY]
    if len(told) > 1 or (told and told[0] not in _VERDICTS):
        return True
    if numbers >= 2 and any(len(word) > 2 and word.isalpha() for word in content):
        return True
    return numbers >= 4 and sum(word in _SIGNS for word in tokens) >= 4


def is_weak(tokens: Sequence[str]) -> bool:
    """Whether a short question is so plain that it has to stand as a sentence of its own to count.

    "The coronary arteries" is a question of a benchmark that asks for its end, and part of any text on the heart.

    >>> is_weak("the coronary arteries".split()), is_weak("how many legs have 12 spiders and 7 ants".split())
    (True, False)
    """
    content = content_words(tokens)
    told = sum(kind_of(word) != ORDINARY or word[0].isdecimal() for word in content)
    return weight(content) < 6 or told + sum(word in _SIGNS for word in tokens) < 4


def anchor_place(content: Sequence[str]) -> int:
    """Where the three words in a row (of at least three) stand that say most.

    >>> anchor_place("what is the melting point of tin".split())
    2
    """
    told = [3 if kind_of(word) == TELLING else 2 if word[0].isdecimal() else 0 for word in content]
    starts = range(len(content) - ANCHOR_WORDS + 1)
    return max(starts, key=lambda start: (sum(told[start : start + ANCHOR_WORDS]), -start))


def whole_form(tokens: Sequence[str]) -> str:
    """Tokens (from `words`) as they are compared where a question is matched whole: with operators, no brackets.

    Operators at either end go, because what stands beside them decides whether they are operators.

    >>> whole_form(["(", "5", "+", "x", ")", "="])
    '5 + x'
    """
    kept = [token for token in tokens if token not in _BRACKETS]
    start, stop = 0, len(kept)
    while start < stop and kept[start] in _SIGNS:
        start += 1
    while stop > start and kept[stop - 1] in _SIGNS:
        stop -= 1
    return " ".join(kept[start:stop])


class TextForm:
    """A text in which whole questions are looked for; what that takes is worked out once."""

    def __init__(self, text: str) -> None:
        self._form = f" {whole_form(words(text))} "
        self._text = text
        self._edges: tuple[set[int], set[int]] | None = None
        self._absent: set[str] = set()

    def holds(self, whole: Whole, start: int) -> bool:
        """Whether `whole`, whose content words begin at `start`, has its operators, too; a weak one must be a sentence
        of its own."""
        if whole.form in self._absent:
            return False
        if f" {whole.form} " not in self._form:
            self._absent.add(whole.form)
            return False
        return not whole.is_weak or self._is_sentence(start, start + whole.words)

    def _is_sentence(self, start: int, stop: int) -> bool:
        self._edges = self._edges or edges_of(self._text)
        return start in self._edges[0] and stop in self._edges[1]


def edges_of(text: str) -> tuple[set[int], set[int]]:
    """Where sentences and lines of `text` start and end, counted in content words.

    >>> starts, ends = edges_of("Task: compute 3.5 + 2. Then rest!")
    >>> sorted(starts), sorted(ends)
    ([0, 1, 4], [1, 4, 6])
    """
    starts, ends, count = set(), set(), 0
    for sentence in _SENTENCE_END.split(text):
        size = len(content_words(words(sentence)))
        if size:
            starts.add(count)
            ends.add(count := count + size)
    return starts, ends
