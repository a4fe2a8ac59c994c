"""Problems with their solutions: by label, by the element that holds the solution, or by the code that solves them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import asks, sets_task
from webinstruct.extract.structure.conversation import is_conversation
from webinstruct.extract.structure.dom import attribute
from webinstruct.extract.structure.labels import ends_answer, speaks_of_solutions
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.collected import collected
from webinstruct.extract.structure.problems.marks import (
    Mark,
    MarkKind,
    asked_before,
    end_of_scope,
    marks_of,
    passage_between,
)
from webinstruct.sources.page_text import BlockKind

__all__ = ["exercises"]

_SOLUTION_WORDS = (
    "solution",
    "answer",
    "losung",
    "loesung",
    "corrig",
    "mw-collapsible",
    "navcontent",
    "spoiler",
)
_SOLUTION_NODES = ", ".join(["[data-type=solution]", *(f"[class*={word} i]" for word in _SOLUTION_WORDS)])
_SOLUTION_CLASS = re.compile(
    r"(?:^|\s)(?:(?:problem|exercise|question|full|worked|example|task|prob|quiz|ex|toggle|hidden|show)?[-_]*"
    r"(?:solutions?|answers?|loesung|losung|corrige)(?:[-_]*(?:text|body|content|block|box|container|"
    r"div|section))?)(?:\s|$)"
    r"|\bmw-collapsible\b|\bnavcontent\b|\bspoiler",
    re.IGNORECASE,
)
_PROBLEM_WORDS = ("question", "exercise", "problem", "task", "aufgabe", "exercice", "ejercicio")
_PROBLEM_NODES = ", ".join(f".{word}" for word in _PROBLEM_WORDS)
_NO_PROBLEM = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "a", "span", "button", "label", "form", "dt"])
_FEWEST_ELEMENTS = 3
_BESIDE = 4
_NEAR = 40
_SHORTEST_QUESTION = 12
_SHORTEST_CODE_LINES = 2


def exercises(page: Page) -> Sighting:
    """Each problem whose solution follows it."""
    marks = marks_of(page)
    problems = sum(mark.kind is MarkKind.PROBLEM and mark.end > mark.start for mark in marks)
    pairs: list[Found] = []
    for way in (_by_element, collected, _by_label, _below_element):
        pairs = pairs or list(way(page, marks))
    if not pairs and problems > 1 and speaks_of_solutions(_heading(page)):
        pairs = list(_by_code(page, marks))
    return Sighting(pairs, f"problems without solutions: {problems}" if problems > 1 else "")


def _by_label(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    for k, mark in enumerate(marks):
        if mark.kind is not MarkKind.SOLUTION or _is_nested(page, marks, k) or _is_lines(marks, k):
            continue
        asked = _fit(asked_before(page, marks, k, mark.start))
        answer = _answer(page, marks, k)
        if asked and answer.spans:
            yield Found(Passage(asked), answer)


def _is_lines(marks: Sequence[Mark], k: int) -> bool:
    """Whether "A:" answers "Q:": lines that `qa_lines` reads."""
    return k > 0 and marks[k].by_letter and marks[k - 1].by_letter


def _is_nested(page: Page, marks: Sequence[Mark], k: int) -> bool:
    """Whether a solution label stands directly inside another solution: "Click to view", then "Answer:"."""
    before = marks[k - 1] if k else None
    if before is None or before.kind is not MarkKind.SOLUTION:
        return False
    return not page.text[before.end : marks[k].start].strip(" #*\n")


def _answer(page: Page, marks: Sequence[Mark], k: int) -> Passage:
    """From behind the label (the inner one, where two stand together) to the next mark that is no part of it."""
    start, following = marks[k].end, k + 1
    if (
        following < len(marks)
        and marks[following].kind is MarkKind.SOLUTION
        and _is_nested(page, marks, following)
    ):
        start = marks[following].end
        following += 1
    while following < len(marks) and _continues(marks[following], marks[k]):
        following += 1
    last = following == len(marks)
    limit = end_of_scope(page, marks[max(k - 1, 0)].start, start) if last else marks[following].start
    return passage_between(page, start, limit)


def _continues(mark: Mark, solution: Mark) -> bool:
    """Whether what begins at `mark` still belongs to a solution: an item, an explanation, a heading below its own."""
    if mark.kind is MarkKind.HEADING:
        return mark.depth > solution.depth
    return mark.kind is MarkKind.ITEM or (mark.kind is MarkKind.SOLUTION and not mark.number)


def _by_element(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Solutions that an element holds, each behind a labelled or headed problem."""
    last = 0
    spans = _solution_spans(page)
    starts = [mark.start for mark in marks]
    for start, end in spans:
        before = bisect_left(starts, start)
        inside = [m.end for m in marks[before : before + 3] if _is_inside(m, start)]
        while before and marks[before - 1].kind is MarkKind.SOLUTION and marks[before - 1].start >= last:
            before -= 1
        until = min([start, *(mark.start for mark in marks[before : before + 1])])
        asked = _fit(asked_before(page, marks, before, until))
        asked = asked or _headed(page, marks, before, until, len(spans))
        answer = passage_between(page, max([start, *inside]), end)
        if asked and asked[-1][0] >= last and answer.spans:
            yield Found(Passage(asked), answer)
        last = max(last, end)


