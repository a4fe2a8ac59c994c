"""Problems with their solutions: by label, by the element that holds the solution, or by the code that solves them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.conversation import is_conversation
from webinstruct.extract.structure.labels import ends_answer, speaks_of_solutions
from webinstruct.extract.structure.page import Page, page_of_text
from webinstruct.extract.structure.problems.asked import asked_before, fit, gives_work
from webinstruct.extract.structure.problems.choices import marked_choices
from webinstruct.extract.structure.problems.collected import collected
from webinstruct.extract.structure.problems.elements import regions_of
from webinstruct.extract.structure.problems.emphasis import emphasized_solutions
from webinstruct.extract.structure.problems.marks import (
    Mark,
    MarkKind,
    marks_of,
    start_of,
    with_solved_headings,
)
from webinstruct.extract.structure.problems.merging import merged_marks
from webinstruct.extract.structure.problems.parts import shared_out, with_lettered_parts
from webinstruct.extract.structure.problems.passages import passage_between
from webinstruct.extract.structure.problems.signs import (
    PROBLEM_NODES,
    PROBLEM_WORDS,
    is_problem,
    may_be_solved,
)
from webinstruct.extract.structure.problems.solved import solved
from webinstruct.sources.page_text import BlockKind

__all__ = ["exercises"]

_NO_PROBLEM = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "a", "span", "button", "label", "form", "dt"])
_FEWEST_ELEMENTS = 3
_SHORTEST_CODE_LINES = 2
_CLOSING = (MarkKind.PROBLEM, MarkKind.HEADING, MarkKind.ITEM)
_LONGEST_HEADING = 120


def exercises(page: Page) -> Sighting:
    """Each problem whose solution follows it."""
    page = _as_written(page)
    labelled = sum(is_problem(label) for label in page.labels)
    says = f"problems without solutions: {labelled}" if labelled > 1 else ""
    if not may_be_solved(page, labelled):
        return Sighting(says=says)
    labels = _with(marks_of(page), emphasized_solutions(page))
    regions = regions_of(page, labels)
    marks = with_lettered_parts(page, with_solved_headings(merged_marks(page, labels, regions)))
    pairs = list(collected(page, marks)) or solved(page, marks, labels)
    if not pairs:
        pairs = list(marked_choices(page, marks)) or list(_below_element(page, marks))
    if not pairs and labelled > 1 and speaks_of_solutions(_heading(page)):
        pairs = list(_by_code(page, marks))
    return Sighting([part for pair in pairs for part in shared_out(page, pair)], says)


def _as_written(page: Page) -> Page:
    """The page; where it is one block of typed text rather than of code, that text line by line, at the same places."""
    start = page.text.find("```")
    typed = max(page.text.find("\n```", start) - start, 0) if start >= 0 else 0
    if not typed or 5 * typed < 3 * len(page.text) or ("<pre" not in page.html and "<PRE" not in page.html):
        return page
    return page_of_text(page.url, page.title, page.text.replace("```", "   "))


def _with(marks: Sequence[Mark], more: Iterable[Mark]) -> list[Mark]:
    """`marks` with those of `more` that stand where none stands yet."""
    starts = {mark.start for mark in marks}
    added = [mark for mark in more if mark.start not in starts]
    return sorted([*marks, *added], key=start_of) if added else list(marks)


def _below_element(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Elements called question or exercise, each answered by what stands between it and the next."""
    if not any(word in page.vocabulary for word in PROBLEM_WORDS):
        return
    asked = [
        span
        for node in page.nodes(PROBLEM_NODES)
        if (span := page.span(node)) and node.tag not in _NO_PROBLEM
    ]
    if len(asked) < _FEWEST_ELEMENTS:
        return
    headings = [mark.start for mark in marks if mark.kind is MarkKind.HEADING]
    pairs: list[Found] = []
    for (start, end), following in zip(asked, [*asked[1:], (len(page.text), 0)], strict=True):
        near = bisect_right(headings, end - 1)
        limit = min([following[0], *headings[near : near + 1]])
        k = bisect_right(marks, start - 1, key=start_of)
        label = next((mark.end for mark in marks[k : k + 1] if mark.start < start + 4), start)
        question, answer = passage(page.text, [(max(start, label), end)]), passage_between(page, end, limit)
        if end < limit and answer.spans and fit(question.spans):
            pairs.append(Found(question, answer))
    working = sum(gives_work(page, pair.question.spans) for pair in pairs)
    answers = [pair.answer.text(page.text) for pair in pairs]
    if 2 * working > len(pairs) and not is_conversation(page.title, (), answers):
        yield from pairs


def _by_code(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Programming tasks of a page of solutions: the first code block below a problem's text solves it."""
    limits = [mark.start for mark in marks if mark.kind in _CLOSING]
    for k, mark in enumerate(marks):
        if mark.kind is not MarkKind.PROBLEM:
            continue
        following = bisect_right(limits, mark.start)
        limit = limits[following] if following < len(limits) else len(page.text)
        code = _code(page, mark.end, limit)
        if code is None:
            continue
        asked = asked_before(page, marks, k, code[0])
        if asked:
            yield Found(Passage(asked), passage(page.text, [code]))


def _code(page: Page, start: int, limit: int) -> Span | None:
    """The last code block of [start, limit) before a line that closes answers."""
    found = None
    for k in range(page.block_at(start), len(page.blocks)):
        block = page.blocks[k]
        if block.start >= limit or ends_answer(page.text[block.start : block.end][:80]):
            break
        if (
            block.kind is BlockKind.CODE
            and page.text.count("\n", block.start, block.end) > _SHORTEST_CODE_LINES
        ):
            found = (block.start, block.end)
    return found


def _heading(page: Page) -> str:
    first = [
        page.text[block.start : block.end]
        for block in page.blocks[:12]
        if block.end - block.start < _LONGEST_HEADING
    ]
    return " ".join([page.title, *first])
