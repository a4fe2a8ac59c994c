"""Solutions collected at the end: numbered problems first, below a heading the same numbers with their answers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from webinstruct.extract.found import Found, Passage
from webinstruct.extract.structure.labels import speaks_of_solutions
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.marks import Mark, MarkKind, end_of_scope, passage_between

__all__ = ["collected"]

_FEWEST = 2
_LONGEST_HEAD = 80
_MOST_BETWEEN = 200


def collected(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Each number that stands once above and once below a heading such as "Solutions"."""
    for k, mark in enumerate(marks):
        if not _is_head(page, mark):
            continue
        above = _section(marks[:k][::-1], mark)[::-1]
        if not above or _are_solved(marks[:k], above[0]):
            continue
        problems = _by_number(above)
        answers = _by_number(_section(marks[k + 1 :], mark))
        shared = [number for number in problems if number in answers]
        if len(shared) >= _FEWEST and 2 * len(shared) >= len(problems):
            for number in shared:
                found = _found(page, marks, problems[number], answers[number])
                if found is not None:
                    yield found


def _is_head(page: Page, mark: Mark) -> bool:
    if mark.number or mark.end - mark.start > _LONGEST_HEAD:
        return False
    return mark.kind in (MarkKind.HEADING, MarkKind.SOLUTION) and speaks_of_solutions(
        page.text[mark.start : mark.end]
    )


def _section(marks: Sequence[Mark], head: Mark) -> list[Mark]:
    """The numbered marks from `head` on, up to the next heading that is not below it once any were seen."""
    found: list[Mark] = []
    for mark in marks:
        if mark.number:
            found.append(mark)
        elif found and mark.kind is MarkKind.HEADING and mark.depth <= head.depth:
            break
    return found


def _are_solved(marks: Sequence[Mark], first: Mark) -> bool:
    """Whether solutions stand among the problems already."""
    return any(mark.kind is MarkKind.SOLUTION and mark.start > first.start for mark in marks)


def _by_number(marks: Sequence[Mark]) -> dict[str, Mark]:
    """The first mark of each number."""
    numbers: dict[str, Mark] = {}
    for mark in marks:
        numbers.setdefault(mark.number, mark)
    return numbers


def _found(page: Page, marks: Sequence[Mark], problem: Mark, answer: Mark) -> Found | None:
    question = passage_between(page, problem.end, _next(page, marks, problem))
    answered = passage_between(page, answer.end, _next(page, marks, answer))
    return Found(question, _without_arrow(page, answered)) if question.spans and answered.spans else None


def _next(page: Page, marks: Sequence[Mark], mark: Mark) -> int:
    """Where the next number or heading begins; for the last one, the end of the element around the last two."""
    own = bisect_left(marks, mark.start, key=_start)
    for other in marks[own + 1 : own + _MOST_BETWEEN]:
        if other.number or other.kind in (MarkKind.HEADING, MarkKind.SOLUTION):
            return other.start
    return end_of_scope(page, marks[max(own - 1, 0)].start, mark.end)


def _start(mark: Mark) -> int:
    return mark.start


def _without_arrow(page: Page, answer: Passage) -> Passage:
    (start, end), *rest = answer.spans
    while start < end and page.text[start] in "↑^ \n":
        start += 1
    return Passage(((start, end), *rest)) if start < end else answer
