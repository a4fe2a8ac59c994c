"""Runs of words in a batch of texts: their hashes, and which of them count as evidence."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.ngrams import Hashes, mixed
from webinstruct.core.tokens import NUMBER, Tokens, token_hashes
from webinstruct.decontaminate.index.telling import IDEOGRAPH, ORDINARY, kinds_of

__all__ = ["SHORT_RUN", "RunHashes", "RunRule", "Runs", "counting_runs", "folded", "ngram_rules"]


_BASE = 0xD1B54A32D192ED03
_INVERSE = pow(_BASE, -1, 1 << 64)
_KEPT = 1 << 17  # tokens whose powers are kept; longer batches are rare
_BACK = 4  # a telling word repeated within so many words tells nothing new
_PAPER_WORDS = 10  # of an n-gram in MAmmoTH2
_ANY_NUMBER = token_hashes(["0"])[0]


class RunHashes:
    """The hash of any run of tokens, each in constant time; a run has the same hash wherever it stands."""

    def __init__(self, hashes: Hashes) -> None:
        powers, self._inverses = _powers(len(hashes) + 1)
        self._sums = np.zeros(len(hashes) + 1, np.uint64)
        np.cumsum(hashes * powers[: len(hashes)], out=self._sums[1:])

    def of(self, starts: Ints, stops: Ints) -> Hashes:
        """The hashes of the runs [start, stop), shape [runs]."""
        return mixed((self._sums[stops] - self._sums[starts]) * self._inverses[starts])

    def all_of(self, length: int) -> Hashes:
        """The hashes of all runs of `length` tokens, shape [max(0, tokens - length + 1)]."""
        count = max(0, len(self._sums) - length)
        return mixed((self._sums[length:] - self._sums[:count]) * self._inverses[:count])


class RunRule(NamedTuple):
    """Which runs count: those of `words` words, or of twice as many characters where these prevail, with so many
    different telling words (or characters) in them."""

    words: int
    telling: int
    characters: int


SHORT_RUN = RunRule(3, 1, 2)
"""The runs by which a question is found that has been changed here and there."""


def ngram_rules(words: int) -> list[RunRule]:
    """The runs that are evidence by themselves: those of `words` words, and of ten where that is less.

    Runs shorter than the paper's ten are often turns of phrase ("what is the index of refraction of the"): with eight
    words and two telling ones, 4 of 494 real pages match one of 19 benchmarks; with five telling ones, none.

    >>> [(rule.words, rule.telling) for words in (13, 8) for rule in ngram_rules(words)]
    [(13, 2), (8, 5), (10, 2)]
    """
    if words >= _PAPER_WORDS:
        return [RunRule(words, 2, 2)]
    telling = min(words, 5)
    return [RunRule(words, telling, 2 * telling), RunRule(_PAPER_WORDS, 2, 2)]


class Runs(NamedTuple):
    """Runs of a batch: hash, number of the text, and place of the first word, shape [runs] each."""

    hashes: Hashes
    texts: Ints
    starts: Ints


def counting_runs(content: Tokens, rule: RunRule) -> Runs:
    """The runs of `content` (of many texts) that count, those of words before those of characters.

    >>> from webinstruct.core.tokens import tokens_of
    >>> texts = ["The quick brown fox jumps over a lazy dog.", "1 2 3 4 5 6 7 8"]
    >>> counting_runs(tokens_of(texts).content(), RunRule(5, 2, 4)).starts.tolist()
    [0, 1, 2, 3, 4]
    """
    kinds = kinds_of(content)
    texts = content.texts()
    ends = content.edges[1:][texts]
    ideographs, telling = _running(kinds == IDEOGRAPH), _running(_fresh(content.hashes, kinds, texts))
    hashes = RunHashes(content.hashes)
    parts = []
    for length, prevail, meant in (
        (rule.words, False, rule.telling),
        (2 * rule.words, True, rule.characters),
    ):
        starts = np.flatnonzero(np.arange(len(texts)) + length <= ends)
        stops = starts + length
        wanted = ((ideographs[stops] - ideographs[starts]) * 2 >= length) == prevail
        wanted &= telling[stops] - telling[starts] >= meant
        parts.append(Runs(hashes.of(starts[wanted], stops[wanted]), texts[starts[wanted]], starts[wanted]))
    return Runs(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def folded(content: Tokens) -> Tokens:
    """`content` with every number as the same number."""
    hashes = np.where(content.kinds == NUMBER, _ANY_NUMBER, content.hashes)
    return Tokens(hashes, content.kinds, content.firsts, content.lengths, content.edges)


def _fresh(hashes: Hashes, kinds: NDArray[np.int8], texts: Ints) -> Bools:
    """Which words tell something that has not just been told."""
    telling: Bools = kinds != ORDINARY
    fresh = telling.copy()
    for back in range(1, _BACK + 1):
        said = (hashes[back:] == hashes[:-back]) & (texts[back:] == texts[:-back]) & telling[:-back]
        fresh[back:] &= ~said
    return fresh


def _running(flags: Bools) -> Ints:
    return np.concatenate([[0], np.cumsum(flags)]).astype(np.int64)


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """The powers of _BASE and of its inverse, shape [at least count] each."""
    return _kept_powers() if count <= _KEPT else (_powers_of(_BASE, count), _powers_of(_INVERSE, count))


@cache
def _kept_powers() -> tuple[Hashes, Hashes]:
    return _powers_of(_BASE, _KEPT), _powers_of(_INVERSE, _KEPT)


def _powers_of(number: int, count: int) -> Hashes:
    factors = np.full(count, number, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)
