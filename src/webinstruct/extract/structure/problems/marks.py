"""Where problems, solutions and what stands between them begin: labels and headings in reading order.

A problem begins at its label ("Problem 1.2", "4E2.", "Q3:"), a solution at its own ("Answer:", also behind the question
on one line). Hints, theorems and definitions are marked too, because a problem or a solution ends where they begin.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from webinstruct.extract.structure.asking import is_question, sets_task
from webinstruct.extract.structure.labels import Label, LabelKind
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.asides import asides
from webinstruct.sources.page_text import Block, BlockKind

__all__ = ["Mark", "MarkKind", "has_inline", "marks_of", "start_of", "with_solved_headings"]

_SHORTEST_TASK = 25
_FEWEST_SOLVED = 2
_MOST_BELOW = 40
_SHORT = ("Ans", "ANS", "Sol", "SOL")
_WORDS = (
    "Answer", "ANSWER", "Solution", "SOLUTION", "Antwort", "Lösung", "Respuesta", "Solución", "Réponse", "Resposta",
    "Risposta", "Soluzione", "Ответ", "Решение", "答案", "解答",
)  # fmt: skip
_INLINE = re.compile(
    r"(?:(?P<short>Ans|ANS|Soln?|SOLN?)(?:\s*[:：]\s*-?|\.\s*[-:]?)"
    rf"|(?:{'|'.join(_WORDS)})\s*[:：]\s*-?)\s*(?=\S)"
)
_MAY_STAND_BEFORE = {True: frozenset(" \t.?!)]|:;,(["), False: frozenset(".?!)]|:;(。？！）")}


class MarkKind(StrEnum):
    """What begins at a mark."""

    HEADING = "heading"
    PROBLEM = "problem"
    ITEM = "item"
    SOLUTION = "solution"
    HINT = "hint"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Mark:
    """A label or heading [start, end); `depth` is a heading's level, 7 and more for a line that is none.

    `limit` is where the element ends that holds the problem or solution, None where none does. `is_open`: the element
    holds the question alone, its options stand beside it.
    """

    kind: MarkKind
    start: int
    end: int
    depth: float
    number: str = ""
    by_letter: bool = False
    """The label is that of a line such as "Q:" or "A:"."""
    alone: bool = False
    limit: int | None = None
    is_open: bool = False


def marks_of(page: Page) -> list[Mark]:
    """Headings and labels in reading order; a label wins over the heading it stands in."""
    by_line: dict[int, Mark] = {}
    for block in page.blocks:
        if block.kind is BlockKind.HEADING:
            start = page.text.rfind("\n", 0, block.start) + 1
            by_line[start] = _heading(page, block)
    for aside in asides(page.text):
        heading = by_line.get(aside.start)
        kind = MarkKind.HINT if aside.is_hint else MarkKind.STATEMENT
        by_line[aside.start] = Mark(
            kind,
            aside.start,
            aside.end,
            heading.depth if heading else 7,
            aside.number,
            alone=heading is not None,
        )
    for label in page.labels:
        heading = by_line.get(label.start)
        depth = heading.depth if heading else 7 + label.number.count(".") / 10
        by_letter = label.kind in (LabelKind.QUESTION, LabelKind.ANSWER)
        kind = _kind(page, label, heading)
        if kind is MarkKind.ITEM:
            depth = 7 + (label.end - label.start - len(page.text[label.start : label.end].lstrip())) / 20
        by_line[label.start] = Mark(kind, label.start, label.end, depth, label.number, by_letter, label.alone)
    marks = [by_line[start] for start in sorted(by_line)]
    return _with_parts(_with_inline(page, marks))


def has_inline(page: Page) -> bool:
    """Whether solutions may follow their problems on the line."""
    return len(page.labels) > 0 and any(True for _ in _inline_labels(page))


def start_of(mark: Mark) -> int:
    """Where a mark begins; the key that marks are sorted by."""
    return mark.start


def _heading(page: Page, block: Block) -> Mark:
    """A heading; one that asks, or the page's own one where it sets a task, begins a problem and is the first line."""
    text = page.text[block.start : block.end]
    if is_question(text) or (block.level == 1 and len(text) >= _SHORTEST_TASK and sets_task(text)):
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


