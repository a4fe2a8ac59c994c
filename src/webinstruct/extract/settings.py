"""What the extract stage can be told."""

from __future__ import annotations

from typing import Self

from pydantic import Field, field_validator, model_validator

from webinstruct.core.settings import Settings, nearest
from webinstruct.extract.llm.settings import ExtractLlmSettings, GateSettings
from webinstruct.extract.structure import BY_NAME, METHODS

__all__ = ["ExtractSettings"]

_KNOWN = ("structure", *sorted(BY_NAME), "llm")


class ExtractSettings(Settings):
    """Settings under `extract`."""

    methods: tuple[str, ...] = ("structure",)
    """How pairs are found: structure (mark-up and shape of the page), proofs (theorems with their proofs, as questions
    and answers), llm (a language model, set under extract.llm). Those of the first are kept where both see a pair;
    structure before llm leaves to it only what it did not settle."""
    skip: tuple[str, ...] = ()
    """Structure methods that are left out, such as exercises or question_groups."""
    max_pairs_per_page: int = Field(default=100, ge=1)
    """Pairs kept from one page, the first in reading order; a page beyond it is counted as cut."""
    min_question_chars: int = Field(default=6, ge=1)
    """Characters below which a question is none."""
    min_answer_chars: int = Field(default=1, ge=1)
    """Characters below which an answer is none."""
    max_answer_chars: int = Field(default=40_000, ge=100)
    """Characters above which an answer is taken for a whole document and left out."""
    keep_ungrounded: bool = False
    """Whether pairs stay that the page's data or a model names but its text does not show."""
    min_coverage: float = Field(default=0.9, gt=0, le=1)
    """Least share of the words of a question, and of an answer, that a model copied and that stand in the page."""
    gate: GateSettings | None = None
    """Which pages the model is not asked about; without it, it is asked about all that are left to it."""
    llm: ExtractLlmSettings | None = None
    """The language model, its prompt and what it is shown; used where methods names llm."""

    @property
    def left_out(self) -> frozenset[str]:
        """The structure methods that do not run: those that are skipped, and those that nobody named."""
        named = set(METHODS) - BY_NAME if "structure" in self.methods else set()
        return frozenset(METHODS) - named - set(self.methods) | set(self.skip)

    @field_validator("methods")
    @classmethod
    def _known_methods(cls, methods: tuple[str, ...]) -> tuple[str, ...]:
        for method in methods:
            if method not in _KNOWN:
                raise ValueError(f"no method '{method}'. {nearest(method, _KNOWN)}")
        if not methods:
            raise ValueError(f"at least one method is needed; available: {', '.join(_KNOWN)}")
        if len(set(methods)) < len(methods):
            raise ValueError(f"each method once, not {', '.join(methods)}")
        return methods

    @field_validator("skip")
    @classmethod
    def _known_parts(cls, skip: tuple[str, ...]) -> tuple[str, ...]:
        for name in skip:
            if name not in METHODS:
                raise ValueError(f"no structure method '{name}'. {nearest(name, METHODS)}")
        return skip

    @model_validator(mode="after")
    def _leaves_answers(self) -> Self:
        least, most = self.min_answer_chars, self.max_answer_chars
        if least > most:
            raise ValueError(
                f"no answer is left: min_answer_chars is {least}, max_answer_chars {most}. "
                "Lower the first or raise the second."
            )
        return self

    @model_validator(mode="after")
    def _has_engine(self) -> Self:
        if "llm" in self.methods and self.llm is None:
            raise ValueError(
                "methods names 'llm', which asks a language model, and no engine is set under extract.llm. "
                "Name one, as in --set extract.llm.engine.model=PATH, or use --set extract.methods=[structure]."
            )
        return self
