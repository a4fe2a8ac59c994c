"""Problems in parts: "(a)", "b)" or "ii." at the start of a line, in the problem, in its solution, or in both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage
from webinstruct.extract.structure.asking import asks, sets_task
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.marks import Mark, MarkKind
from webinstruct.extract.structure.problems.passages import passage_between, question_between

__all__ = ["shared_out", "with_lettered_parts"]

_LABEL = re.compile(
    r"(?:^|(?<=\n))[ #>*\-•]{0,8}(?:part )?\(?"
    r"(?P<name>[a-z]|[ivx]{1,4}|\d{1,2})(?:\)|\.|(?=\*{2}))[)*:.]{0,3} *(?=\S|\n)",
    re.IGNORECASE,
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SERIES: tuple[Sequence[str], ...] = (_LETTERS, _ROMAN, tuple(str(n) for n in range(1, 31)))
_FEWEST = 2
_LONGEST = 12_000
_FEW_LETTERS = 40


def with_lettered_parts(page: Page, marks: Sequence[Mark]) -> list[Mark]:
    """`marks` with one for each lettered part that has a solution of its own."""
    added: list[Mark] = []
    k = 0
    while k < len(marks):
        if marks[k].kind is not MarkKind.PROBLEM:
            k += 1
            continue
        stop = k + 1
        while stop < len(marks) and _is_inside(marks[stop], marks[k]):
            stop += 1
        solutions = [mark for mark in marks[k + 1 : stop] if mark.kind is MarkKind.SOLUTION]
        if len(solutions) >= _FEWEST:
            added.extend(_parts_of(page, marks[k], solutions))
        k = stop
    taken = {part.start for part in added}
    kept = (
        [mark for mark in marks if page.text.rfind("\n", 0, mark.start) + 1 not in taken] if taken else marks
    )
    return sorted([*kept, *added], key=lambda mark: (mark.start, mark.end)) if added else list(marks)


def _is_inside(mark: Mark, problem: Mark) -> bool:
    """Whether a mark may stand among the parts of a problem."""
    if mark.kind is MarkKind.HEADING:
        return problem.depth < mark.depth
    return mark.kind in (MarkKind.SOLUTION, MarkKind.HINT, MarkKind.ITEM)


def _parts_of(page: Page, problem: Mark, solutions: Sequence[Mark]) -> Iterator[Mark]:
    """A mark for the part before each solution; none where they do not count on from the first."""
    gaps: list[Span] = [(problem.end, solutions[0].start)]
    for before, after in pairwise(solutions):
        gaps.append((before.end if before.limit is None else before.limit, after.start))
    for series in _SERIES[:2]:
        found = []
        for name, (start, end) in zip(series, gaps, strict=False):
            label = _label_in(page.text, start, end, name)
            if label is None:
                break
            found.append(label)
        if len(found) >= _FEWEST:
            for label in found:
                yield Mark(
                    MarkKind.PROBLEM, label.start(), label.end(), problem.depth + 1, label["name"], limit=None
                )
            return


def _label_in(text: str, start: int, end: int, name: str) -> re.Match[str] | None:
    """The last label `name` of [start, end): where parts are lettered twice, the one nearest to its solution."""
    found = None
    for match in _LABEL.finditer(text, start, end):
        if match["name"].lower() == name:
            found = match
    return found


def shared_out(page: Page, found: Found) -> list[Found]:
    """One pair for each part where question and answer have the same parts; else the pair as it is."""
    question, answer = found.question.spans, found.answer.spans
    if not question or not answer or found.others or answer[-1][1] - answer[0][0] > _LONGEST * 4:
        return [found]
    whole = answer[0][0], answer[-1][1]
    for series in _SERIES:
        asked = _labels(page.text, question[-1], series)
        said = _labels(page.text, whole, series)
        if _are_same(page.text, asked, said, question[-1], whole):
            return list(_shared(page, found, asked, said))
    return [found]


def _labels(text: str, span: Span, series: Sequence[str]) -> list[re.Match[str]]:
    """The labels of [start, end) that count on in `series` from its first."""
    found: list[re.Match[str]] = []
    for match in _LABEL.finditer(text, *span):
        if len(found) < len(series) and match["name"].lower() == series[len(found)]:
            found.append(match)
    return found


def _are_same(
    text: str, asked: Sequence[re.Match[str]], said: Sequence[re.Match[str]], question: Span, answer: Span
) -> bool:
    """Whether the solution goes through all parts from its start, and the parts are tasks rather than options."""
    if len(asked) < _FEWEST or len(asked) != len(said):
        return False
    if text[answer[0] : said[0].start()].strip(" #*\n"):
        return False
    ends = [*(match.start() for match in asked[1:]), question[1]]
    parts = [text[match.end() : end] for match, end in zip(asked, ends, strict=True)]
    stem = text[question[0] : asked[0].start()]
    working = sum(asks(part) or sets_task(part) or "$" in part or len(part) > _FEW_LETTERS for part in parts)
    return 2 * working >= len(parts) and not (
        asks(stem) and not any(asks(part) or sets_task(part) for part in parts)
    )


def _shared(
    page: Page, found: Found, asked: Sequence[re.Match[str]], said: Sequence[re.Match[str]]
) -> Iterator[Found]:
    *above, (start, end) = found.question.spans
    stem = question_between(page, start, asked[0].start()) if start < asked[0].start() else ()
    asked_ends = [*(match.start() for match in asked[1:]), end]
    said_ends = [*(match.start() for match in said[1:]), found.answer.spans[-1][1]]
    for ask, ask_end, say, say_end in zip(asked, asked_ends, said, said_ends, strict=True):
        part = question_between(page, ask.end(), ask_end)
        answer = passage_between(page, say.end(), say_end)
        if part and answer.spans:
            yield replace(found, question=Passage((*above, *stem, *part)), answer=answer)
