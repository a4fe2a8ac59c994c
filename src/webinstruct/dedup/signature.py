"""What is compared of a text: its exact key, its guard, its shingles, and the band keys of its MinHash signature.

The guard is the sequence of numbers and operators (also "three", "not"): texts with different guards are different
questions however similar their words are, so the guard is part of every band key and such texts never even meet.

MinHash: Broder 1997; bands: Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4. The hash
family is multiply-shift (Dietzfelbinger et al. 1997) in numpy: 98,000 signatures a second of 128 values over 60
shingles on one core, beside 80,000 for rensa 0.5 with its result turned into an array, and the same bytes whatever
version of which package is installed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.ngrams import Hashes, gram_hashes, mixed, text_hash, token_hashes
from webinstruct.core.normal_form import words

__all__ = ["Comparable", "band_keys", "band_shape", "comparable", "guard_of", "signatures"]

_SURE = 0.99  # chance that a pair exactly at the threshold shares a band
_CHARACTERS = 3  # per character n-gram of a text too short for word n-grams
_LABEL = re.compile(
    r"\s{0,99}[#*]{0,6}\s{0,9}(?:question|problem|exercise|ex|q|aufgabe|frage)\.?\s{0,3}\d{1,4}\s{0,3}[:.)]\**\s",
    re.IGNORECASE,
)
_OPERATORS = frozenset(
    ["+", "-", "*", "/", "=", "<", ">", "<=", ">=", "!=", "^", "±", "∪", "∩", "⊂", "⊆", "∘"]
)
_TELLING_WORDS = (
    "not except never two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred "
    "thousand million half twice thrice double triple"
)
_TELLING = frozenset(_TELLING_WORDS.split())


@dataclass(frozen=True, slots=True)
class Comparable:
    """What is compared of one text. Shingles are sorted, unique 32-bit hashes."""

    exact: tuple[int, int]
    guard: int
    shingles: NDArray[np.uint32]


def comparable(text: str, ngram: int) -> Comparable:
    """What is compared of `text`; a label in front such as "Question 12:" does not count.

    >>> one, other = comparable("Question 3: Is 7 prime?", 2), comparable("is 7 prime", 2)
    >>> one.exact == other.exact
    True
    >>> comparable("Is 9 prime?", 2).guard == other.guard
    False
    """
    label = _LABEL.match(text)
    tokens = words(text[label.end() :] if label else text)
    form = " ".join(tokens) or text.strip()
    return Comparable(
        exact=(text_hash(form), text_hash(f"again {form}")),
        guard=text_hash(" ".join(guard_of(tokens))),
        shingles=_shingles(tokens, form, ngram),
    )


def guard_of(tokens: Sequence[str]) -> list[str]:
    """The tokens that must agree for two texts to be the same question, in order.

    >>> guard_of(words("Which two of 3x + 5 = 11 are not even?"))
    ['two', '3', '+', '5', '=', '11', 'not']
    """
    return [word for word in tokens if word[0].isdigit() or word in _OPERATORS or word in _TELLING]


def band_shape(threshold: float, permutations: int) -> tuple[int, int]:
    """How many bands of how many rows find a pair at `threshold` with a chance of 99 %.

    More rows mean fewer false candidates; every candidate is verified, so they only cost time.

    >>> band_shape(0.8, 128), band_shape(0.5, 128)
    ((21, 6), (42, 3))
    """
    for rows in range(permutations, 1, -1):
        bands = permutations // rows
        if 1 - (1 - threshold**rows) ** bands >= _SURE:
            return bands, rows
    return permutations, 1


def signatures(shingles: Sequence[NDArray[np.uint32]], permutations: int, seed: int) -> NDArray[np.uint32]:
    """MinHash signatures, shape [texts, permutations]; every text needs at least one shingle.

    >>> both = signatures([np.arange(9, dtype=np.uint32), np.arange(9, dtype=np.uint32)], 16, 1)
    >>> bool((both[0] == both[1]).all())
    True
    """
    factors, terms = _functions(permutations, seed)
    sizes = np.fromiter(map(len, shingles), np.int64, len(shingles))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    flat = mixed(np.concatenate(shingles).astype(np.uint64))
    result = np.empty((len(shingles), permutations), np.uint32)
    for column in range(permutations):
        hashed = ((flat * factors[column] + terms[column]) >> np.uint64(32)).astype(np.uint32)
        result[:, column] = np.minimum.reduceat(hashed, starts)
    return result


def band_keys(signature: NDArray[np.uint32], guards: Hashes, bands: int, rows: int) -> Hashes:
    """One key per text and band, shape [texts, bands]: equal where the band and the guard are equal."""
    keys = np.empty((len(signature), bands), np.uint64)
    for band in range(bands):
        key = guards ^ np.uint64(band + 1)
        for column in range(band * rows, (band + 1) * rows):
            key = mixed(key ^ signature[:, column].astype(np.uint64))
        keys[:, band] = key
    return keys


def _shingles(tokens: Sequence[str], form: str, ngram: int) -> NDArray[np.uint32]:
    """Hashes of word n-grams; of characters where a text has under two of those, so that none goes uncovered."""
    if len(tokens) > ngram + 1:
        # Edges on both sides: a changed last word costs as many n-grams as one in the middle.
        edge = [""] * (ngram - 1)
        grams = gram_hashes(token_hashes([*edge, *tokens, *edge]), ngram)
    else:
        padded = f"  {form}  "
        pieces = [padded[start : start + _CHARACTERS] for start in range(len(padded) - _CHARACTERS + 1)]
        grams = token_hashes(pieces)
    return np.unique((grams >> np.uint64(32)).astype(np.uint32))


def _functions(permutations: int, seed: int) -> tuple[Hashes, Hashes]:
    """Odd factors and terms of the hash functions, from the seed alone."""
    counts = np.arange(2 * permutations, dtype=np.uint64)
    drawn = mixed(mixed(counts) ^ mixed(np.full(1, seed, np.uint64)))
    return drawn[:permutations] | np.uint64(1), drawn[permutations:]
