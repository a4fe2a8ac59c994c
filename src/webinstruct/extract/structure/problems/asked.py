"""What a solution answers: the problem above it, from its label to its hint, its solution or its element's end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from webinstruct.core.spans import Span
from webinstruct.extract.structure.asking import asks, sets_task
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.marks import Mark, MarkKind
from webinstruct.extract.structure.problems.passages import question_between

__all__ = ["asked_before", "end_of_problem", "fit", "gives_work"]

_LONGEST_STEM = 6000
_LONGEST_PROBLEM = 12000
_MOST_PARTS = 60
_NEAR_OPTIONS = 200
_SHORTEST_QUESTION = 12
_VAGUE = re.compile(r"\W*(?:the |your )?probl[eè]ma?(?: statement)?\W*", re.IGNORECASE)
_EXAM = re.compile(
    r"\b(?:problem|exercise|exam|quiz|test|homework|assignment|olympiad|contest|puzzle|question|solution|worked|kata|"
    r"challenge|tutorial sheet|aufgabe|übung|klausur|exercice|ejercicio|esercizi|задач|упражн)|题|問",
    re.IGNORECASE,
)
_OPTION = re.compile(r"\n\W{0,6}[a-eA-E1-5]\b")
_CLOSING = (MarkKind.HINT, MarkKind.PROBLEM, MarkKind.SOLUTION)


def asked_before(
    page: Page, marks: Sequence[Mark], own: int, until: int, headed: bool = False
) -> tuple[Span, ...]:
    """The problem from the mark `own` up to `until`, with its stem; empty where nothing there is a problem.

    `headed` allows a heading without a label to begin a problem that gives work.
    """
    if marks[own].kind in (MarkKind.STATEMENT, MarkKind.SOLUTION):
        return ()
    part = (
        question_between(page, marks[own].end, until) if until - marks[own].end < 2 * _LONGEST_PROBLEM else ()
    )
    if not part or sum(end - start for start, end in part) > _LONGEST_PROBLEM:
        return ()
    if marks[own].kind is MarkKind.HEADING:
        return part if headed and fit(part) and gives_work(page, part) else ()
    if _is_vague(page, marks[own]) and not (gives_work(page, part) and _is_exam_like(page, part)):
        return ()
    spans = (*_stem(page, marks, own), *part)
    return spans if fit(spans) else ()


def _is_vague(page: Page, mark: Mark) -> bool:
    """Whether a label says "Problem" and no more: a firm has problems too, and solutions to sell."""
    return not mark.number and _VAGUE.fullmatch(page.text, mark.start, mark.end) is not None


def end_of_problem(page: Page, marks: Sequence[Mark], own: int, k: int) -> int:
    """Where the problem at `own` ends: at its hint or solution, at its element's end, or where another begins."""
    until, limit = marks[k].start, marks[own].limit
    for n in range(own + 1, min(k, own + _MOST_PARTS)):
        beyond = limit is not None and marks[n].start >= limit
        if marks[n].kind in _CLOSING or (beyond and marks[n].kind is MarkKind.HEADING):
            until = marks[n].start
            break
    if limit is None or limit >= until:
        return until
    has_options = marks[own].is_open and _OPTION.search(page.text, limit, min(until, limit + _NEAR_OPTIONS))
    return until if has_options else limit


def _stem(page: Page, marks: Sequence[Mark], own: int) -> tuple[Span, ...]:
    """What the nearest problem of higher rank says before its first part."""
    for k in range(own - 1, max(own - _MOST_PARTS, -1), -1):
        mark = marks[k]
        if mark.kind in (MarkKind.PROBLEM, MarkKind.HEADING) and mark.depth < marks[own].depth:
            is_over = mark.limit is not None and mark.limit <= marks[own].start
            if mark.kind is MarkKind.HEADING or is_over:
                return ()
            spans = question_between(page, mark.end, marks[k + 1].start)
            return spans if sum(end - start for start, end in spans) <= _LONGEST_STEM else ()
    return ()


def gives_work(page: Page, spans: tuple[Span, ...]) -> bool:
    """Whether a problem asks, or gives something to do."""
    text = page.text[spans[0][0] : spans[-1][1]]
    return asks(text) or sets_task(text)


def _is_exam_like(page: Page, spans: tuple[Span, ...]) -> bool:
    """Whether a page calls itself an exercise, or the problem speaks in formulae."""
    return _EXAM.search(page.title) is not None or "$" in page.text[spans[0][0] : spans[-1][1]]


def fit(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """`spans` where they are long enough for a question, else nothing."""
    return spans if sum(end - start for start, end in spans) >= _SHORTEST_QUESTION else ()
