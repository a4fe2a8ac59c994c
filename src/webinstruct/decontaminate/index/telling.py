"""Which words say something.

A telling word is a word of three letters or more that is no stop word; a Chinese, Japanese or Korean character tells,
too, and is half a word. Numbers, single letters and stop words tell nothing by themselves: "1 2 3 4 5 6 7 8 9 10",
"a b c d e f g h i j" and "which of the following is one of the" stand anywhere.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.ngrams import Hashes
from webinstruct.core.normal_form import is_cjk
from webinstruct.core.tokens import CHARACTER, NUMBER, Tokens, token_hashes

__all__ = ["IDEOGRAPH", "ORDINARY", "TELLING", "kind_of", "kinds_of"]

ORDINARY, TELLING, IDEOGRAPH = 0, 1, 2

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
_STOP_HASHES = token_hashes(sorted(_STOP_WORDS))
_SLOT_BITS = 18  # of a hash, by which a stop word is looked up
_LETTERS = 3  # of a telling word, at least
_CACHED = 1 << 14


def kinds_of(content: Tokens) -> NDArray[np.int8]:
    """What each content word tells, shape [words]."""
    kinds = np.where(content.lengths >= _LETTERS, TELLING, ORDINARY).astype(np.int8)
    kinds[content.kinds == CHARACTER] = IDEOGRAPH
    kinds[content.kinds == NUMBER] = ORDINARY
    kinds[_are_stop_words(content.hashes)] = ORDINARY
    return kinds


def _are_stop_words(hashes: Hashes) -> Bools:
    table = _stop_table()
    found: Bools = table[_slots(hashes)] == hashes
    return found


@cache
def _stop_table() -> Hashes:
    """Each stop word's hash at its slot; no two share one (a test holds that)."""
    table = np.zeros(1 << _SLOT_BITS, np.uint64)
    table[_slots(_STOP_HASHES)] = _STOP_HASHES
    return table


def _slots(hashes: Hashes) -> Ints:
    return (hashes >> np.uint64(64 - _SLOT_BITS)).view(np.int64)


@lru_cache(_CACHED)
def kind_of(word: str) -> int:
    """What one content word tells.

    >>> [kind_of(word) == TELLING for word in ("triangle", "the", "12", "xy")]
    [True, False, False, False]
    """
    if word in _STOP_WORDS or word[0].isdecimal():
        return ORDINARY
    if is_cjk(word):
        return IDEOGRAPH
    return TELLING if len(word) >= _LETTERS else ORDINARY
