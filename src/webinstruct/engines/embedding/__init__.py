"""Who turns texts into vectors: a model of sentence-transformers, an endpoint, or a class of one's own."""

from webinstruct.engines.embedding.opening import embedder_of, opened_embedder
from webinstruct.engines.embedding.protocol import Embedder, NeedsClosing, Vectors, unit_vectors
from webinstruct.engines.embedding.settings import EmbedderSettings

__all__ = [
    "Embedder",
    "EmbedderSettings",
    "NeedsClosing",
    "Vectors",
    "embedder_of",
    "opened_embedder",
    "unit_vectors",
]
