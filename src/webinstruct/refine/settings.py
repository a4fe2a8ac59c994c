"""What the refine stage can be told."""

from __future__ import annotations

from pydantic import Field, field_validator

from webinstruct.core.settings import Settings, nearest

__all__ = ["RefineSettings"]

_WITHOUT_ENGINE = ("rules",)
_WITH_ENGINE = ("llm",)


class RefineSettings(Settings):
    """Settings under `refine`."""

    method: str = "rules"
    """Who refines: rules (white space, delimiters of formulae, site noise at the edges); llm needs an engine."""
    unify_formulae: bool = True
    """Whether the delimiters of formulae become $ and $$."""
    cut_edges: bool = True
    """Whether labels, vote counts, dates and signatures at the edges of a question or answer are cut."""
    min_question_chars: int = Field(default=1, ge=1)
    """Characters that have to be left of a question."""
    min_answer_chars: int = Field(default=1, ge=1)
    """Characters that have to be left of an answer."""

    @field_validator("method")
    @classmethod
    def _known_method(cls, method: str) -> str:
        if method in _WITH_ENGINE:
            raise ValueError(
                f"'{method}' asks a language model and no engine is set under refine; "
                f"available without one: {', '.join(_WITHOUT_ENGINE)}"
            )
        if method not in _WITHOUT_ENGINE:
            raise ValueError(f"no method '{method}'. {nearest(method, _WITHOUT_ENGINE + _WITH_ENGINE)}")
        return method
