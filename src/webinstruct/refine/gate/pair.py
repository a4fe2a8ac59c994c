"""A pair and the judgement on its rewriting, as they pass between the files of this room."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PASSED", "Judgement", "Pair"]


class Pair(NamedTuple):
    """A question with its answer."""

    question: str
    answer: str


class Judgement(NamedTuple):
    """Whether a rewriting may stand for its original: `reason` is a word for the counts, empty where it may."""

    reason: str = ""
    detail: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the answer is still the original's."""
        return not self.reason


PASSED = Judgement()
