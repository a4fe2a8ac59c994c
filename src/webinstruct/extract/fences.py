"""Code that a slice cuts: an answer may be some lines of a block, and the block's fence stays outside.

Lines of code without their fence read as prose, and the first of them loses its indent. So a slice that begins or
ends inside a block gets a fence of its own, its lines moved left together; one that is all of a block is widened to
the block's fence and stays a slice of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from textwrap import dedent

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage

__all__ = ["Fence", "fences", "with_whole_code"]

_FENCE_LINE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code: [start, end) with its fence lines, [first, last) without; `mark` opens and closes it."""

    start: int
    first: int
    last: int
    end: int
    mark: str


def fences(text: str) -> list[Fence]:
    """The closed blocks of code in `text`, in order.

    >>> [(f.start, f.first, f.last, f.end) for f in fences("See\\n```\\nx = 1\\n```\\n")]
    [(4, 8, 13, 17)]
    """
    found: list[Fence] = []
    opened: re.Match[str] | None = None
    for match in _FENCE_LINE.finditer(text):
        if opened is None:
            opened = match
        elif match[1].startswith(opened[1]):
            first = min(opened.end() + 1, match.start())
            last = max(first, match.start() - 1)
            found.append(Fence(opened.start(), first, last, match.end(), opened[1]))
            opened = None
    return found


def with_whole_code(found: Found, text: str, blocks: Sequence[Fence]) -> Found:
    """`found` with the code that its slices cut made whole; what is then no slice of the text is `given` beside it."""
    if not blocks:
        return found
    others = tuple(_made_whole(other, text, blocks) for other in found.others)
    question, answer = (_made_whole(side, text, blocks) for side in (found.question, found.answer))
    return replace(found, question=question, answer=answer, others=others)


def _made_whole(passage: Passage, text: str, blocks: Sequence[Fence]) -> Passage:
    r"""A passage whose slices hold a block of code in full or not at all, or `shown` as if they did.

    >>> page = "Do\n```\ndef f():\n    if 1:\n        return 2\n```"
    >>> _made_whole(Passage(((20, 44),)), page, fences(page)).text(page)
    '```\nif 1:\n    return 2\n```'
    """
    spans = tuple(_widened(span, text, blocks) for span in passage.spans)
    cut = [block for block in blocks if any(_cuts(span, block) for span in spans)]
    if not cut:
        return passage if spans == passage.spans else replace(passage, spans=spans)
    pieces = (_piece(span, text, cut) for span in spans)
    return replace(passage, spans=spans, shown="\n\n".join(piece for piece in pieces if piece))


def _widened(span: Span, text: str, blocks: Iterable[Fence]) -> Span:
    """`span` with the indent of its first line of code, and with the fence of a block that it holds in full."""
    start, end = span
    for block in blocks:
        if block.first <= start < block.last:
            line = max(block.first, text.rfind("\n", 0, start) + 1)
            start = start if text[line:start].strip() else line
            if not text[block.first : start].strip() and not text[end : block.last].strip():
                start = block.start
        if start <= block.start and block.first < end < block.end and not text[end : block.last].strip():
            end = block.end
    return start, end


def _cuts(span: Span, block: Fence) -> bool:
    return block.start < span[0] < block.end or block.start < span[1] < block.end


def _piece(span: Span, text: str, cut: Iterable[Fence]) -> str:
    """The characters of `span` with a fence where it begins or ends inside a block."""
    start, end = span
    before = after = ""
    for block in cut:
        if block.start < start < block.end:
            lines = dedent(text[start : min(end, block.last)]).rstrip()
            before = f"{block.mark}\n{lines}\n{block.mark}" if lines.strip() else ""
            start = min(end, block.end)
        elif block.start < end < block.end:
            lines = text[block.first : end].rstrip()
            opening = text[block.start : block.first].rstrip()
            after = f"{opening}\n{lines}\n{block.mark}" if lines.strip() else ""
            end = block.start
    return f"{before}{text[start:end]}{after}".strip("\n")
