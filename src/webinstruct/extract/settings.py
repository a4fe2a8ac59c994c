"""What the extract stage can be told."""

from __future__ import annotations

from pydantic import Field, field_validator

from webinstruct.core.settings import Settings, nearest
from webinstruct.extract.structure import METHODS

__all__ = ["ExtractSettings"]

_WITHOUT_ENGINE = ("structure",)
_WITH_ENGINE = ("llm",)


class ExtractSettings(Settings):
    """Settings under `extract`."""

    methods: tuple[str, ...] = ("structure",)
    """How pairs are found: structure (mark-up and shape of the page); llm needs an engine. Tried in this order."""
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
    """Whether pairs stay that the page's data names but its text does not show."""

    @field_validator("methods")
    @classmethod
    def _known_methods(cls, methods: tuple[str, ...]) -> tuple[str, ...]:
        for method in methods:
            if method in _WITH_ENGINE:
                raise ValueError(
                    f"'{method}' asks a language model and no engine is set under extract; "
                    f"available without one: {', '.join(_WITHOUT_ENGINE)}"
                )
            if method not in _WITHOUT_ENGINE:
                raise ValueError(f"no method '{method}'. {nearest(method, _WITHOUT_ENGINE + _WITH_ENGINE)}")
        if not methods:
            raise ValueError(f"at least one method is needed; available: {', '.join(_WITHOUT_ENGINE)}")
        return methods

    @field_validator("skip")
    @classmethod
    def _known_parts(cls, skip: tuple[str, ...]) -> tuple[str, ...]:
        for name in skip:
            if name not in METHODS:
                raise ValueError(f"no structure method '{name}'. {nearest(name, METHODS)}")
        return skip
