"""The settings of decontaminate."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from webinstruct.core.settings import Settings
from webinstruct.decontaminate.canaries.settings import CanarySettings

__all__ = ["DecontaminateSettings", "SemanticSettings"]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class SemanticSettings(Settings):
    """Items that ask the same in other words: nearest items by embedding, then an engine's verdict."""

    embedder: dict[str, Any]
    """The embedder: its `kind` (sentence_transformers, openai, or my_pkg.my_mod:Class) and its own settings."""

    engine: dict[str, Any]
    """The engine that is asked whether both ask the same, as under `engine` of other stages."""

    top_k: int = Field(default=3, ge=1, le=100)
    """Nearest items looked at for each question, 1 to 100; engine calls grow with it."""

    near: float = Field(default=0.8, gt=0, le=1)
    """Cosine in (0, 1] from which on an item is near enough to ask the engine; calls grow as it falls."""

    prompt: str = "same_question"
    """Prompt file that asks the engine, by name or path."""


class DecontaminateSettings(Settings):
    """Which benchmarks a pair must not match, and how."""

    benchmarks: Annotated[list[str], BeforeValidator(_as_list)] = Field(default_factory=list)
    """Benchmark files, or folders whose index.jsonl names them; without any, every row passes."""

    ngram: int = Field(default=10, ge=3, le=50)
    """Words in a row that make a match, 3 to 50 (a Chinese, Japanese or Korean character counts as half a word)."""

    share: float | None = Field(default=0.75, gt=0, le=1)
    """Share of a question's words, in (0, 1], that makes a match where they stand in order; null looks for none."""

    numbers: Literal["keep", "fold"] = "keep"
    """Whether numbers are told apart; fold also finds items whose numbers were changed (tier `renumbered`)."""

    fields: Literal["both", "question", "answer"] = "both"
    """Side of the pair that is searched."""

    level: Literal["pair", "page"] = "pair"
    """What is searched: the pair, or also the page it came from, with which all its pairs go."""

    text_fields: dict[str, list[str]] = Field(default_factory=dict)
    """For files with unusual fields: benchmark (or file) name to the names of the fields that hold its questions."""

    canaries: CanarySettings | None = None
    """Measure the detection rate by planting changed items into a copy of the input; null does not."""

    semantic: SemanticSettings | None = None
    """Also look for items in other words, with an embedder and an engine; null does not."""