def _is_inside(mark: Mark, start: int) -> bool:
    return mark.kind is MarkKind.SOLUTION and start <= mark.start < start + _NEAR


def _headed(page: Page, marks: Sequence[Mark], before: int, start: int, solutions: int) -> tuple[Span, ...]:
    """The problem below a heading without a label; only where it gives work and is not the page's only one."""
    asked = _fit(asked_before(page, marks, before, start, headed=True)) if solutions > 1 else ()
    return asked if asked and _gives_work(page, asked) else ()


def _solution_spans(page: Page) -> list[Span]:
    """The text of each element called a solution, the inner one where several are nested."""
    spans: list[Span] = []
    if not any(word in page.vocabulary for word in _SOLUTION_WORDS) and 'type="solution"' not in page.html:
        return spans
    for node in page.nodes(_SOLUTION_NODES):
        span = page.span(node)
        if span is not None and _is_solution(node):
            while spans and spans[-1][1] >= span[1] and spans[-1][0] <= span[0]:
                spans.pop()
            spans.append(span)
    return [span for k, span in enumerate(spans) if not _is_choice(spans, k)]


def _is_choice(spans: Sequence[Span], k: int) -> bool:
    """Whether an element stands directly beside another one of its kind: options to choose from."""
    before = k > 0 and spans[k][0] - spans[k - 1][1] < _BESIDE
    after = k + 1 < len(spans) and spans[k + 1][0] - spans[k][1] < _BESIDE
    return before or after


def _is_solution(node: LexborNode) -> bool:
    if attribute(node, "data-type") == "solution":
        return True
    return _SOLUTION_CLASS.search(attribute(node, "class")) is not None and node.tag not in (
        "a",
        "button",
        "body",
    )


def _below_element(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Elements called question or exercise, each answered by what stands between it and the next."""
    if not any(word in page.vocabulary for word in _PROBLEM_WORDS):
        return
    asked = [
        span
        for node in page.nodes(_PROBLEM_NODES)
        if (span := page.span(node)) and node.tag not in _NO_PROBLEM
    ]
    headings = [mark.start for mark in marks if mark.kind is MarkKind.HEADING]
    pairs: list[Found] = []
    if len(asked) < _FEWEST_ELEMENTS:
        return
    for (start, end), following in zip(asked, [*asked[1:], (len(page.text), 0)], strict=True):
        limit = min([following[0], *(h for h in headings if h >= end)], default=following[0])
        label = next((mark.end for mark in marks if start <= mark.start < start + 4), start)
        question, answer = passage(page.text, [(max(start, label), end)]), passage_between(page, end, limit)
        if end < limit and answer.spans and _fit(question.spans):
            pairs.append(Found(question, answer))
    working = sum(_gives_work(page, pair.question.spans) for pair in pairs)
    answers = [pair.answer.text(page.text) for pair in pairs]
    if 2 * working > len(pairs) and not is_conversation(page.title, (), answers):
        yield from pairs


def _gives_work(page: Page, spans: tuple[Span, ...]) -> bool:
    text = page.text[spans[0][0] : spans[-1][1]]
    return asks(text) or sets_task(text)


def _by_code(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Programming tasks of a page of solutions: the first code block below a problem's text solves it."""
    for k, mark in enumerate(marks):
        if mark.kind is not MarkKind.PROBLEM:
            continue
        limit = marks[k + 1].start if k + 1 < len(marks) else len(page.text)
        code = _code(page, mark.end, limit)
        if code is None:
            continue
        asked = _fit(asked_before(page, marks, k + 1, code[0]))
        if asked:
            yield Found(Passage(asked), passage(page.text, [code]))


def _code(page: Page, start: int, limit: int) -> Span | None:
    """The last code block of [start, limit) before a line that closes answers."""
    found = None
    for block in page.blocks[page.block_at(start) :]:
        if block.start >= limit or ends_answer(page.text[block.start : block.end][:80]):
            break
        if (
            block.kind is BlockKind.CODE
            and page.text.count("\n", block.start, block.end) > _SHORTEST_CODE_LINES
        ):
            found = (block.start, block.end)
    return found


def _fit(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return spans if sum(end - start for start, end in spans) >= _SHORTEST_QUESTION else ()


def _heading(page: Page) -> str:
    first = [
        page.text[block.start : block.end] for block in page.blocks[:12] if block.end - block.start < 120
    ]
    return " ".join([page.title, *first])
