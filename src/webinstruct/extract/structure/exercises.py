"""Problems with their solutions: by label, by the element that holds the solution, or by the code that solves them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import asks, sets_task
from webinstruct.extract.structure.dom import attribute
from webinstruct.extract.structure.labels import ends_answer, speaks_of_solutions
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems import Mark, MarkKind, asked_before, marks_of, passage_between
from webinstruct.sources.page_text import BlockKind

__all__ = ["exercises"]

_SOLUTION_NODES = "[class*=solution i], [class*=answer i], [class*=losung i], [class*=loesung i], [class*=corrig i]"
_SOLUTION_CLASS = re.compile(
    r"(?:^|\s)(?:(?:problem|exercise|question|full|worked|example|task|prob|quiz|ex|toggle|hidden|show)?[-_]*"
    r"(?:solutions?|answers?|loesung|losung|corrige)(?:[-_]*(?:text|body|content|block|box|container|div|section))?)(?:\s|$)",
    re.IGNORECASE,
)
_PROBLEM_NODES = ".question, .exercise, .problem, .task, .aufgabe, .exercice, .ejercicio"
_NO_PROBLEM = frozenset("h1 h2 h3 h4 h5 h6 a span button label form dt".split())
_FEWEST_ELEMENTS = 3
_SHORTEST_QUESTION = 12
_SHORTEST_CODE_LINES = 2


def exercises(page: Page) -> Sighting:
    """Each problem whose solution follows it."""
    marks = marks_of(page)
    problems = sum(mark.kind is MarkKind.PROBLEM for mark in marks)
    pairs = list(_by_element(page, marks)) or list(_by_label(page, marks)) or list(_below_element(page, marks))
    if not pairs and problems > 1 and speaks_of_solutions(_heading(page)):
        pairs = list(_by_code(page, marks))
    return Sighting(pairs, f"{problems} numbered problems" if problems > 1 else "")


def _by_label(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    for k, mark in enumerate(marks):
        if mark.kind is not MarkKind.SOLUTION or _is_nested(page, marks, k):
            continue
        asked = _fit(asked_before(page, marks[:k], mark.start))
        answer = _answer(page, marks, k)
        if asked and answer.spans:
            yield Found(Passage(asked), answer)


def _is_nested(page: Page, marks: Sequence[Mark], k: int) -> bool:
    """Whether a solution label stands directly inside another solution: "Click to view", then "Answer:"."""
    before = marks[k - 1] if k else None
    if before is None or before.kind is not MarkKind.SOLUTION:
        return False
    return not page.text[before.end : marks[k].start].strip(" #*\n")


def _answer(page: Page, marks: Sequence[Mark], k: int) -> Passage:
    """From behind the label (the inner one, where two stand together) to the next mark that is no part of it."""
    start, following = marks[k].end, k + 1
    if following < len(marks) and marks[following].kind is MarkKind.SOLUTION and _is_nested(page, marks, following):
        start = marks[following].end
        following += 1
    while following < len(marks) and marks[following].kind is MarkKind.ITEM:
        following += 1
    limit = marks[following].start if following < len(marks) else len(page.text)
    return passage_between(page, start, limit)


def _by_element(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Solutions that an element holds, each behind a labelled or headed problem."""
    last = 0
    spans = _solution_spans(page)
    for start, end in spans:
        before = [mark for mark in marks if mark.start < start]
        while before and before[-1].kind is MarkKind.SOLUTION and before[-1].start >= last:
            before.pop()
        asked = _fit(asked_before(page, before, start, headed=len(spans) > 1))
        if asked and not _gives_work(page, asked):
            asked = ()
        inside = [m.end for m in marks if m.kind is MarkKind.SOLUTION and start <= m.start < start + 40]
        answer = passage_between(page, max([start, *inside]), end)
        if asked and asked[-1][0] >= last and answer.spans:
            yield Found(Passage(asked), answer)
        last = max(last, end)


def _solution_spans(page: Page) -> list[Span]:
    """The text of each element called a solution, the inner one where several are nested."""
    spans = []
    for node in page.nodes(_SOLUTION_NODES):
        span = page.span(node)
        if span is not None and _is_solution(node):
            while spans and spans[-1][1] >= span[1] and spans[-1][0] <= span[0]:
                spans.pop()
            spans.append(span)
    return spans


def _is_solution(node: LexborNode) -> bool:
    return _SOLUTION_CLASS.search(attribute(node, "class")) is not None and node.tag not in ("a", "button", "body")


def _below_element(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Elements called question or exercise, each answered by what stands between it and the next."""
    asked = [span for node in page.nodes(_PROBLEM_NODES) if (span := page.span(node)) and node.tag not in _NO_PROBLEM]
    headings = [mark.start for mark in marks if mark.kind is MarkKind.HEADING]
    if len(asked) < _FEWEST_ELEMENTS:
        return
    for (start, end), following in zip(asked, [*asked[1:], (len(page.text), 0)], strict=True):
        limit = min([following[0], *(h for h in headings if h >= end)], default=following[0])
        label = next((mark.end for mark in marks if start <= mark.start < start + 4), start)
        question, answer = passage(page.text, [(max(start, label), end)]), passage_between(page, end, limit)
        if end < limit and answer.spans and _fit(question.spans) and _gives_work(page, question.spans):
            yield Found(question, answer)


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
        asked = _fit(asked_before(page, marks[: k + 1], code[0]))
        if asked:
            yield Found(Passage(asked), passage(page.text, [code]))


def _code(page: Page, start: int, limit: int) -> Span | None:
    """The last code block of [start, limit) before a line that closes answers."""
    found = None
    for block in page.blocks[page.block_at(start) :]:
        if block.start >= limit or ends_answer(page.text[block.start : block.end][:80]):
            break
        if block.kind is BlockKind.CODE and page.text.count("\n", block.start, block.end) > _SHORTEST_CODE_LINES:
            found = (block.start, block.end)
    return found


def _fit(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return spans if sum(end - start for start, end in spans) >= _SHORTEST_QUESTION else ()


def _heading(page: Page) -> str:
    first = [page.text[block.start : block.end] for block in page.blocks[:12] if block.end - block.start < 120]
    return " ".join([page.title, *first])
