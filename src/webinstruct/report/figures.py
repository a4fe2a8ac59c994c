"""What the kept pairs and pages look like, counted over a bounded number of rows."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from webinstruct.report.view import RunView, as_text

__all__ = ["COUNTED", "LENGTHS", "Figures", "Scores", "figures_of", "scores_of"]

_MOST_ROWS = 200_000
COUNTED = {
    "lang": "Languages",
    "domain": "Domains",
    "method": "Methods",
    "grounding": "Grounding",
    "answer_status": "Answer as the page marks it",
    "refine_action": "What refine did",
    "refiner": "Refiners",
    "split": "Splits",
}
"""Columns whose values are counted, with their headings."""
LENGTHS = (25, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400)
"""Bounds of the length classes, in characters."""
_SCORE_CLASSES = 20


@dataclass(slots=True)
class Figures:
    """Counts over `rows` pairs of the stage `stage`, which has `of_rows`."""

    stage: str
    of_rows: int
    rows: int = 0
    by: dict[str, Counter[str]] = field(default_factory=dict)
    question_lengths: list[int] = field(default_factory=lambda: [0] * (len(LENGTHS) + 1))
    answer_lengths: list[int] = field(default_factory=lambda: [0] * (len(LENGTHS) + 1))

    def top(self, column: str, most: int) -> list[tuple[str, int]]:
        """The commonest values of a column; ties in alphabetical order."""
        counts = self.by.get(column, Counter())
        return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:most]


@dataclass(frozen=True, slots=True)
class Scores:
    """How many pages of `stage` have a score in each twentieth of [0, 1]."""

    stage: str
    counts: Sequence[int]


def figures_of(view: RunView) -> Figures | None:
    """The figures of the last stage that has kept pairs; None while there is none."""
    stage = view.pair_stage
    if stage is None:
        return None
    there = [column for column in COUNTED if column in view.columns(stage)]
    of_rows = next(s.books.kept for s in view.stages if s.name == stage)
    figures = Figures(stage, of_rows, by={column: Counter() for column in there})
    for _, _, row in view.scanned(stage, "kept", ("question", "answer", *there), _MOST_ROWS):
        figures.rows += 1
        figures.question_lengths[_class(LENGTHS, as_text(row["question"]))] += 1
        figures.answer_lengths[_class(LENGTHS, as_text(row["answer"]))] += 1
        for column in there:
            figures.by[column][as_text(row[column]) or "none given"] += 1
    return figures


def scores_of(view: RunView) -> Scores | None:
    """The scores of the first stage that keeps some; None where nothing is scored."""
    for stage in view.stages_with(("score",)):
        rows = view.scanned(stage, "kept", ("score",), _MOST_ROWS)
        found = [row["score"] for _, _, row in rows if isinstance(row["score"], float)]
        if found:
            return Scores(stage, score_classes(found))
    return None


def score_classes(scores: Iterable[float]) -> list[int]:
    """How many scores lie in each twentieth of [0, 1]; those outside count at its ends.

    >>> score_classes([0.0, 0.04, 0.97, 1.0])[:2], score_classes([0.97, 1.0])[-1]
    ([2, 0], 2)
    """
    counts = [0] * _SCORE_CLASSES
    for score in scores:
        counts[min(_SCORE_CLASSES - 1, max(0, int(score * _SCORE_CLASSES)))] += 1
    return counts


def _class(bounds: Sequence[int], text: str) -> int:
    return bisect_right(bounds, len(text))
