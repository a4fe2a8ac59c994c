"""The settings of decontaminate."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from webinstruct.core.settings import Settings
from webinstruct.decontaminate.canaries.settings import CanarySettings
from webinstruct.decontaminate.semantic.settings import SemanticSettings

__all__ = ["DecontaminateSettings"]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


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
