"""The elements that hold one line alone, found from the line: a walk that enters only what holds a line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.structure.faq.lines import AskingLine, begins_line, ends_line
from webinstruct.extract.structure.page import Page

__all__ = ["holders_of", "is_whole_line"]

_MANY_LINES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary", "button"})
"""Elements that are one question even where it is broken into lines."""
_LONGEST = 300


def holders_of(page: Page, lines: Sequence[AskingLine]) -> Mapping[int, list[LexborNode]]:
    """By the number of each line, the elements that hold it and nothing else, from the outermost inwards."""
    if page.tree is None or page.tree.root is None or not lines:
        return {}
    ends = [line.end - 1 for line in lines]
    held: dict[int, list[LexborNode]] = {}
    stack: list[LexborNode] = [page.tree.root]
    while stack:
        child = stack.pop().first_child
        while child is not None:
            span = page.span(child) if child.is_element_node else None
            if span is not None:
                k = bisect_left(ends, span[0])
                if k < len(ends) and ends[k] < span[1]:
                    if span[1] - span[0] <= 2 * _LONGEST and _holds(page.text, child, span, lines, k):
                        held.setdefault(k, []).append(child)
                    stack.append(child)
            child = child.next
    return held


def is_whole_line(text: str, span: Span) -> bool:
    """Whether `span` is a whole line but for the marks and the number before it and the signs behind it."""
    begin = text.rfind("\n", 0, span[0]) + 1
    stop = text.find("\n", span[1])
    stop = len(text) if stop < 0 else stop
    return begins_line(text, begin) >= span[0] and ends_line(text, span[1], stop)


def _holds(text: str, node: LexborNode, span: Span, lines: Sequence[AskingLine], k: int) -> bool:
    """Whether the element at `span` holds line `k` alone."""
    line = lines[k]
    if span[1] > line.stop or (k + 1 < len(lines) and lines[k + 1].end <= span[1]):
        return False
    if not line.runs_on and not ends_line(text, max(span[1], line.end), line.stop):
        return False
    if span[0] >= line.begin:
        return span[0] <= line.start
    return (
        node.tag in _MANY_LINES
        and "\n\n" not in text[span[0] : line.begin]
        and line.end - span[0] <= _LONGEST
    )
