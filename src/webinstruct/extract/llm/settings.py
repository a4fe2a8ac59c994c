"""What extraction with a language model can be told."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from webinstruct.core.settings import Settings
from webinstruct.engines.settings import EngineSettings, Sampling

__all__ = ["ExtractLlmSettings", "GateSettings"]


class GateSettings(Settings):
    """A cheap look at a page before the model is asked."""

    kind: Literal["rule", "fasttext"] = "rule"
    """rule (a question mark, a label or a task on the page) or fasttext (a classifier trained from a run's answers)."""
    model: str = ""
    """fastText model of the gate, made by `webinstruct extract train-gate`."""
    threshold: float = Field(default=0.5, ge=0, le=1)
    """Least probability of a pair at which the model is asked, in [0, 1]; the training prints it for a given recall."""

    @model_validator(mode="after")
    def _has_model(self) -> Self:
        if self.kind == "fasttext" and not self.model:
            raise ValueError(
                "a gate of kind fasttext needs its 'model'. Train one with webinstruct extract train-gate RUN, "
                "or use kind rule."
            )
        return self


class ExtractLlmSettings(Settings):
    """Settings under `extract.llm`."""

    unplanned = frozenset({"cache"})

    engine: EngineSettings
    """Who answers: kind vllm, openai, recorded, or a class of your own."""
    answer_style: Literal["pointer", "verbatim"] = "pointer"
    """pointer: the model names lines, so that text is the page's own; verbatim: it copies question and answer."""
    prompt: str = ""
    """Prompt file; by default the one that ships for the answer style."""
    ask_about: Literal["unsettled", "without_pairs", "all"] = "unsettled"
    """Pages that structure, where it runs first, leaves to the model: unsettled, those whose kind it did not settle (a
    thread is settled, answered or not); without_pairs, those where it found none; or all."""
    page_tokens: int = Field(default=6_000, ge=64)
    """Most tokens of a page in one request; a longer page is cut at blocks. Fits the engine's max_model_len anyway."""
    overlap_tokens: int = Field(default=400, ge=0)
    """Tokens that two pieces of one page share, at most half a piece, so that a pair on the cut is seen whole once."""
    answer_tokens: int = Field(default=1_024, ge=16)
    """Most tokens of one answer; an answer cut off there is salvaged, and its rest asked for in smaller pieces."""
    sampling: Sampling = Field(default_factory=Sampling)
    """How the answer is drawn."""
    cache: str = ""
    """File that remembers answers, so that no request is paid twice; none where empty. One machine's disk."""
    audit_share: float = Field(default=0.01, ge=0, le=1)
    """Share of the pages settled by structure that the model is asked about all the same, in [0, 1]: the report says
    how it did there (precision, recall, bounds), and tokens grow with the share."""
