"""Signs between words are no operators: the rule of `webinstruct.core.normal_form` over a batch."""

from __future__ import annotations

import numpy as np

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.latex_spelling import FUNCTION_NAMES
from webinstruct.core.tokens.arrays import Tokens
from webinstruct.core.tokens.characters import (
    BRACE,
    CHARACTER,
    COMMAND,
    NUMBER,
    PRIMED,
    SIGN,
    WORD,
    token_hashes,
)

__all__ = ["without_loose_signs"]

_EITHER, _BEFORE, _BOTH = 1, 2, 3
_SIDES = np.zeros(128, np.uint8)
_SIDES[[ord(char) for char in "-+/=<>^|"]] = _EITHER
_SIDES[[ord(char) for char in "!%"]] = _BEFORE
_SIDES[ord("*")] = _BOTH
_FUNCTION_HASHES = token_hashes(sorted(FUNCTION_NAMES))
_POWER_HASH = token_hashes(["^"])[0]


def without_loose_signs(tokens: Tokens, signs: Ints) -> Tokens:
    """Leave out signs between words, by the rule of `normal_form`."""
    kinds, firsts, lengths = tokens.kinds, tokens.firsts, tokens.lengths
    solid = np.flatnonzero(kinds != BRACE)
    places = np.searchsorted(solid, signs)
    numbers = np.searchsorted(tokens.edges, signs, side="right")
    before, has_before = _neighbors(tokens, solid, places - 1, numbers)
    after, has_after = _neighbors(tokens, solid, places + 1, numbers)
    is_operand = (lengths == 1) & (kinds != CHARACTER) & (kinds != SIGN)
    is_operand |= (kinds == NUMBER) | (kinds == COMMAND) | (kinds == PRIMED)
    left, right = has_before & is_operand[before], has_after & is_operand[after]
    is_word = has_before & (lengths[before] > 1) & ((kinds[before] == WORD) | (kinds[before] == NUMBER))
    is_term = has_after & ~is_word & np.isin(tokens.hashes[after], _FUNCTION_HASHES)
    sides = np.where((firsts[signs] == ord("!")) & (lengths[signs] == 2), _EITHER, _SIDES[firsts[signs]])
    stays = np.where(sides == _EITHER, left | right | is_term, np.where(sides == _BEFORE, left, left & right))
    powers = signs[(firsts[signs] == ord("*")) & (lengths[signs] == 2)]
    tokens.hashes[powers], firsts[powers], lengths[powers] = _POWER_HASH, ord("^"), 1
    wanted = np.ones(len(kinds), np.bool_)
    wanted[signs] = stays
    return tokens.chosen(wanted)


def _neighbors(tokens: Tokens, solid: Ints, places: Ints, numbers: Ints) -> tuple[Ints, Bools]:
    """The tokens at `places` of `solid`, and whether they are there and in the text with that number plus one."""
    found = solid[np.clip(places, 0, len(solid) - 1)]
    inside = (found >= tokens.edges[numbers - 1]) & (found < tokens.edges[numbers])
    return found, inside & (places >= 0) & (places < len(solid))
