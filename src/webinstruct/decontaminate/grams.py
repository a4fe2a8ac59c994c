"""Which runs of words count as a match.

An n-gram of ten words is evidence only if it says something: at least two different words that carry meaning, so
that "1 2 3 4 5 6 7 8 9 10", "a b c d e f g h i j" and "which of the following is one of the" are none. A Chinese,
Japanese or Korean character is half a word: where they prevail, a run is twice as long.

A question that has no such n-gram (because it is short, or nearly all formula) is matched whole, operators included,
if it has three words' worth and one telling word. What is shorter ("Solve x.", "12") cannot be told from chance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.ngrams import Hashes, gram_hashes, token_hashes
from webinstruct.core.normal_form import content_words, is_cjk, words

__all__ = [
    "ANCHOR_WORDS",
    "Grams",
    "anchor_of",
    "edges_of",
    "grams_of",
    "is_tellable",
    "is_weak",
    "weight",
    "whole_form",
]

ANCHOR_WORDS = 3
"""Words of the run by which a whole question is looked for."""

_MEANT = 2  # different telling words an n-gram needs
_STOP_WORDS_TEXT = (
    "a about after all also an and any are as at be been before being between both but by can could did do does done "
    "each either for from get given had has have having he her here him his how if in into is it its itself let made "
    "make many may me might more most much must my no nor not now of off on one only or other our out over own same "
    "she should so some such than that the their them then there these they this those through to too under up us use "
    "very was we were what when where whether which while who whom whose why will with would you your following "
    "option options choose select answer answers question questions statement statements none above "
    "below find calculate compute determine solve show prove value values equal equals number "
    "的 了 在 是 和 有 一 个 为 与 则 若 设 求 中 下 列 以 及 上 这 那 的"
)
_STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
_BRACKETS = frozenset("(){}[]")
_SIGNS = frozenset("+-*/=<>^|%!")
_SENTENCE_END = re.compile(r"[.?!:;](?=[\s)\"'*$]|$)|[。？！：；\n]")
_CACHED = 1 << 17
_ORDINARY, _TELLING, _CJK = 0, 1, 2


class Grams:
    """The n-grams of one text that count: `hashes`, and for each where it starts and how many words it has."""

    def __init__(self, hashes: Hashes, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> None:
        self.hashes = hashes
        self.starts = starts
        self.lengths = lengths


def grams_of(content: Sequence[str], n: int) -> Grams:
    """The n-grams of `content` (from content_words) that count, those of `n` words before those of 2n characters.

    >>> len(grams_of("the quick brown fox jumps over the lazy dog again and again".split(), 10).hashes)
    3
    >>> len(grams_of("1 2 3 4 5 6 7 8 9 10 11 12".split(), 10).hashes)
    0
    """
    hashes = token_hashes(content)
    kinds = np.fromiter(map(_kind, content), np.int8, len(content))
    cjk = np.concatenate([[0], np.cumsum(kinds == _CJK)])
    telling = _telling(hashes, kinds)
    parts = []
    for length, prevail in ((n, False), (2 * n, True)):
        if len(content) < length or (prevail and not cjk[-1]):
            continue
        many = (cjk[length:] - cjk[:-length]) * 2 >= length
        wanted = (many == prevail) & (telling[length:] - telling[:-length] >= _MEANT)
        starts = np.flatnonzero(wanted)
        parts.append((gram_hashes(hashes, length)[starts], starts, np.full(len(starts), length)))
    if not parts:
        return Grams(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64))
    return Grams(*(np.concatenate(column) for column in zip(*parts, strict=True)))


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
    numbers = sum(word[0].isdigit() for word in content)
    if any(_kind(word) != _ORDINARY for word in content):
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
    told = sum(_kind(word) != _ORDINARY or word[0].isdigit() for word in content)
    return weight(content) < 6 or told + sum(word in _SIGNS for word in tokens) < 4


def anchor_of(content: Sequence[str]) -> tuple[int, int]:
    """The three words in a row (of at least three) that say most: their hash and where they start.

    >>> anchor_of("what is the melting point of tin".split())[1]
    2
    """
    told = [3 if _kind(word) == _TELLING else 2 if word[0].isdigit() else 0 for word in content]
    starts = range(len(content) - ANCHOR_WORDS + 1)
    best = max(starts, key=lambda start: (sum(told[start : start + ANCHOR_WORDS]), -start))
    return int(gram_hashes(token_hashes(content[best : best + ANCHOR_WORDS]), ANCHOR_WORDS)[0]), best


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


def _telling(hashes: Hashes, kinds: NDArray[np.int8]) -> NDArray[np.int64]:
    """Running count of telling words, a word repeated right away (up to four back) counted once."""
    telling = kinds != _ORDINARY
    fresh = telling.copy()
    for back in range(1, 5):
        fresh[back:] &= ~((hashes[back:] == hashes[:-back]) & telling[:-back])
    return np.concatenate([[0], np.cumsum(fresh)]).astype(np.int64)


@lru_cache(_CACHED)
def _kind(word: str) -> int:
    if word in _STOP_WORDS or word[0].isdigit():
        return _ORDINARY
    if is_cjk(word):
        return _CJK
    return _TELLING if len(word) > 2 else _ORDINARY
