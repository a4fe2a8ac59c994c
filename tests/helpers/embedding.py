"""Embedders small enough to see through: of a class, and behind a real HTTP server."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.helpers.misbehaving_server import Asked, Response
from webinstruct.core.ngrams import mixed
from webinstruct.core.tokens import tokens_of

__all__ = ["MeaningEmbedder", "embedded", "meaning_of", "serving_vectors"]

_DIMENSIONS = 64
_SYNONYMS = {"large": "big", "huge": "big", "automobile": "car", "quickly": "fast", "compute": "find"}


class MeaningEmbedder:
    """Adds up a random vector for each word; synonyms have the same one, and the order of words does not count."""

    def __init__(self, dimensions: int = _DIMENSIONS) -> None:
        self._dimensions = dimensions

    def identity(self) -> Mapping[str, str]:
        return {"embedder": "meaning", "dimensions": str(self._dimensions)}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return meaning_of(texts, self._dimensions)


def meaning_of(texts: Sequence[str], dimensions: int = _DIMENSIONS) -> NDArray[np.float32]:
    """One vector of length 1 per text; zeros for a text without words."""
    plain = [" ".join(_SYNONYMS.get(word, word) for word in text.lower().split()) for text in texts]
    tokens = tokens_of(plain)
    places = np.arange(dimensions, dtype=np.uint64)
    words = mixed(tokens.hashes[:, None] ^ mixed(places)) / 2.0**63 - 1
    table = np.zeros((len(texts), dimensions))
    np.add.at(table, tokens.texts(), words)
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    return (table / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def serving_vectors(*first: Response) -> Callable[[Asked], Response]:
    """A behavior: for each request these responses in turn, then vectors by `meaning_of`."""

    def behave(asked: Asked) -> Response:
        if asked.times <= len(first):
            return first[asked.times - 1]
        return embedded(meaning_of(asked.body["input"], asked.body.get("dimensions", _DIMENSIONS)))

    return behave


def embedded(vectors: NDArray[np.float32], **facts: Any) -> Response:
    """A response with vectors, the last first; `facts` replace parts of it."""
    rows = [
        {"object": "embedding", "index": place, "embedding": row}
        for place, row in enumerate(vectors.tolist())
    ]
    usage = {"prompt_tokens": len(rows), "total_tokens": len(rows)}
    return Response(body=json.dumps({"data": rows[::-1], "usage": usage, **facts}).encode())
