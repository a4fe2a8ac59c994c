"""Where problems begin and what belongs to each: labels and headings in reading order, stems shared by parts.

A problem begins at its label ("Problem 1.2", "4E2.", "Q3:"). What stands between a problem's label and its first part
is the stem; it belongs to every part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.asking import is_question
from webinstruct.extract.structure.chrome import between_chrome
from webinstruct.extract.structure.labels import Label, LabelKind, ends_answer
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import Block, BlockKind

__all__ = ["Mark", "MarkKind", "asked_before", "end_of_scope", "marks_of", "passage_between"]

_LONGEST_STEM = 6000
_MOST_PARTS = 200
_LONGEST_PROBLEM = 12000
_SOURCE = "Source:"


class MarkKind(StrEnum):
    """What begins at a mark."""

    HEADING = "heading"
    PROBLEM = "problem"
    ITEM = "item"
    SOLUTION = "solution"


@dataclass(frozen=True, slots=True)
class Mark:
    """A label or heading [start, end); `depth` is a heading's level, 7 and more for a line that is none."""

    kind: MarkKind
    start: int
    end: int
    depth: float
    number: str = ""
    by_letter: bool = False
    """The label is that of a line such as "Q:" or "A:"."""


def marks_of(page: Page) -> list[Mark]:
    """Headings, problem labels and solution labels in reading order; a label wins over the heading it stands in."""
    by_line: dict[int, Mark] = {}
    for block in page.blocks:
        if block.kind is BlockKind.HEADING:
            start = page.text.rfind("\n", 0, block.start) + 1
            by_line[start] = _heading(page, block)
    for label in page.labels:
        heading = by_line.get(label.start)
        depth = heading.depth if heading else 7 + label.number.count(".") / 10
        by_letter = label.kind in (LabelKind.QUESTION, LabelKind.ANSWER)
        kind = _kind(page, label, heading)
        by_line[label.start] = Mark(kind, label.start, label.end, depth, label.number, by_letter)
    return _with_parts([by_line[start] for start in sorted(by_line)])


def end_of_scope(page: Page, start: int, end: int) -> int:
    """Where the smallest element ends that holds [start, end) and more behind it; the text's end where none does."""
    scope = page.around(start, end + 1)
    return scope[1] if page.text[end : scope[1]].strip() else len(page.text)


def asked_before(
    page: Page, marks: Sequence[Mark], k: int, until: int, headed: bool = False
) -> tuple[Span, ...]:
    """The problem that ends at `until`, with its stem; empty where no problem begins before it.

    The first `k` marks stand before `until`. `headed` allows a heading without a label to begin a problem.
    """
    own = k - 1
    while own >= 0 and marks[own].kind is MarkKind.ITEM:
        own -= 1
    if (
        own < 0
        or marks[own].kind is MarkKind.SOLUTION
        or (marks[own].kind is MarkKind.HEADING and not headed)
    ):
        return ()
    part = passage_between(page, marks[own].end, until).spans
    if not part or sum(end - start for start, end in part) > _LONGEST_PROBLEM:
        return ()
    return part if marks[own].kind is MarkKind.HEADING else (*_stem(page, marks, own), *part)


def passage_between(page: Page, start: int, limit: int) -> Passage:
    """[start, limit) up to a line that closes answers, without a first line that only says where a problem is from."""
    end = start
    for block in page.blocks[page.block_at(start) :]:
        if block.start >= limit:
            break
        line = page.text[max(start, block.start) : block.end][:80]
        if block.start >= start and ends_answer(line):
            break
        if line.startswith(_SOURCE) and not page.text[start : block.start].strip():
            start = end = block.end
            continue
        end = min(block.end, limit)
    return passage(page.text, [between_chrome(page.text, (start, end))])


def _heading(page: Page, block: Block) -> Mark:
    """A heading; one that asks begins a problem and is the first line of it."""
    if is_question(page.text[block.start : block.end]):
        return Mark(MarkKind.PROBLEM, block.start, block.start, block.level)
    return Mark(MarkKind.HEADING, block.start, block.end, block.level)


def _kind(page: Page, label: Label, heading: Mark | None) -> MarkKind:
    if label.kind in (LabelKind.SOLUTION, LabelKind.ANSWER):
        return MarkKind.SOLUTION
    if label.kind is LabelKind.NUMBER and heading is not None and not label.alone:
        return MarkKind.HEADING
    if label.kind is LabelKind.NUMBER:
        index = page.block_at(label.end)
        if index < len(page.blocks) and page.blocks[index].kind is BlockKind.LIST_ITEM:
            return MarkKind.ITEM
    return MarkKind.PROBLEM


def _with_parts(marks: list[Mark]) -> list[Mark]:
    """List items with a solution each are parts of the problem above them; others, such as options, stay items."""
    expected = ""
    for k, mark in enumerate(marks):
        if mark.kind is not MarkKind.ITEM:
            continue
        solved = k + 1 < len(marks) and marks[k + 1].kind is MarkKind.SOLUTION and not marks[k + 1].number
        if mark.number == expected or (solved and (_solved_next(marks, k) or _solved_before(marks, k))):
            marks[k] = replace(mark, kind=MarkKind.PROBLEM, depth=mark.depth + 1)
            expected = str(int(mark.number) + 1) if mark.number.isdigit() else ""
    return marks


def _solved_next(marks: Sequence[Mark], k: int) -> bool:
    following = next((mark for mark in marks[k + 1 :] if mark.kind is not MarkKind.SOLUTION), None)
    return following is not None and following.kind is MarkKind.ITEM and following.number != "1"


def _solved_before(marks: Sequence[Mark], k: int) -> bool:
    return k >= 2 and marks[k - 1].kind is MarkKind.SOLUTION and marks[k - 2].depth > marks[k].depth


def _stem(page: Page, marks: Sequence[Mark], own: int) -> tuple[Span, ...]:
    """What the nearest problem of higher rank says before its first part."""
    for k in range(own - 1, max(own - _MOST_PARTS, -1), -1):
        mark = marks[k]
        if mark.kind in (MarkKind.PROBLEM, MarkKind.HEADING) and mark.depth < marks[own].depth:
            if mark.kind is MarkKind.HEADING:
                return ()
            spans = passage_between(page, mark.end, marks[k + 1].start).spans
            return spans if sum(end - start for start, end in spans) <= _LONGEST_STEM else ()
    return ()
