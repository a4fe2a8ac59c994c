"""Problems with their solutions: numbered or headed problems, each with a block that calls itself a solution.

A problem begins at its label ("Problem 1.2", "4E2.", "Q3:") or heading and ends where its solution begins. Where a
problem has parts, what stands between its own label and the first part is the stem; it belongs to every part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.labels import LabelKind, ends_answer, labels
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import BlockKind

__all__ = ["exercises"]

_SOLUTIONS = "[class*=solution i], [id^=solution i], [class*=answer i], details, [class*=spoiler i]"
_STARTS = (LabelKind.PROBLEM, LabelKind.NUMBER, LabelKind.QUESTION)
_ENDS = (LabelKind.SOLUTION, LabelKind.ANSWER)
_LONGEST_STEM = 6000
_LONGEST_PROBLEM = 12000


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where something begins: the label [start, end), its kind, and its depth (a heading's level, 7 for a line)."""

    kind: str
    start: int
    end: int
    depth: float


def exercises(page: Page) -> Sighting:
    """Each problem whose solution follows it."""
    marks = _marks(page)
    solutions = sum(mark.kind == "solution" for mark in marks)
    problems = sum(mark.kind == "problem" for mark in marks)
    if not solutions:
        return Sighting(says=f"{problems} numbered problems without solutions" if problems > 2 else "")
    pairs = [found for found in _pairs(page, marks) if found is not None]
    return Sighting(pairs, f"{problems} problems, {solutions} solutions")


def _marks(page: Page) -> list[_Mark]:
    """Headings, problem labels and solution labels in reading order; a label wins over the heading it stands in."""
    by_line: dict[int, _Mark] = {}
    for block in page.blocks:
        if block.kind is BlockKind.HEADING:
            by_line[_line_start(page.text, block.start)] = _Mark("heading", block.start, block.end, block.level)
    for label in labels(page.text):
        heading = by_line.get(label.start)
        kind = "solution" if label.kind in _ENDS else "problem"
        if label.kind is LabelKind.NUMBER and heading is None and _is_item(page, label.end):
            kind = "item"
        depth = heading.depth if heading else 7 + label.number.count(".") / 10
        by_line[label.start] = _Mark(kind, label.start, label.end, depth)
    return [by_line[start] for start in sorted(by_line)]


def _pairs(page: Page, marks: Sequence[_Mark]) -> Iterator[Found | None]:
    for k, mark in enumerate(marks):
        if mark.kind != "solution" or _is_nested(page, marks, k):
            continue
        asked = _question(page, marks, k)
        answer = _answer(page, marks, k)
        length = sum(end - start for start, end in asked)
        good = asked and answer.spans and length <= _LONGEST_PROBLEM
        yield Found(Passage(tuple(asked)), answer) if good else None


def _is_nested(page: Page, marks: Sequence[_Mark], k: int) -> bool:
    """Whether a solution label stands directly inside another solution: "Click to view", then "Answer:"."""
    if k == 0:
        return False
    before = marks[k - 1]
    return before.kind == "solution" and not page.text[before.end : marks[k].start].strip(" #*\n")


def _question(page: Page, marks: Sequence[_Mark], k: int) -> list[Span]:
    """The problem before solution `k` with its stem: spans in reading order, empty where nothing asks."""
    start = k - 1
    while start >= 0 and marks[start].kind == "item":
        start -= 1
    if start < 0 or marks[start].kind == "solution":
        return []
    own = marks[start]
    part = passage(page.text, _cut(page, own.end, marks[k].start)).spans
    if not part or own.kind == "heading":
        return list(part) if own.kind == "heading" and _follows_a_solution(marks, start) else []
    return [*_stem(page, marks, start), *part]


def _follows_a_solution(marks: Sequence[_Mark], k: int) -> bool:
    return sum(mark.kind == "solution" for mark in marks[k:]) > 1


def _stem(page: Page, marks: Sequence[_Mark], own: int) -> tuple[Span, ...]:
    """What the nearest problem of higher rank says before its first part."""
    for k in range(own - 1, -1, -1):
        mark = marks[k]
        if mark.kind in ("problem", "heading") and mark.depth < marks[own].depth:
            if mark.kind == "heading":
                return ()
            spans = passage(page.text, _cut(page, mark.end, marks[k + 1].start)).spans
            return spans if sum(e - s for s, e in spans) <= _LONGEST_STEM else ()
    return ()


def _answer(page: Page, marks: Sequence[_Mark], k: int) -> Passage:
    """From behind the label (the inner one, where two stand together) to the next mark that is no part of it."""
    start, depth = marks[k].end, marks[k].depth
    following = k + 1
    if following < len(marks) and marks[following].kind == "solution" and _is_nested(page, marks, following):
        start = marks[following].end
        following += 1
    while following < len(marks) and marks[following].kind == "item":
        following += 1
    limit = marks[following].start if following < len(marks) else len(page.text)
    return passage(page.text, _cut(page, start, limit))


def _cut(page: Page, start: int, limit: int) -> list[Span]:
    """[start, limit) up to a line that closes answers, without lines that only say where a problem is from."""
    index = page.block_at(start)
    end = start
    for block in page.blocks[index:]:
        if block.start >= limit:
            break
        line = page.text[max(start, block.start) : block.end][:80]
        if block.start >= start and ends_answer(line):
            break
        if line.startswith("Source:") and end == start:
            start = end = block.end
            continue
        end = min(block.end, limit)
    return [(start, end)]


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _is_item(page: Page, position: int) -> bool:
    index = page.block_at(position)
    return index < len(page.blocks) and page.blocks[index].kind is BlockKind.LIST_ITEM
