"""Characters as numbers: what kind of token each makes, and the hash of a run of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.arrays import Ints
from webinstruct.core.ngrams import Hashes, mixed
from webinstruct.core.spelling import CJK, MARKS, SYMBOLS

__all__ = [
    "BLOCK_CHARS",
    "BRACE",
    "BRACKET",
    "CHARACTER",
    "COMMAND",
    "MARKED",
    "NUMBER",
    "PRIMED",
    "SIGN",
    "SYMBOL",
    "WORD",
    "Codes",
    "Kinds",
    "character_hashes",
    "codes_of",
    "flags_of",
    "is_mark",
    "kinds_of",
    "span_hashes",
    "token_hashes",
]

WORD, NUMBER, CHARACTER, SIGN, BRACKET, BRACE, SYMBOL, PRIMED, COMMAND, MARKED = range(1, 11)
"""Kinds: letters; digits; one Chinese, Japanese or Korean character; an operator; ( ) [ ]; { }; one of ±, ∑, → ...; a
letter with primes; a LaTeX command; letters that begin with a vowel sign."""

BLOCK_CHARS = 1 << 17
"""So many characters at a time: the arrays stay in the caches."""

Codes = NDArray[np.uint32]
Kinds = NDArray[np.uint8]

_BASE = 0x9D3F8C1B5A7E6F35
_INVERSE = pow(_BASE, -1, 1 << 64)
_STEP = 4_096  # code points by which the table grows
_IDEOGRAPH, _MARK, _SYMBOL = (re.compile(f"[{chars}]") for chars in (CJK, MARKS, SYMBOLS))


def token_hashes(tokens: Sequence[str]) -> Hashes:
    """The hash of each token (from `normal_form.words`), shape [tokens].

    >>> found = token_hashes(["is", "3", "is"])
    >>> bool(found[0] == found[2]), bool(found[0] == found[1])
    (True, False)
    """
    edges = np.cumsum([0, *map(len, tokens)])
    return span_hashes(codes_of("".join(tokens)), edges[:-1], edges[1:])


def codes_of(text: str) -> Codes:
    """The code points of `text`, shape [characters]; lone surrogates too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def flags_of(*kinds: int) -> NDArray[np.bool_]:
    """A table that says of each kind of token whether it is one of `kinds`; indexed with an array of kinds.

    >>> flags_of(WORD, NUMBER)[[WORD, SIGN]].tolist()
    [True, False]
    """
    flags = np.zeros(MARKED + 1, np.bool_)
    flags[list(kinds)] = True
    return flags


def kinds_of(codes: Codes) -> Kinds:
    """The kind of token that each character makes, 0 for none."""
    return _TABLE.kinds(codes)


def is_mark(code: int) -> bool:
    """Whether a code point is a sign on the letter before it."""
    return _MARK.match(chr(code)) is not None


def character_hashes(codes: Codes) -> Hashes:
    """The hash of each character as a token of its own."""
    return mixed(_TABLE.weights(codes))


def span_hashes(codes: Codes, starts: Ints, stops: Ints) -> Hashes:
    """The hash of each span [start, stop) of `codes`, shape [spans]."""
    powers, inverses = _powers(len(codes))
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(_TABLE.weights(codes) * powers[: len(codes)], out=sums[1:])
    return mixed((sums[stops] - sums[starts]) * inverses[starts])


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """The powers of _BASE and of its inverse, shape [count] each."""
    if count <= 2 * BLOCK_CHARS:
        return _block_powers()
    return _powers_of(_BASE, count), _powers_of(_INVERSE, count)


@cache
def _block_powers() -> tuple[Hashes, Hashes]:
    return _powers_of(_BASE, 2 * BLOCK_CHARS), _powers_of(_INVERSE, 2 * BLOCK_CHARS)


def _powers_of(number: int, count: int) -> Hashes:
    factors = np.full(count, number, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)


class _Table:
    """What is known of code points up to the highest that was met; it grows by itself."""

    def __init__(self) -> None:
        self._kinds = np.empty(0, np.uint8)
        self._weights = np.empty(0, np.uint64)

    def kinds(self, codes: Codes) -> Kinds:
        """The kind of token that each character makes, 0 for none."""
        self._reach(codes)
        return self._kinds[codes]

    def weights(self, codes: Codes) -> Hashes:
        """A random number for each character."""
        self._reach(codes)
        return self._weights[codes]

    def _reach(self, codes: Codes) -> None:
        highest = int(codes.max(initial=127))
        if highest >= len(self._kinds):
            count = (highest // _STEP + 1) * _STEP
            more = [_kind(chr(code)) for code in range(len(self._kinds), count)]
            self._kinds = np.concatenate([self._kinds, np.array(more, np.uint8)])
            self._weights = mixed(mixed(np.arange(count, dtype=np.uint64)))


def _kind(char: str) -> int:
    if char.isdecimal():
        return NUMBER
    if _IDEOGRAPH.match(char):
        return CHARACTER
    if char.isalnum() or char == "\\" or _MARK.match(char):
        return WORD
    for kind, chars in ((SIGN, "-+*/=<>^|%!"), (BRACKET, "()[]"), (BRACE, "{}")):
        if char in chars:
            return kind
    return SYMBOL if _SYMBOL.match(char) else 0


_TABLE = _Table()
