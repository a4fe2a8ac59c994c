"""Who looks for items in other words, and how near they have to be."""

from __future__ import annotations

from pydantic import Field

from webinstruct.core.settings import Settings
from webinstruct.engines.embedding import EmbedderSettings
from webinstruct.engines.settings import EngineSettings, Sampling

__all__ = ["SemanticSettings"]


class SemanticSettings(Settings):
    """Items that ask the same in other words: nearest items by embedding, then an engine's verdict."""

    unplanned = frozenset({"cache"})

    embedder: EmbedderSettings
    """Who turns questions into vectors; one that knows several languages also finds translated items."""

    engine: EngineSettings
    """Who is asked whether a question and an item near it ask the same."""

    top_k: int = Field(default=3, ge=1, le=100)
    """Nearest items looked at for each question, 1 to 100; what is asked of the engine grows with it."""

    near: float = Field(default=0.8, gt=0, le=1)
    """Cosine in (0, 1] from which on an item is near enough to ask; what is asked grows as it falls."""

    prompt: str = "builtin:prompts/same_question.md"
    """Prompt file with the field `questions`."""

    answer_tokens: int = Field(default=200, ge=16)
    """Most tokens of a verdict; one with its reason takes about 30."""

    sampling: Sampling = Field(default_factory=Sampling)
    """How the verdict is drawn."""

    cache: str = ""
    """File that remembers answers, so that no request is paid twice; none where empty. One machine's disk."""
