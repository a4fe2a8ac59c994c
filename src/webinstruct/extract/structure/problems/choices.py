"""Multiple choice whose right option the mark-up gives away: one of several options of the same kind is `correct`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, passage
from webinstruct.extract.structure.dom import classes_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.marks import Mark, MarkKind, start_of
from webinstruct.extract.structure.problems.passages import question_between

__all__ = ["marked_choices", "names_correct"]

_CORRECT = (
    "correct", "is-correct", "right", "correct-answer", "correctanswer", "correct_answer", "right-answer",
    "rightanswer", "right_answer", "answer-correct", "correct-option", "option-correct", "correct-choice",
)  # fmt: skip
_WRONG = frozenset(["incorrect", "wrong", "correct-number", "correctness"])
_OPTION_TAGS = frozenset(["li", "td", "tr", "label", "div", "p", "span", "dd"])
_FEWEST_OPTIONS = 2
_MOST_OPTIONS = 12
_MOST_BETWEEN = 40


def marked_choices(page: Page, marks: Sequence[Mark]) -> Iterator[Found]:
    """Each problem with the option that is marked as the right one."""
    nodes = page.nodes(", ".join(f'[class~="{name}"]' for name in _correct_names(page)))
    last = -1
    seen: set[int] = set()
    for node in nodes:
        if node.parent is None or node.parent.mem_id in seen:
            continue
        seen.add(node.parent.mem_id)
        options = _options(page, node)
        span = page.span(node)
        own = _problem_before(marks, options[0][0]) if options and span else None
        if own is None or own == last or span is None:
            continue
        asked = question_between(page, marks[own].end, options[-1][1])
        answer = passage(page.text, [span])
        if asked and answer.spans and asked[0][0] < options[0][0]:
            last = own
            yield Found(Passage(asked), answer)


def names_correct(page: Page) -> bool:
    """Whether a class says that something is correct; "right" alone may be a side of the page."""
    return "correct" in page.vocabulary and any("correct" in name.lower() for name in _correct_names(page))


def _correct_names(page: Page) -> Sequence[str]:
    return sorted(name for name in page.classes if name.lower() in _CORRECT)


def _options(page: Page, node: LexborNode) -> list[Span]:
    """The spans of the options beside `node`, itself among them; empty where it stands alone or all are marked."""
    if node.tag not in _OPTION_TAGS or _WRONG & set(classes_of(node)):
        return []
    spans: list[Span] = []
    others = 0
    for beside in _around(node):
        span = page.span(beside) if beside.tag == node.tag else None
        if span is not None:
            spans.append(span)
            others += not any(name.lower() in _CORRECT for name in classes_of(beside))
    return sorted(spans) if others and _FEWEST_OPTIONS <= len(spans) <= _MOST_OPTIONS else []


def _around(node: LexborNode) -> Iterator[LexborNode]:
    """`node` and at most `_MOST_BETWEEN` nodes on either side of it."""
    yield node
    before, after = node.prev, node.next
    for _ in range(_MOST_BETWEEN):
        if before is not None:
            yield before
            before = before.prev
        if after is not None:
            yield after
            after = after.next


def _problem_before(marks: Sequence[Mark], position: int) -> int | None:
    """The last mark above the options, past items, where it is a problem."""
    k = bisect_left(marks, position, key=start_of) - 1
    for _ in range(_MOST_BETWEEN):
        if k < 0 or marks[k].kind is not MarkKind.ITEM:
            break
        k -= 1
    return k if k >= 0 and marks[k].kind is MarkKind.PROBLEM else None
