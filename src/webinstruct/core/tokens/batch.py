"""From texts to their tokens, some hundred thousand characters at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from webinstruct.core.spelling import one_spelling
from webinstruct.core.tokens.arrays import Tokens
from webinstruct.core.tokens.braces import without_idle_braces
from webinstruct.core.tokens.characters import BLOCK_CHARS, BRACE, SIGN, codes_of, span_hashes
from webinstruct.core.tokens.segments import segments
from webinstruct.core.tokens.signs import without_loose_signs

__all__ = ["tokens_of"]


def tokens_of(texts: Sequence[str]) -> Tokens:
    """The tokens of `texts`.

    >>> found = tokens_of(["Is 3x + 5 = 11?", "", "is 3 x+5"])
    >>> found.edges.tolist(), bool((found.hashes[:5] == found.hashes[7:]).all())
    ([0, 7, 7, 12], True)
    """
    return _joined([_block_tokens(block) for block in _blocks([one_spelling(text) for text in texts])])


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs of texts of about BLOCK_CHARS together; a longer text is a block of its own."""
    start = size = 0
    for place, text in enumerate(texts):
        if size and size + len(text) > BLOCK_CHARS:
            yield texts[start:place]
            start, size = place, 0
        size += len(text) + 1
    yield texts[start:]


def _joined(parts: Sequence[Tokens]) -> Tokens:
    if len(parts) == 1:
        return parts[0]
    counts = np.concatenate([np.diff(part.edges) for part in parts])
    return Tokens(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.firsts for part in parts]),
        np.concatenate([part.lengths for part in parts]),
        np.concatenate([[0], np.cumsum(counts)]),
    )


def _block_tokens(texts: Sequence[str]) -> Tokens:
    """The tokens of some spelled texts."""
    codes = codes_of("\n".join([*texts, ""]))
    ends = np.cumsum([len(text) + 1 for text in texts])
    starts, stops, kinds = segments(codes)
    firsts = codes[starts]
    edges = np.concatenate([[0], np.searchsorted(starts, ends)])
    tokens = Tokens(span_hashes(codes, starts, stops), kinds, firsts, stops - starts, edges)
    if len(signs := np.flatnonzero(kinds == SIGN)):
        tokens = without_loose_signs(tokens, signs)
    return without_idle_braces(tokens) if (tokens.kinds == BRACE).any() else tokens
