"""Words as numbers: every token of the patterns, invented words, and numbers, each in several spellings.

    token = base + spelling * BASES      base: fixed words | nouns | numbers

A spelling is a mark behind the word (none, period, comma, question mark), plus MARKS where the word has a typo; a
formula's token has its other LaTeX spelling there instead.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from near_copies.patterns import FORMS
from webinstruct.core.ngrams import Hashes, mixed

__all__ = [
    "BASES",
    "FIXED",
    "MARKS",
    "NOUNS",
    "NUMBERS",
    "SPELLINGS",
    "Tokens",
    "drawn_nouns",
    "drawn_numbers",
    "fixed_numbers",
    "is_settled",
    "keyed",
]

Tokens = NDArray[np.int32]

_ONSETS = "b d g h j k l p r s t w z br dr gr".split()
_VOWELS = "aeiou"
_ENDS = "k p lt rk mp ld".split()  # ends no word of ours that turns a question around
_WHOLE = 30_000
_TENTHS = 6_000

MARKS = ("", ".", ",", "?")

_FIXED_WORDS = sorted(
    {
        word
        for form in FORMS
        for clause in form.clauses
        for pattern in clause
        for word in pattern.split()
        if word[0] != "{" or len(word.rstrip(".,?")) != 3
    }
    | set("It is because the and of".split())
)
FIXED = len(_FIXED_WORDS)
NOUNS = (len(_ONSETS) * len(_VOWELS)) ** 2 * len(_ENDS)
NUMBERS = _WHOLE + _TENTHS
BASES = FIXED + NOUNS + NUMBERS

_RESPELLED = {"$": "$$", "\\frac{": "\\dfrac{", "\\cdot": "\\times", "\\leq": "\\le", "\\geq": "\\ge"}


def fixed_numbers() -> dict[str, int]:
    """The base of every fixed word of the patterns, its own mark included."""
    return {word: number for number, word in enumerate(_FIXED_WORDS)}


def is_settled(base: Tokens) -> NDArray[np.bool_]:
    """Whether bases are tokens of a formula or words too short for a typo; no edit touches them."""
    return _SETTLED[np.clip(base, 0, FIXED - 1)] & (base < FIXED)


def keyed(numbers: NDArray[np.int64], salt: int) -> Hashes:
    """One 64-bit draw for each number, the same for the same `salt`.

    >>> keyed(np.array([1, 2, 1]), 3).tolist()[0] == keyed(np.array([1]), 3).tolist()[0]
    True
    """
    return mixed(numbers.astype(np.uint64) ^ mixed(np.full(1, salt, np.uint64)))


def drawn_nouns(draws: Hashes) -> Tokens:
    """Bases of nouns, the commonest 6 % of all, the rarest one in 400,000 (Zipf's law)."""
    share = (draws >> np.uint64(11)) * 2.0**-53
    rank = (NOUNS**share).astype(np.int64) % NOUNS
    return (FIXED + rank * 7_919 % NOUNS).astype(np.int32)


def drawn_numbers(draws: Hashes) -> Tokens:
    """Bases of numbers, small ones far oftener than large ones; one in eight has a decimal."""
    share = (draws >> np.uint64(11)) * 2.0**-53
    whole = (_WHOLE**share).astype(np.int64) % _WHOLE
    tenths = _WHOLE + (draws % np.uint64(_TENTHS)).astype(np.int64)
    return (FIXED + NOUNS + np.where(draws % np.uint64(8) == 0, tenths, whole)).astype(np.int32)


def _nouns() -> list[str]:
    syllables = [onset + vowel for onset in _ONSETS for vowel in _VOWELS]
    return [one + other + end for one in syllables for other in syllables for end in _ENDS]


def _with_typo(word: str) -> str:
    """`word` with two neighbors swapped, or one letter twice where that changes nothing."""
    place = 1 + len(word) % max(1, len(word) - 2)
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    return swapped if swapped != word else word[:place] + word[place - 1 :]


def _spellings() -> pa.Array:
    """All strings, by token."""
    numbers = [str(n + 2) for n in range(_WHOLE)] + [f"{n // 10 + 1}.{n % 10}" for n in range(_TENTHS)]
    plain = [*_FIXED_WORDS, *_nouns(), *numbers]
    edited = [_RESPELLED.get(w, w if _is_settled(w) else _with_typo(w)) for w in _FIXED_WORDS]
    edited += [*map(_with_typo, plain[FIXED : FIXED + NOUNS]), *numbers]
    return pa.array([word + mark for words in (plain, edited) for mark in MARKS for word in words])


def _is_settled(word: str) -> bool:
    return not word.rstrip(".,?").isalpha() or len(word.rstrip(".,?")) < 4


_SETTLED = np.array([_is_settled(word) for word in _FIXED_WORDS])
SPELLINGS = _spellings()
"""The string of every token."""
