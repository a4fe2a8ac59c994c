"""Braces around nothing or one token group nothing: the rule of `webinstruct.core.normal_form` over a batch."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from webinstruct.core.arrays import Ints
from webinstruct.core.normal_form import telling_places
from webinstruct.core.tokens.arrays import Tokens
from webinstruct.core.tokens.characters import BRACE

__all__ = ["without_idle_braces"]

_PASSES = 12  # of braces in braces; what is nested deeper is settled one by one


def without_idle_braces(tokens: Tokens) -> Tokens:
    """Take away braces that group nothing, the innermost first."""
    texts = tokens.texts()
    braced = np.zeros(len(tokens.edges) - 1, np.bool_)
    braced[texts[tokens.kinds == BRACE]] = True
    left = np.flatnonzero(braced[texts])
    idle = np.zeros(len(texts), np.bool_)
    for _ in range(_PASSES):
        found = _idle_in(left, tokens, texts)
        if not len(found):
            break
        idle[found] = True
        left = left[~idle[left]]
    else:
        idle[left] = True
        idle[left[_telling(left, tokens, texts)]] = False
    return tokens.chosen(~idle)


def _idle_in(left: Ints, tokens: Tokens, texts: Ints) -> Ints:
    """Of the tokens `left`, braces around nothing or one token."""
    kinds, firsts, numbers = tokens.kinds[left], tokens.firsts[left], texts[left]
    brace = kinds == BRACE
    opens = np.flatnonzero(brace & (firsts == ord("{")))
    found = []
    for between in (0, 1):
        first = opens[opens + between + 1 < len(left)]
        last = first + between + 1
        closes = brace[last] & (firsts[last] == ord("}")) & (numbers[first] == numbers[last])
        fits = closes & ~brace[first + 1] if between else closes
        found += [left[first[fits]], left[last[fits]]]
    return np.concatenate(found)


def _telling(left: Ints, tokens: Tokens, texts: Ints) -> Ints:
    """Places in `left` of what stays, one by one: for braces nested deeper than anybody writes them."""
    braces = np.where(tokens.kinds[left] == BRACE, tokens.firsts[left], ord("x"))
    marks = [chr(code) for code in braces.tolist()]
    edges = [0, *(np.flatnonzero(np.diff(texts[left])) + 1).tolist(), len(left)]
    kept = [start + place for start, stop in pairwise(edges) for place in telling_places(marks[start:stop])]
    return np.array(kept, np.int64)