def _with_inline(page: Page, marks: Sequence[Mark]) -> list[Mark]:
    """`marks` with the solution labels that stand behind a problem on its line."""
    inline = list(_inline(page, marks))
    return sorted([*marks, *inline], key=start_of) if inline else list(marks)


def _inline(page: Page, marks: Sequence[Mark]) -> Iterator[Mark]:
    for match in _inline_labels(page):
        before = bisect_right(marks, match.start(), key=start_of) - 1
        if before < 0 or marks[before].kind not in (MarkKind.PROBLEM, MarkKind.ITEM):
            continue
        line = page.text.rfind("\n", 0, match.start()) + 1
        index = page.block_at(match.start())
        is_code = index < len(page.blocks) and page.blocks[index].kind is BlockKind.CODE
        if (
            marks[before].end < match.start()
            and page.text[line : match.start()].strip(" #*>-")
            and not is_code
        ):
            yield Mark(MarkKind.SOLUTION, match.start(), match.end(), 7)


def _inline_labels(page: Page) -> Iterator[re.Match[str]]:
    """Labels that stand behind the end of a sentence, the short ones behind any word."""
    if not any(word in page.text for word in (*_SHORT, *_WORDS)):
        return
    for match in _INLINE.finditer(page.text):
        before = page.text[max(0, match.start() - 2) : match.start()]
        is_short = match["short"] is not None
        if before and (before if is_short else before.rstrip(" "))[-1:] in _MAY_STAND_BEFORE[is_short]:
            yield match


def _with_parts(marks: list[Mark]) -> list[Mark]:
    """List items with a solution each are parts of the problem above them; others, such as options, stay items."""
    expected = ""
    following = _next_unsolving(marks)
    for k, mark in enumerate(marks):
        if mark.kind is not MarkKind.ITEM:
            continue
        solved = k + 1 < len(marks) and marks[k + 1].kind is MarkKind.SOLUTION and not marks[k + 1].number
        if mark.number == expected or (
            solved and (_solved_next(marks, following[k]) or _solved_before(marks, k))
        ):
            marks[k] = replace(mark, kind=MarkKind.PROBLEM, depth=mark.depth + 1)
            expected = str(int(mark.number) + 1) if mark.number.isdigit() else ""
    return marks


def _next_unsolving(marks: Sequence[Mark]) -> list[int]:
    """For each mark the next one that is no solution; their number where none follows."""
    found, following = [0] * len(marks), len(marks)
    for k in range(len(marks) - 1, -1, -1):
        found[k] = following
        if marks[k].kind is not MarkKind.SOLUTION:
            following = k
    return found


def _solved_next(marks: Sequence[Mark], following: int) -> bool:
    return (
        following < len(marks) and marks[following].kind is MarkKind.ITEM and marks[following].number != "1"
    )


def _solved_before(marks: Sequence[Mark], k: int) -> bool:
    return k >= 2 and marks[k - 1].kind is MarkKind.SOLUTION and marks[k - 2].depth > marks[k].depth


def with_solved_headings(marks: Sequence[Mark]) -> list[Mark]:
    """Numbered headings as problems, where a labelled solution follows several of them: "3. Cows", "Solution:"."""
    solved = [k for k in range(len(marks)) if _is_numbered_heading(marks[k]) and _has_solution(marks, k)]
    depths = {marks[k].depth for k in solved}
    if len(solved) < _FEWEST_SOLVED:
        return list(marks)
    return [
        replace(mark, kind=MarkKind.PROBLEM) if _is_numbered_heading(mark) and mark.depth in depths else mark
        for mark in marks
    ]


def _is_numbered_heading(mark: Mark) -> bool:
    return mark.kind is MarkKind.HEADING and mark.number != ""


def _has_solution(marks: Sequence[Mark], k: int) -> bool:
    """Whether the first mark below the heading that is neither a deeper heading nor an item is a labelled solution."""
    for mark in marks[k + 1 : k + _MOST_BELOW]:
        if mark.kind is MarkKind.SOLUTION:
            return mark.end > mark.start
        if mark.kind is not MarkKind.ITEM and (
            mark.kind is not MarkKind.HEADING or mark.depth <= marks[k].depth
        ):
            return False
    return False
