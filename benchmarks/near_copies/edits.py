"""Edits of words: a typo, another word, a word less, a word more, two neighbors swapped.

Numbers, tokens of formulae and very short words stay, and no two edits touch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from near_copies.lexicon import BASES, FIXED, MARKS, NOUNS, Tokens, drawn_nouns, is_settled, keyed
from near_copies.planting import Ints
from near_copies.wording import NOTHING

__all__ = ["edited"]

_KINDS_OF_EDIT = 5
_TAKEN = np.uint64(2**64 - 1)


def edited(tokens: Tokens, rows: Ints, share: float, seed: int) -> Tokens:
    """`tokens` with `share` of each text's words edited, shape [texts, 2 * width]: behind each place is one for a word
    that is put in. `rows` are the numbers that the draws depend on."""
    result = np.full((len(tokens), tokens.shape[1], 2), NOTHING, np.int32)
    result[:, :, 0] = tokens
    counts = np.rint((tokens != NOTHING).sum(axis=1) * share).astype(np.int64)
    keys = _order(tokens, rows, seed)
    for number in range(int(counts.max(initial=0))):
        texts = np.flatnonzero(counts > number)
        places = np.argmin(keys[texts], axis=1)
        is_free = keys[texts, places] != _TAKEN
        texts, places = texts[is_free], places[is_free]
        _edit(result, texts, places, keyed(rows[texts] * 16 + number, seed + 1))
        for offset in (-2, -1, 0, 1, 2):
            keys[texts, np.clip(places + offset, 0, tokens.shape[1] - 1)] = _TAKEN
    return result.reshape(len(tokens), -1)


def _order(tokens: Tokens, rows: Ints, seed: int) -> NDArray[np.uint64]:
    """In which order places are edited: a draw for each that may be, _TAKEN for the others."""
    places = np.arange(tokens.shape[1], dtype=np.int64)
    keys = keyed(rows[:, None] * tokens.shape[1] + places[None, :], seed)
    return np.where(_may_change(tokens), keys >> np.uint64(1), _TAKEN)


def _may_change(tokens: Tokens) -> NDArray[np.bool_]:
    base = tokens % BASES
    return np.asarray((tokens != NOTHING) & (base < FIXED + NOUNS) & ~is_settled(base))


def _edit(result: NDArray[np.int32], texts: Ints, places: Ints, draws: NDArray[np.uint64]) -> None:
    kind = (draws % np.uint64(_KINDS_OF_EDIT)).astype(np.int64)
    nouns = drawn_nouns(draws)
    here = result[texts, places, 0]
    following = np.minimum(places + 1, result.shape[1] - 1)
    after = result[texts, following, 0]
    swaps = (kind == 4) & (following != places) & _may_change(after)
    kind = np.where((kind == 4) & ~swaps, 0, kind)
    mark = here // BASES * BASES
    new = np.select(
        [kind == 0, kind == 1, kind == 2, swaps],
        [here + len(MARKS) * BASES, nouns + mark, NOTHING, after],
        here,
    )
    result[texts, places, 0] = new
    result[texts, places, 1] = np.where(kind == 3, nouns, NOTHING)
    result[texts[swaps], following[swaps], 0] = here[swaps]
