"""From settings to an embedder. Building is cheap; `opened_embedder` loads what it needs, in the worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from webinstruct.core.named import built
from webinstruct.core.stage import StageContext
from webinstruct.engines.embedding.protocol import Embedder, NeedsClosing
from webinstruct.engines.embedding.settings import (
    CustomEmbedderSettings,
    EmbedderSettings,
    OpenAIEmbedderSettings,
    SentenceTransformersSettings,
)
from webinstruct.engines.protocol import NeedsOpening

__all__ = ["embedder_of", "opened_embedder"]


def embedder_of(settings: EmbedderSettings) -> Embedder:
    """The embedder that `settings` describe, not opened yet.

    Raises:
        ConfigError: a class of one's own cannot be found or built.
    """
    match settings:
        case SentenceTransformersSettings():
            from webinstruct.engines.embedding.sentence_transformers import SentenceTransformersEmbedder

            return SentenceTransformersEmbedder(settings)
        case OpenAIEmbedderSettings():
            from webinstruct.engines.embedding.openai import OpenAIEmbedder

            return OpenAIEmbedder(settings)
        case CustomEmbedderSettings():
            found: Embedder = built(settings.kind, "embedder", ("identity", "embed"), settings.arguments)
            return found


@contextmanager
def opened_embedder(settings: EmbedderSettings, context: StageContext) -> Iterator[Embedder]:
    """The embedder that `settings` describe, ready for texts, and closed behind."""
    embedder = embedder_of(settings)
    if isinstance(embedder, NeedsOpening):
        embedder.open(context)
    try:
        yield embedder
    finally:
        if isinstance(embedder, NeedsClosing):
            embedder.close()
