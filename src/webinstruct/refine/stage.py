"""Pairs to refined pairs; what came in stays beside what goes out.

By rules a pair is cleaned and never rewritten. With models (refine/llm) it is cleaned first, then rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webinstruct.core.reject import Reject
from webinstruct.core.stage import Rejected, Stage, Verdict
from webinstruct.core.table import Row
from webinstruct.refine.explanation import has_explanation
from webinstruct.refine.rules import cleaned_answer, cleaned_question
from webinstruct.refine.settings import RefineSettings
from webinstruct.tables import PAIRS, REFINED

__all__ = ["Refine", "cleaned_or_rejected"]


class Refine(Stage):
    """Cleans question and answer, and marks answers that are bare results."""

    name = "refine"
    reads = PAIRS
    writes = REFINED
    settings_type = RefineSettings
    settings: RefineSettings

    @classmethod
    def kind_for(cls, settings: RefineSettings) -> type[Stage]:
        """The stage with models where one is to be asked, else this one."""
        if settings.method == "rules" and settings.verify is None:
            return cls
        from webinstruct.refine.llm.stage import RefineWithModel

        return RefineWithModel

    def process(self, row: Row) -> Iterator[Verdict]:
        """The cleaned pair; EMPTY_QUESTION or EMPTY_ANSWER where nothing but noise was there."""
        yield cleaned_or_rejected(row, self.settings)


def cleaned_or_rejected(row: Row, settings: RefineSettings) -> dict[str, Any] | Rejected:
    """The row of REFINED that the rules make of a row of PAIRS, or why they leave nothing of it."""
    question = cleaned_question(row["question"] or "", settings)
    answer = cleaned_answer(row["answer"] or "", settings)
    if len(question) < settings.min_question_chars:
        return Rejected(
            Reject.EMPTY_QUESTION, f"of {len(row['question'] or '')} characters {len(question)} are left"
        )
    if len(answer) < settings.min_answer_chars:
        return Rejected(
            Reject.EMPTY_ANSWER, f"of {len(row['answer'] or '')} characters {len(answer)} are left"
        )
    unchanged = question == row["question"] and answer == row["answer"]
    return {
        **row,
        "orig_question": row["question"],
        "orig_answer": row["answer"],
        "question": question,
        "answer": answer,
        "refine_action": "unchanged" if unchanged else "cleaned",
        "refiner": "rules",
        "has_explanation": has_explanation(answer),
    }
