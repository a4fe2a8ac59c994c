"""Pairs to refined pairs: cleaned by rules, never rewritten; what came in stays beside what goes out."""

from __future__ import annotations

from collections.abc import Iterator

from webinstruct.core.reject import Reject
from webinstruct.core.stage import Rejected, Stage, Verdict
from webinstruct.core.table import Row
from webinstruct.refine.explanation import has_explanation
from webinstruct.refine.rules import cleaned_answer, cleaned_question
from webinstruct.refine.settings import RefineSettings
from webinstruct.tables import PAIRS, REFINED

__all__ = ["Refine"]


class Refine(Stage):
    """Cleans question and answer, and marks answers that are bare results."""

    name = "refine"
    reads = PAIRS
    writes = REFINED
    settings_type = RefineSettings
    settings: RefineSettings

    def process(self, row: Row) -> Iterator[Verdict]:
        """The cleaned pair; EMPTY_QUESTION or EMPTY_ANSWER where nothing but noise was there."""
        question = cleaned_question(row["question"] or "", self.settings)
        answer = cleaned_answer(row["answer"] or "", self.settings)
        if len(question) < self.settings.min_question_chars:
            yield Rejected(
                Reject.EMPTY_QUESTION, f"of {len(row['question'] or '')} characters {len(question)} are left"
            )
        elif len(answer) < self.settings.min_answer_chars:
            yield Rejected(
                Reject.EMPTY_ANSWER, f"of {len(row['answer'] or '')} characters {len(answer)} are left"
            )
        else:
            yield _refined(row, question, answer)


def _refined(row: Row, question: str, answer: str) -> dict[str, object]:
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
