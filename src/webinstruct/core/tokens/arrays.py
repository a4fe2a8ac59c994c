"""What is told of the tokens of a batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.ngrams import Hashes
from webinstruct.core.tokens.characters import (
    CHARACTER,
    NUMBER,
    PRIMED,
    WORD,
    Codes,
    Kinds,
    character_hashes,
    flags_of,
)

__all__ = ["Tokens"]

_CONTENT = flags_of(WORD, NUMBER, CHARACTER, PRIMED)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a batch of texts, one after another.

    `hashes` (64 bits), `kinds`, `firsts` (code point of the first character) and `lengths` (characters) have the shape
    [tokens]; the tokens of text i are those from `edges[i]` to `edges[i + 1]`, shape [texts + 1].
    """

    hashes: Hashes
    kinds: Kinds
    firsts: Codes
    lengths: Ints
    edges: Ints

    def chosen(self, wanted: Bools) -> Tokens:
        """Only the tokens of `wanted`, shape [tokens]; all texts stay, some perhaps without a token."""
        before = np.concatenate([[0], np.cumsum(wanted)])
        return Tokens(
            self.hashes[wanted],
            self.kinds[wanted],
            self.firsts[wanted],
            self.lengths[wanted],
            before[self.edges],
        )

    def content(self) -> Tokens:
        """Words and numbers only, without primes, as `normal_form.content_words` has them."""
        found = self.chosen(_CONTENT[self.kinds])
        primed = np.flatnonzero(found.kinds == PRIMED)
        if len(primed):
            found.hashes[primed] = character_hashes(found.firsts[primed])
            found.kinds[primed], found.lengths[primed] = WORD, 1
        return found

    def texts(self) -> Ints:
        """The number of the text that each token stands in, shape [tokens]."""
        return np.repeat(np.arange(len(self.edges) - 1), np.diff(self.edges))
