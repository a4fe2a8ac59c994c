"""One try of some texts at one address with /v1/embeddings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from webinstruct.engines.embedding.protocol import Vectors
from webinstruct.engines.embedding.settings import OpenAIEmbedderSettings
from webinstruct.engines.openai.chat import FailedTry
from webinstruct.engines.openai.clients import Clients
from webinstruct.engines.openai.http_failures import Hopeless, WrongParameter
from webinstruct.engines.protocol import Refusal

__all__ = ["Embedded", "EmbeddingClient", "Texts", "embedded_from"]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts that are sent together (at least one), and where they stand among all."""

    texts: Sequence[str]
    places: Sequence[int]

    @property
    def id(self) -> str:
        """The place of the first."""
        return str(self.places[0])

    def halves(self) -> Iterator[Texts]:
        """The first and the second half."""
        middle = len(self.texts) // 2
        for part in (slice(middle), slice(middle, None)):
            yield Texts(self.texts[part], self.places[part])


@dataclass(frozen=True, slots=True)
class Embedded:
    """What came back for some texts: one row of `vectors` for each, and what it cost."""

    vectors: Vectors
    prompt_tokens: int
    output_tokens: int = 0


class EmbeddingClient:
    """Talks with every address of `settings`; belongs to one asyncio loop."""

    def __init__(self, settings: OpenAIEmbedderSettings, key: str) -> None:
        self._clients = Clients(settings.endpoint(), key)
        self._asked_for: dict[str, Any] = {"model": settings.model, "encoding_format": "float"}
        if settings.dimensions:
            self._asked_for["dimensions"] = settings.dimensions
        self.models = self._clients.models
        self.close = self._clients.close

    async def asked(self, url: str, request: Texts) -> Embedded | Refusal | FailedTry | Hopeless:
        """One try of `request` at the address `url`."""
        create = self._clients[url].embeddings.with_raw_response.create
        call = create(input=list(request.texts), **self._asked_for)
        found = await self._clients.text_or_trouble(call, request.id)
        if isinstance(found, WrongParameter):
            return FailedTry("the endpoint speaks of limits that embeddings have not")
        return embedded_from(found, len(request.texts)) if isinstance(found, str) else found


def embedded_from(text: str, count: int) -> Embedded | FailedTry:
    """What the body of a successful response says about `count` texts.

    >>> body = '{"data": [{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [1, 0]}]}'
    >>> embedded_from(body, 2).vectors.tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    >>> embedded_from("<html>", 1).cause
    'the response holds no table of vectors for 1 texts: <html>'
    """
    trouble = FailedTry(f"the response holds no table of vectors for {count} texts: {text[:80]}")
    try:
        body = json.loads(text)
        rows = sorted(body["data"], key=lambda row: row["index"])
        vectors = np.array([row["embedding"] for row in rows], np.float32)
    except (ValueError, TypeError, KeyError, RecursionError):
        return trouble
    if vectors.ndim != 2 or len(vectors) != count:
        return trouble
    usage = body.get("usage")
    tokens = usage.get("prompt_tokens") if isinstance(usage, Mapping) else None
    return Embedded(vectors, tokens if isinstance(tokens, int) else 0)
