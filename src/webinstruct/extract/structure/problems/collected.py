"""Solutions collected at the end: numbered problems first, below a heading the same numbers with their answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from webinstruct.extract.found import Found, Passage
from webinstruct.extract.structure.labels import speaks_of_solutions
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.keys import answers_in_line, keys_in
from webinstruct.extract.structure.problems.marks import Mark, MarkKind
from webinstruct.extract.structure.problems.passages import (
    end_of_scope,
    passage_between,
    question_between,
    says_nothing,
)

__all__ = ["collected"]

_FEWEST = 2
_LONGEST_HEAD = 80
_FIRST = ("1.", "1)", "1:", "1-", "(1)")
_MOST_BETWEEN = 200
_NO_HEADING = 7  # the least depth of a mark that is no heading
_ENDS = (MarkKind.HEADING, MarkKind.SOLUTION, MarkKind.HINT, MarkKind.STATEMENT)


class _Section(NamedTuple):
    """A heading such as "Solutions" at `head`, the problems above it from `first` on, its answers up to `stop`."""

    first: int
    head: int
    stop: int


def collected(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Each number that stands once above and once below a heading such as "Solutions"; chapter by chapter."""
    for section in _sections(page, marks):
        problems = _by_number(marks, _above(marks, section))
        if not problems or _are_solved(marks, section, min(problems.values())):
            continue
        begin, end = marks[section.head].end, _end_of(page, marks, section)
        key = keys_in(page, begin, end) or answers_in_line(page, begin, end)
        if _are_enough(problems, key):
            for number in (number for number in problems if number in key):
                yield from _found(page, marks, problems[number], Passage((key[number],)))
            continue
        answers = _by_number(marks, range(section.head + 1, section.stop))
        if _are_enough(problems, answers):
            for number in (number for number in problems if number in answers):
                said = passage_between(page, marks[answers[number]].end, _next(page, marks, answers[number]))
                yield from _found(page, marks, problems[number], _without_arrow(page, said))


def _sections(page: Page, marks: Sequence[Mark]) -> Iterator[_Section]:
    heads = [k for k, mark in enumerate(marks) if _is_head(page, mark)]
    first = 0
    for head, following in zip(heads, [*heads[1:], len(marks)], strict=False):
        stop, seen = head + 1, False
        while stop < following:
            mark = marks[stop]
            if seen and mark.kind is MarkKind.HEADING and mark.depth <= marks[head].depth:
                break
            seen = seen or bool(mark.number)
            stop += 1
        if _is_title(marks, first, head):
            continue
        yield _Section(first, head, stop)
        first = stop if seen else first


def _is_title(marks: Sequence[Mark], first: int, head: int) -> bool:
    """Whether a head names the page, which has the problems below it: "Exam with solutions"."""
    is_first = not any(mark.number for mark in marks[first:head])
    return marks[head].kind is MarkKind.HEADING and marks[head].depth == 1 and is_first


def _is_head(page: Page, mark: Mark) -> bool:
    if mark.number or mark.end - mark.start > _LONGEST_HEAD:
        return False
    is_line = mark.kind is MarkKind.HEADING or (
        mark.kind is MarkKind.SOLUTION and (mark.alone or page.text.startswith(_FIRST, mark.end))
    )
    is_labelled = mark.kind is MarkKind.SOLUTION and mark.alone and mark.depth < _NO_HEADING
    return is_line and (is_labelled or speaks_of_solutions(page.text[mark.start : mark.end]))


def _above(marks: Sequence[Mark], section: _Section) -> list[int]:
    """The numbered marks above the head, up to a heading that is not below it; hints that stand between go."""
    found: list[int] = []
    depth = marks[section.head].depth
    for k in range(section.head - 1, section.first - 1, -1):
        mark = marks[k]
        if not found and section.head - k > _MOST_BETWEEN:
            break
        if mark.kind is MarkKind.HINT:
            found = [] if mark.alone else found
        elif mark.number and mark.kind is not MarkKind.STATEMENT:
            found.append(k)
        elif found and mark.kind is MarkKind.HEADING and mark.depth <= depth:
            break
    found = found[::-1]
    whole = [k for k in found if marks[k].kind is not MarkKind.ITEM]
    if len(whole) >= _FEWEST:
        return whole
    outer = min((marks[k].depth for k in found), default=0)
    return [k for k in found if marks[k].depth <= outer]


def _are_solved(marks: Sequence[Mark], section: _Section, first: int) -> bool:
    """Whether solutions stand among the problems already."""
    return any(marks[k].kind is MarkKind.SOLUTION for k in range(first + 1, section.head))


def _by_number(marks: Sequence[Mark], places: Sequence[int]) -> dict[str, int]:
    """The first mark of each number."""
    numbers: dict[str, int] = {}
    for k in places:
        if marks[k].number:
            numbers.setdefault(marks[k].number, k)
    return numbers


def _are_enough(problems: dict[str, int], answers: Collection[str]) -> bool:
    """Whether half of the problems are answered, or all of those with odd numbers."""
    shared = sum(number in answers for number in problems)
    return shared >= _FEWEST and 2 * shared >= len(problems) - 1


def _end_of(page: Page, marks: Sequence[Mark], section: _Section) -> int:
    return marks[section.stop].start if section.stop < len(marks) else len(page.text)


def _found(page: Page, marks: Sequence[Mark], problem: int, answer: Passage) -> Iterator[Found]:
    limit = marks[problem].limit
    asked = question_between(
        page, marks[problem].end, min(_next(page, marks, problem), limit or len(page.text))
    )
    if asked and answer.spans and not says_nothing(answer.text(page.text)):
        yield Found(Passage(asked), answer)


def _next(page: Page, marks: Sequence[Mark], own: int) -> int:
    """Where the next number or heading begins; for the last one, the end of the element around the last two."""
    depth = marks[own].depth if marks[own].kind is MarkKind.ITEM else 0
    for k in range(own + 1, len(marks)):
        other = marks[k]
        is_inside = other.kind is MarkKind.ITEM and other.depth > depth
        if (other.number and not is_inside) or other.kind in _ENDS:
            return other.start
    return end_of_scope(page, marks[max(own - 1, 0)].start, marks[own].end)


def _without_arrow(page: Page, answer: Passage) -> Passage:
    if not answer.spans:
        return answer
    (start, end), *rest = answer.spans
    while start < end and page.text[start] in "↑^ \n":
        start += 1
    return Passage(((start, end), *rest)) if start < end else answer
