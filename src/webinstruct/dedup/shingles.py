"""The n-grams of many texts as sets of 32-bit hashes.

Words are taken together with their pairs (and longer runs, where asked for): pairs alone tell a word edited here and
there from another sentence at the end worse than single words do, and single words alone are blind to order. Runs have
empty words on both edges: a changed last word costs as many as one in the middle. A text of too few words is compared
by its character n-grams, so that nothing goes uncovered.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from webinstruct.core.arrays import Ints
from webinstruct.core.ngrams import Hashes, gram_hashes, mixed
from webinstruct.core.tokens import Tokens
from webinstruct.dedup.sets import Sets

__all__ = ["character_grams", "token_grams"]

_MOST_PADDING = 4  # cells of a matrix to one n-gram in it
_HIGHEST = np.uint32(0xFFFFFFFF)


def token_grams(tokens: Tokens, ngram: int) -> Sets:
    """The runs of 1 to `ngram` words of each text; none for a text without tokens.

    >>> from webinstruct.core.tokens import tokens_of
    >>> token_grams(tokens_of(["is 7 prime", "", "prime"]), 2).edges.tolist()
    [0, 7, 7, 10]
    """
    keys = [_keys(tokens.hashes, tokens.edges, size) for size in range(1, ngram + 1)]
    return _sets(np.concatenate(keys), len(tokens.edges) - 1)


def character_grams(texts: Sequence[str], ngram: int) -> Sets:
    """The character n-grams of each text; none for an empty one.

    >>> character_grams(["abc", "", "abcabc"], 3).edges.tolist()
    [0, 5, 5, 12]
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    edges = np.cumsum([0, *map(len, texts)])
    return _sets(_keys(mixed(codes.astype(np.uint64)), edges, ngram), len(texts))


def _keys(hashes: Hashes, edges: Ints, ngram: int) -> Hashes:
    """The n-grams of each text [edges[i], edges[i + 1]) of `hashes`, with empty units on both edges: the text's number
    in the upper half, the n-gram's hash in the lower."""
    sizes = np.diff(edges)
    pad = ngram - 1
    padded = np.zeros(len(hashes) + pad * (len(sizes) + 1), np.uint64)
    padded[np.arange(len(hashes)) + np.repeat(np.arange(1, len(sizes) + 1) * pad, sizes)] = hashes
    grams = gram_hashes(padded, ngram) >> np.uint64(32)
    texts = np.repeat(np.arange(len(sizes)), sizes + pad)  # a gram begins in a text or on the edge before it
    keys = grams[: len(texts)] | (texts.astype(np.uint64) << np.uint64(32))
    return keys[(sizes > 0)[texts]]


def _sets(keys: Hashes, texts: int) -> Sets:
    """The unique n-grams of each of `texts`, sorted, from `keys` as `_keys` gives them, of one or several sizes."""
    rows = (keys >> np.uint64(32)).astype(np.int64)
    sizes = np.bincount(rows, minlength=texts)
    width = int(sizes.max(initial=0))
    if width * texts > _MOST_PADDING * len(keys):
        return _sets_one_by_one(keys, texts)
    # Rows of a matrix are sorted 30 times as fast as one long column; what pads them is sorted to their ends.
    matrix = np.full((texts, width), _HIGHEST, np.uint32)
    order = np.argsort(rows, kind="stable")
    inside = np.arange(width) < sizes[:, None]
    matrix[inside] = keys[order].astype(np.uint32)
    matrix.sort(axis=1)
    inside[:, 1:] &= matrix[:, 1:] != matrix[:, :-1]
    return Sets(matrix[inside], np.concatenate([[0], np.cumsum(inside.sum(axis=1))]))


def _sets_one_by_one(keys: Hashes, texts: int) -> Sets:
    """The same where a few texts are so much longer than the others that a matrix would be mostly padding."""
    keys = np.unique(keys)
    first = np.arange(texts + 1, dtype=np.uint64) << np.uint64(32)
    return Sets(keys.astype(np.uint32), np.searchsorted(keys, first))
