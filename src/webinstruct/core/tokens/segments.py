"""Where tokens start and stop in the characters of a batch, and of what kind they are."""

from __future__ import annotations

import numpy as np

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.tokens.characters import (
    BRACE,
    BRACKET,
    CHARACTER,
    COMMAND,
    MARKED,
    NUMBER,
    PRIMED,
    SIGN,
    SYMBOL,
    WORD,
    Codes,
    Kinds,
    flags_of,
    is_mark,
    kinds_of,
)

__all__ = ["segments"]

_POINT, _QUOTE, _STAR, _EQUALS, _BACKSLASH = (ord(char) for char in ".'*=\\")
_COMPARED = np.array([ord(char) for char in "<>!"], np.uint32)  # they make one operator with = behind them
_FIRST_MARK = 0x300
_ALNUM = flags_of(WORD, NUMBER, CHARACTER)
_SINGLE = flags_of(CHARACTER, SIGN, BRACKET, BRACE, SYMBOL)  # each character a token


def segments(codes: Codes) -> tuple[Ints, Ints, Kinds]:
    """Where tokens start and stop and of what kind they are, before signs and braces are looked at."""
    classes = kinds_of(codes)
    merged = _merged(codes, classes)
    primed, behind = _primed(codes, classes)
    begins = np.ones(len(codes), np.bool_)
    np.not_equal(classes[1:], classes[:-1], out=begins[1:])
    begins |= _SINGLE[classes]
    for places in merged:
        begins[places] = False
    begins[behind] = True
    edges = np.flatnonzero(begins)
    kinds = classes[edges]
    solid = kinds != 0
    stops = np.append(edges[1:], len(codes))[solid]
    starts, kinds = edges[solid], kinds[solid]
    if len(primed):
        kinds[np.searchsorted(starts, primed)] = PRIMED
    return starts, stops, _told_apart(kinds, codes[starts])


def _merged(codes: Codes, classes: Kinds) -> list[Ints]:
    """The second characters of <=, >=, != and **; points within numbers become digits in `classes`."""
    points = np.flatnonzero(codes[:-1] == _POINT)
    inside = points[(classes[points - 1] == NUMBER) & (classes[points + 1] == NUMBER) & (points > 0)]
    classes[inside] = NUMBER
    equals = np.flatnonzero(codes == _EQUALS)
    equals = equals[equals > 0]
    merged = [equals[np.isin(codes[equals - 1], _COMPARED)]]
    stars = np.flatnonzero(codes == _STAR)
    if len(stars):
        first = np.flatnonzero(np.append(True, np.diff(stars) > 1))
        place = np.arange(len(stars)) - np.repeat(first, np.diff(np.append(first, len(stars))))
        merged.append(stars[place % 2 == 1])
    return merged


def _primed(codes: Codes, classes: Kinds) -> tuple[Ints, Ints]:
    """Single letters with one to three primes: where they start, and where they stop; the primes become letters."""
    quotes = np.flatnonzero(codes == _QUOTE)
    first = quotes[(quotes > 0) & (codes[quotes - 1] != _QUOTE)]
    letters = first - 1
    last = first.copy()
    for _ in range(3):
        last[codes[last] == _QUOTE] += 1  # the block ends with a newline
    before, after = classes[letters - 1], codes[last]
    is_lone = ~_ALNUM[before] & (codes[letters - 1] != _QUOTE)  # -1 is the newline at the end
    fits = _is_latin(codes[letters]) & is_lone & ~_is_latin(after) & (after != _QUOTE)
    letters, last = letters[fits], last[fits]
    for prime in (1, 2, 3):
        classes[(letters + prime)[letters + prime < last]] = WORD
    return letters, last


def _is_latin(codes: Codes) -> Bools:
    return (codes >= ord("a")) & (codes <= ord("z"))


def _told_apart(kinds: Kinds, firsts: Codes) -> Kinds:
    """The kinds, with commands and words that begin with a vowel sign told from other words."""
    kinds[firsts == _BACKSLASH] = COMMAND
    strange = np.flatnonzero((firsts >= _FIRST_MARK) & (kinds == WORD))
    if len(strange):
        met = np.unique(firsts[strange])
        marks = met[[is_mark(code) for code in met.tolist()]]
        kinds[strange[np.isin(firsts[strange], marks)]] = MARKED
    return kinds
