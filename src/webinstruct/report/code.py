"""Code in a text: the blocks between fences, as Markdown writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from webinstruct.core.spans import Span

__all__ = ["Run", "code_runs", "code_spans"]

_FENCE = re.compile(r"^[ \t]{0,3}(`{3,}|~{3,})([^\n]*)\n?", re.MULTILINE)


class Run(NamedTuple):
    """The characters [start, end) of a text, all of them code or none."""

    start: int
    end: int
    is_code: bool


def code_spans(text: str) -> list[Span]:
    r"""The fenced blocks of `text` with their fences; one that is not closed goes to the end.

    >>> code_spans("Try\n```\nls\n```\nthen ```rm``` and\n~~~ sh\n```\n")
    [(4, 15), (33, 44)]
    """
    spans: list[Span] = []
    start, sign = 0, ""
    for fence in _FENCE.finditer(text):
        marks, rest = fence.groups()
        if not sign:
            if "`" not in rest:
                start, sign = fence.start(), marks
        elif marks.startswith(sign) and not rest.strip():
            spans.append((start, fence.end()))
            sign = ""
    return [*spans, (start, len(text))] if sign else spans


def code_runs(spans: Sequence[Span], start: int, end: int) -> Iterator[Run]:
    """[start, end) cut where code begins and ends; `spans` are in order and do not overlap.

    >>> [tuple(run) for run in code_runs([(2, 4), (6, 9)], 3, 8)]
    [(3, 4, True), (4, 6, False), (6, 8, True)]
    """
    place = start
    for first, last in spans:
        first, last = max(first, place), min(last, end)
        if first >= last:
            continue
        if first > place:
            yield Run(place, first, False)
        yield Run(first, last, True)
        place = last
    if place < end:
        yield Run(place, end, False)
