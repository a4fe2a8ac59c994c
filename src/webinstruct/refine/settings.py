"""What the refine stage can be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from webinstruct.core.settings import Settings, nearest
from webinstruct.refine.llm.settings import RefineLlmSettings, VerifySettings

__all__ = ["RefineSettings"]

_METHODS = ("rules", "llm")


class RefineSettings(Settings):
    """Settings under `refine`."""

    method: str = "rules"
    """Who refines: rules (white space, delimiters of formulae, site noise at the edges), or llm: models, after the
    rules. Settings under refine.llm mean llm."""
    unify_formulae: bool = True
    """Whether the delimiters of formulae become $ and $$."""
    cut_edges: bool = True
    """Whether labels, vote counts, dates and signatures at the edges of a question or answer are cut."""
    min_question_chars: int = Field(default=1, ge=1)
    """Characters that have to be left of a question."""
    min_answer_chars: int = Field(default=1, ge=1)
    """Characters that have to be left of an answer."""
    llm: RefineLlmSettings | None = None
    """Which models rewrite pairs, and how."""
    verify: VerifySettings | None = None
    """Whether answers are sampled to see how often they agree with the pair's; not done where unset."""

    @model_validator(mode="before")
    @classmethod
    def _llm_where_it_is_set(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and values.get("llm") is not None and "method" not in values:
            return {**values, "method": "llm"}
        return values

    @field_validator("method")
    @classmethod
    def _known_method(cls, method: str) -> str:
        if method not in _METHODS:
            raise ValueError(f"no method '{method}'. {nearest(method, _METHODS)}")
        return method

    @model_validator(mode="after")
    def _somebody_answers(self) -> Self:
        shared = self.llm.engine if self.llm else None
        if self.method == "llm" and not self.llm:
            raise ValueError(
                "method 'llm' asks a language model and no engine is set under refine; "
                "name one as refine.llm.engine.model, or take method 'rules'"
            )
        if self.llm and self.method == "llm" and not shared:
            unanswered = [one.name for one in self.llm.refiners if one.engine is None]
            if unanswered or not self.llm.refiners:
                who = (
                    f"refiner '{unanswered[0]}' has no engine and"
                    if unanswered
                    else "there is no refiner and"
                )
                raise ValueError(
                    f"{who} refine.llm.engine is not set; name a model as refine.llm.engine.model"
                )
        if self.verify and not (self.verify.engine or shared):
            raise ValueError("verify has no engine and refine.llm.engine is not set; name one of them")
        return self
