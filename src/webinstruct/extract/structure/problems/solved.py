"""Solutions that follow their problems: what each one answers, and where it ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.asked import asked_before, end_of_problem, fit, gives_work
from webinstruct.extract.structure.problems.marks import Mark, MarkKind, start_of
from webinstruct.extract.structure.problems.passages import (
    end_of_scope,
    passage_between,
    question_between,
    says_nothing,
)

__all__ = ["solved"]

_MOST_PARTS = 60
_MOST_OTHERS = 50
_FEWEST_REMARKS = 3
_OPTION = re.compile(r"(?:^|\s)[(\[]?[a-eA-E1-5][.)\]．、]")
_BARE = " #*>-–•\n|]["
_OTHER = re.compile(r"\W*(?:alternat|another|other|second)", re.IGNORECASE)
_PASSED = (MarkKind.ITEM, MarkKind.HINT)


def solved(page: Page, marks: Sequence[Mark], inside: Sequence[Mark]) -> list[Found]:
    """Each problem with the solution that follows it; `inside` are all labels, also those within solutions."""
    found: list[Found] = []
    unsolved: dict[str, int] = {}
    headed = sum(mark.kind is MarkKind.SOLUTION and mark.limit is not None for mark in marks) > 1
    done, empty = -1, 0
    for k, mark in enumerate(marks):
        if mark.kind is MarkKind.PROBLEM and mark.number:
            unsolved[mark.number] = k
        if mark.kind is not MarkKind.SOLUTION or k <= done or _is_lines(marks, k):
            continue
        answer, done = _answer(page, marks, k)
        if not answer.spans or says_nothing(answer.text(page.text)):
            empty += 1
            continue
        own = _own(marks, k, unsolved)
        if own is None or (_is_unlabelled(mark) and _is_unlabelled(marks[own])):
            continue
        unsolved.pop(marks[own].number, None)
        if marks[own].kind is MarkKind.SOLUTION:
            if found and _is_other(page, mark) and len(found[-1].others) < _MOST_OTHERS:
                found[-1] = replace(found[-1], others=(*found[-1].others, answer))
            continue
        shared = _by_inner_number(page, marks, k, inside)
        until = end_of_problem(page, marks, own, k)
        asked = () if shared else asked_before(page, marks, own, until, headed and mark.limit is not None)
        found.extend(shared or ([Found(Passage(asked), answer)] if asked else []))
    return [] if 2 * len(found) < empty or _are_remarks(page, found) else found


def _are_remarks(page: Page, found: Sequence[Found]) -> bool:
    """Whether the few problems found are numbered paragraphs that neither ask nor give options: points of an essay."""
    return len(found) < _FEWEST_REMARKS and all(_is_remark(page, pair.question.spans) for pair in found)


def _is_remark(page: Page, asked: tuple[Span, ...]) -> bool:
    start, end = asked[0][0], asked[-1][1]
    label = page.text[page.text.rfind("\n", 0, start) + 1 : start]
    is_numbered = any(map(str.isdigit, label)) and not any(map(str.isalpha, label))
    has_options = "$" in page.text[start:end] or _OPTION.search(page.text, start, end) is not None
    return is_numbered and not has_options and not gives_work(page, asked)


def _is_unlabelled(mark: Mark) -> bool:
    """Whether only the class of an element speaks of a solution, or only a question mark of a problem."""
    return mark.start == mark.end and (mark.kind is MarkKind.SOLUTION or mark.limit is None)


def _is_lines(marks: Sequence[Mark], k: int) -> bool:
    """Whether "A:" answers "Q:": lines that `qa_lines` reads."""
    return k > 0 and marks[k].by_letter and marks[k - 1].by_letter


def _answer(page: Page, marks: Sequence[Mark], k: int) -> tuple[Passage, int]:
    """What the solution at `k` says with all that continues it; and the last mark that is part of it."""
    start, end, last = _extent(page, marks, k)
    spans = list(passage_between(page, start, end).spans)
    while last + 1 < len(marks) and _goes_on(page, marks[last + 1], end):
        begin = marks[last + 1].start
        _, end, last = _extent(page, marks, last + 1)
        spans.extend(passage_between(page, begin, end).spans)
    return Passage(tuple(spans)), last


def _goes_on(page: Page, mark: Mark, end: int) -> bool:
    """Whether another solution follows directly and is no other one: an answer with its explanation."""
    return (
        mark.kind is MarkKind.SOLUTION
        and not _is_other(page, mark)
        and not page.text[end : mark.start].strip(_BARE)
    )


def _is_other(page: Page, mark: Mark) -> bool:
    return mark.number not in ("", "1") or _OTHER.match(page.text, mark.start, mark.end) is not None


def _extent(page: Page, marks: Sequence[Mark], k: int) -> tuple[int, int, int]:
    """Start, end and last mark of one solution, from behind its label (the inner one, where two stand together)."""
    if (limit := marks[k].limit) is not None:
        return marks[k].end, limit, k
    start, following = marks[k].end, k + 1
    if _is_nested(page, marks, following, start):
        if marks[following].limit is not None:
            return _extent(page, marks, following)
        start, following = marks[following].end, following + 1
    while following < len(marks) and _continues(page, marks[following], marks[k]):
        following += 1
    if following < len(marks):
        return start, marks[following].start, following - 1
    return start, end_of_scope(page, marks[max(k - 1, 0)].start, start), following - 1


def _is_nested(page: Page, marks: Sequence[Mark], k: int, end: int) -> bool:
    """Whether a solution label stands directly inside another solution: "Click to view", then "Answer:"."""
    return (
        k < len(marks)
        and marks[k].kind is MarkKind.SOLUTION
        and not page.text[end : marks[k].start].strip(_BARE)
    )


def _continues(page: Page, mark: Mark, solution: Mark) -> bool:
    """Whether what begins at `mark` still belongs to a solution: an item, an explanation, a heading below its own."""
    if mark.kind is MarkKind.HEADING:
        return mark.depth > solution.depth
    return mark.kind is MarkKind.ITEM or (
        mark.kind is MarkKind.SOLUTION
        and mark.limit is None
        and not _is_other(page, mark)
        and not mark.number
    )


def _own(marks: Sequence[Mark], k: int, unsolved: Mapping[str, int]) -> int | None:
    """The mark of the problem that the solution at `k` answers: that of its number, else the nearest above it."""
    own = k - 1
    while own >= 0 and marks[own].kind in _PASSED:
        own -= 1
    depth = 99.0
    nearest = own
    while nearest >= 0 and marks[nearest].kind is MarkKind.HEADING and k - nearest < _MOST_PARTS:
        depth = min(depth, marks[nearest].depth)
        nearest -= 1
    if 0 <= nearest < own and marks[nearest].kind is MarkKind.PROBLEM and marks[nearest].depth < depth:
        own = nearest
    named = unsolved.get(marks[k].number) if marks[k].number else None
    if named is not None and (own < 0 or marks[own].number != marks[k].number):
        return named
    return own if own >= 0 else None


def _by_inner_number(page: Page, marks: Sequence[Mark], k: int, inside: Sequence[Mark]) -> list[Found]:
    """The pairs of several problems in a row that one element solves, each under its number."""
    limit = marks[k].limit
    if limit is None or k < 2 or not marks[k - 1].number or not marks[k - 2].number:
        return []
    first = bisect_left(inside, marks[k].end, key=start_of)
    stop = bisect_left(inside, limit, key=start_of)
    answers = {mark.number: n for n, mark in enumerate(inside[first:stop], first) if mark.number}
    run = k
    kind = marks[k - 1].kind
    while run > 0 and marks[run - 1].number and marks[run - 1].kind is kind:
        run -= 1
    if kind is MarkKind.ITEM and run > 0 and marks[run - 1].kind is MarkKind.PROBLEM:
        return []
    problems = [n for n in range(run, k) if marks[n].number in answers]
    if len(problems) < 2:
        return []
    found = []
    for n in problems:
        m = answers[marks[n].number]
        asked = question_between(page, marks[n].end, marks[n + 1].start)
        answer = passage_between(page, inside[m].end, inside[m + 1].start if m + 1 < stop else limit)
        if fit(asked) and answer.spans:
            found.append(Found(Passage(asked), answer))
    return found
