"""What is compared of each text: its exact key, its guard and poles, its shingles.

All but the labels in front and the n-grams of characters is numpy over a batch of texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.ngrams import Hashes, text_hash
from webinstruct.core.normal_form import normal_form
from webinstruct.core.tokens import tokens_of
from webinstruct.dedup.guards import guarding, poles_of, sequence_keys
from webinstruct.dedup.sets import Sets, joined_sets
from webinstruct.dedup.settings import MinHashSettings
from webinstruct.dedup.shingles import character_grams, token_grams

__all__ = ["Compared", "compared"]

_WORDS, _CHARACTERS = 2, 5  # units per n-gram
_CLOSING = 10  # words at the end of a text
_SHORT = 3  # characters per n-gram of a text too short for word n-grams
_EXACT_SALTS = (1, 2)
_GUARD_SALT = 3
_LABEL = re.compile(
    r"\s{0,99}[#*]{0,6}\s{0,9}(?:question|problem|exercise|ex|q|aufgabe|frage)\.?\s{0,3}\d{1,4}\s{0,3}[:.)]\**\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared of some texts. `exact` has the shape [2, texts], `guards` and `poles` [texts].

    A text of white space only has neither guard nor shingles, and 0 as its exact key. `closings` are the shingles of
    each text's last words, where it says what it asks; none where it is compared by its characters.
    """

    exact: Hashes
    guards: Hashes
    poles: Hashes
    shingles: Sets
    closings: Sets


def compared(texts: Sequence[str], minhash: MinHashSettings) -> Compared:
    """What is compared of `texts`; a label in front such as "Question 12:" does not count.

    >>> found = compared(["Question 3: Is 7 prime?", "is 7 prime", "Is 9 prime?"], MinHashSettings())
    >>> found.exact[0, 0] == found.exact[0, 1], found.guards[1] == found.guards[2]
    (np.True_, np.False_)
    """
    bare = [_without_label(text) for text in texts]
    tokens = tokens_of(bare)
    guards = tokens.chosen(guarding(tokens))
    exact = np.stack([sequence_keys(tokens.hashes, tokens.edges, salt) for salt in _EXACT_SALTS])
    ngram = minhash.ngram or (_WORDS if minhash.unit == "word" else _CHARACTERS)
    sizes = np.diff(tokens.edges)
    if minhash.unit == "word":
        grams, few = token_grams(tokens, ngram), np.flatnonzero(sizes <= ngram + 1)
    else:
        grams, few = character_grams([normal_form(text) for text in bare], ngram), np.flatnonzero(sizes == 0)
    forms = [normal_form(bare[place]) or bare[place].strip() for place in few.tolist()]
    for place, form in zip(few.tolist(), forms, strict=True):
        if not sizes[place] and form:
            exact[:, place] = [text_hash(f"{salt} {form}") for salt in _EXACT_SALTS]
    return Compared(
        exact,
        sequence_keys(guards.hashes, guards.edges, _GUARD_SALT),
        poles_of(tokens),
        _replaced(grams, few, character_grams([f"  {form}  " if form else "" for form in forms], _SHORT)),
        token_grams(tokens.chosen(_are_closing(tokens.edges, ngram + 1)), _WORDS),
    )


def _are_closing(edges: Ints, few: int) -> Bools:
    """Which tokens are among the last of their text, where it has more than `few`."""
    sizes = np.diff(edges)
    firsts = np.where(sizes > few, edges[1:] - _CLOSING, edges[1:])
    return np.asarray(np.arange(int(edges[-1])) >= np.repeat(firsts, sizes))


def _without_label(text: str) -> str:
    label = _LABEL.match(text)
    behind = text[label.end() :] if label else ""
    return behind if behind and not behind.isspace() else text


def _replaced(sets: Sets, places: Ints, by: Sets) -> Sets:
    """`sets` with those at `places` replaced."""
    if not len(places):
        return sets
    stays = np.ones(len(sets), np.bool_)
    stays[places] = False
    left = Sets(sets.flat[np.repeat(stays, sets.sizes)], np.concatenate([[0], np.cumsum(sets.sizes[stays])]))
    return joined_sets([left, by], [np.flatnonzero(stays), places])
