"""Who labels, and how an engine is asked."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from webinstruct.core.settings import Settings
from webinstruct.engines.settings import EngineSettings, Sampling

__all__ = ["LabelSettings"]


class LabelSettings(Settings):
    """Where labels come from: a file first, then earlier labels, and an engine for what these leave open."""

    unplanned = frozenset({"cache"})

    file: str = ""
    """JSONL, CSV or Parquet with the name of what is labelled, `label` (keep or drop) and perhaps `reason`."""
    earlier: tuple[str, ...] = ()
    """Folders of labels that other runs left, such as RUN-domains/label/kept; what has one there keeps it."""
    engine: EngineSettings | None = None
    """Who is asked about the rest; without it, what has no label so far is rejected."""
    prompt: str = ""
    """Prompt file with the field `subjects`; by default the one that ships."""
    batch: int = Field(default=40, ge=1, le=1_000)
    """Subjects shown in one request; fewer tokens each as it grows, and more of them left out by weak models."""
    answer_tokens: int = Field(default=4_096, ge=16)
    """Most tokens of an answer; a label with its reason takes about 40."""
    tries: int = Field(default=2, ge=1, le=10)
    """How often a subject is asked about before it is quarantined; from the second time on it is asked about alone."""
    sampling: Sampling = Field(default_factory=Sampling)
    """How the answer is drawn; where the very same is asked again, the temperature rises by 0.3."""
    cache: str = ""
    """File that remembers answers, so that no request is paid twice; none where empty. One machine's disk."""

    @model_validator(mode="after")
    def _has_somebody(self) -> Self:
        if not self.file and not self.earlier and self.engine is None:
            raise ValueError("nobody labels: name a file of labels, or an engine that is asked")
        return self
