"""Any endpoint with /v1/embeddings, asked as patiently as the chat endpoints are.

Texts are sent some at a time. Where the endpoint refuses some, they are halved until only those that it cannot take
are left: their vectors are zeros.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from webinstruct.core.errors import EngineDied, EngineRefused, RunnerError
from webinstruct.core.ids import fingerprint
from webinstruct.core.stage import StageContext
from webinstruct.engines.embedding.embedding_client import Embedded, EmbeddingClient, Texts
from webinstruct.engines.embedding.protocol import Vectors, unit_vectors
from webinstruct.engines.embedding.settings import OpenAIEmbedderSettings
from webinstruct.engines.openai.endpoints import Patience
from webinstruct.engines.openai.patient_client import PatientClient
from webinstruct.engines.openai.spending import Spending
from webinstruct.engines.protocol import Refused

__all__ = ["OpenAIEmbedder"]


class OpenAIEmbedder:
    """Asks the endpoint of `settings`."""

    def __init__(self, settings: OpenAIEmbedderSettings, patience: Patience | None = None) -> None:
        self._settings = settings
        self._patience = patience or Patience()
        self._client: PatientClient[Texts, Embedded] | None = None
        self._dimensions = settings.dimensions or 0

    def identity(self) -> Mapping[str, str]:
        """The model and its dimensions; where it runs changes no vector."""
        settings = self._settings
        return {"embedder": "openai", "model": settings.model, "dimensions": str(settings.dimensions or "")}

    def open(self, context: StageContext) -> None:
        """Wait until an address answers.

        Raises:
            EngineRefused: none does within the time limit, or the key is refused.
        """
        self.close()
        endpoint = self._settings.endpoint()
        purse = f"openai-{fingerprint(self.identity())[:12]}"
        spending = Spending(context.folder("spent"), purse, self._settings.budget)
        self._client = PatientClient(
            endpoint, self._patience, lambda key: EmbeddingClient(self._settings, key), spending
        )
        self._client.wait_for_endpoint()

    def close(self) -> None:
        """Let go of connections and thread."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 per text; zeros for empty texts and for those that the endpoint refuses.

        Raises:
            EngineRefused: the key, the model or the address is wrong, the budget is spent, or every text is refused.
            EngineDied: a request was given up after all its tries.
        """
        if self._client is None:
            raise RunnerError("The embedder 'openai' is not open. Call open(context) first.")
        found: dict[int, Vectors] = {}
        refused = ""
        parts = self._parts(texts)
        while parts:
            replies = [future.result() for future in [self._client.submit(part) for part in parts]]
            again: list[Texts] = []
            for part, reply in zip(parts, replies, strict=True):
                if isinstance(reply, Embedded):
                    found.update(zip(part.places, reply.vectors, strict=True))
                elif reply.reason == Refused.GAVE_UP:
                    raise EngineDied(f"{reply.detail}. See to the endpoint; the same command goes on.")
                else:
                    refused = reply.detail
                    again += part.halves() if len(part.texts) > 1 else ()
            parts = again
        return self._table(found, len(texts), refused)

    def _parts(self, texts: Sequence[str]) -> list[Texts]:
        """What has something in it, so many at a time; endpoints refuse empty texts."""
        places = [place for place, text in enumerate(texts) if text.strip()]
        starts = range(0, len(places), self._settings.batch)
        chosen = [places[start : start + self._settings.batch] for start in starts]
        return [Texts([texts[place] for place in part], part) for part in chosen]

    def _table(self, found: Mapping[int, Vectors], count: int, refused: str) -> Vectors:
        self._dimensions = max(self._dimensions, *(len(vector) for vector in found.values()), 0)
        if not self._dimensions and refused:
            model, urls = self._settings.model, ", ".join(self._settings.base_url)
            raise EngineRefused(
                f"{urls} refuses to embed any text with '{model}' ({refused}). Is it an embedding model?"
            )
        table = np.zeros((count, self._dimensions or 1), np.float32)
        for place, vector in found.items():
            if len(vector) != self._dimensions:
                raise EngineRefused(
                    f"'{self._settings.model}' returned vectors of {len(vector)} and of {self._dimensions} dimensions. "
                    "Give addresses that all serve one model."
                )
            table[place] = vector
        return unit_vectors(table, count, f"'{self._settings.model}'")
