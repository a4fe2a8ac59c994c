"""The settings of decontaminate."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from webinstruct.core.settings import Settings

__all__ = ["DecontaminateSettings"]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class DecontaminateSettings(Settings):
    """Which benchmarks a pair must not match, and how."""

    benchmarks: Annotated[list[str], BeforeValidator(_as_list)] = Field(default_factory=list)
    """Benchmark files, or folders whose index.jsonl names them; without any, every row passes."""

    ngram: int = Field(default=10, ge=3, le=50)
    """Words in a row that make a match, 3 to 50 (a Chinese, Japanese or Korean character counts as half a word)."""

    fields: Literal["both", "question", "answer"] = "both"
    """Side of the pair that is searched."""

    text_fields: dict[str, list[str]] = Field(default_factory=dict)
    """For files with unusual fields: benchmark (or file) name to the names of the fields that hold its questions."""
