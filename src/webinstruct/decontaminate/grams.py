"""Which runs of words count as a match.

An n-gram of ten words is evidence only if it says something: at least two different words that carry meaning, so
that "1 2 3 4 5 6 7 8 9 10", "a b c d e f g h i j" and "which of the following is one of the" are none. A Chinese,
Japanese or Korean character is half a word: where they prevail, a run is twice as long.

A question that has no such n-gram (because it is short, or nearly all formula) is matched whole, operators included,
if it has three words' worth and one telling word. What is shorter ("Solve x.", "12") cannot be told from chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.ngrams import Hashes, gram_hashes, token_hashes
from webinstruct.core.normal_form import is_cjk

__all__ = ["Grams", "grams_of", "is_tellable", "weight", "whole_form"]

_MEANT = 2  # different telling words an n-gram needs
_STOP_WORDS_TEXT = (
    "a about after all also an and any are as at be been before being between both but by can could did do does done "
    "each either for from get given had has have having he her here him his how if in into is it its itself let made "
    "make many may me might more most much must my no nor not now of off on one only or other our out over own same "
    "she should so some such than that the their them then there these they this those through to too under up us use "
    "very was we were what when where whether which while who whom whose why will with would you your following "
    "option options choose select correct true false answer answers question questions statement statements none above "
    "below find calculate compute determine solve show prove value values equal equals number "
    "的 了 在 是 和 有 一 个 为 与 则 若 设 求 中 下 列 以 及 上 这 那 的"
)
_STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
_BRACKETS = frozenset("(){}[]")
_SIGNS = frozenset("+-*/=<>^|%!")
_CACHED = 1 << 17
_ORDINARY, _TELLING, _CJK = 0, 1, 2


class Grams:
    """The n-grams of one text that count: `hashes`, and for each where it starts and how many words it has."""

    def __init__(self, hashes: Hashes, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> None:
        self.hashes = hashes
        self.starts = starts
        self.lengths = lengths


def grams_of(words: Sequence[str], n: int) -> Grams:
    """The n-grams of `words` (from content_words) that count, those of `n` words before those of 2n characters.

    >>> len(grams_of("the quick brown fox jumps over the lazy dog again and again".split(), 10).hashes)
    3
    >>> len(grams_of("1 2 3 4 5 6 7 8 9 10 11 12".split(), 10).hashes)
    0
    """
    hashes = token_hashes(words)
    kinds = np.fromiter(map(_kind, words), np.int8, len(words))
    cjk = np.concatenate([[0], np.cumsum(kinds == _CJK)])
    telling = _telling(hashes, kinds)
    parts = []
    for length, prevail in ((n, False), (2 * n, True)):
        if len(words) < length or (prevail and not cjk[-1]):
            continue
        many = (cjk[length:] - cjk[:-length]) * 2 >= length
        wanted = (many == prevail) & (telling[length:] - telling[:-length] >= _MEANT)
        starts = np.flatnonzero(wanted)
        parts.append((gram_hashes(hashes, length)[starts], starts, np.full(len(starts), length)))
    if not parts:
        return Grams(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64))
    return Grams(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def weight(words: Sequence[str]) -> float:
    """How many words' worth a text has.

    >>> weight(["solve", "x", "求", "值"])
    3.0
    """
    return sum(0.5 if is_cjk(word) else 1.0 for word in words)


def is_tellable(words: Sequence[str]) -> bool:
    """Whether a short question can be told from chance: three words' worth, one of them a telling word.

    >>> is_tellable("what is photosynthesis".split()), is_tellable("what is this".split()), is_tellable(["mass"])
    (True, False, False)
    """
    return weight(words) >= 3 and any(_kind(word) != _ORDINARY for word in words)


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
