"""Which canaries are planted."""

from __future__ import annotations

from pydantic import Field

from webinstruct.core.settings import Settings

__all__ = ["CanarySettings"]


class CanarySettings(Settings):
    """How many benchmark items are planted in a copy of the run's own rows, to measure what the search finds."""

    per_kind: int = Field(default=50, ge=1, le=5_000)
    """Items drawn for each kind of canary, 1 to 5,000; each is planted in every place. Time grows with it."""

    seed: int = 0
    """Which items and rows are drawn; the same seed draws the same ones."""

    translations: str | None = None
    """JSONL file of translated items, one {benchmark, item, text} a line; null plants none."""
