"""A page as a language model is shown it: numbered lines that it may point at, and marker lines that it may not.

Every line of the page stands behind its number and a bar, and a marker never does: whatever a page says, it can
neither fake a marker nor the end of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webinstruct.core.spans import Span
from webinstruct.extract.structure.page import Page

__all__ = ["Line", "NumberedPage", "numbered_page", "shown"]

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line; `number` counts from 1.

    `spans` are its characters in the page's text, in order. `shown` is one physical line. `mark` holds the marker
    lines that stand before it; `within` those that hold for it, to be said again where a view begins with it.
    """

    number: int
    spans: tuple[Span, ...]
    shown: str
    mark: str = ""
    within: str = ""
    post: int = -1


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """All lines of one page, with what they are lines of."""

    title: str
    url: str
    text: str
    lines: tuple[Line, ...]


def numbered_page(page: Page) -> NumberedPage:
    """The page in numbered lines; time linear in its size."""
    return NumberedPage(page.title, page.url, page.text, tuple(_lines(page)))


def _lines(page: Page) -> Iterator[Line]:
    number = 0
    for match in _LINE.finditer(page.text):
        if match[0].strip():
            number += 1
            yield Line(number, ((match.start(), match.end()),), match[0].rstrip())


def shown(lines: Sequence[Line]) -> str:
    r"""Consecutive lines as text for a prompt; markers that hold for the first are said again.

    >>> shown([Line(7, ((0, 3),), "Yes", "", "[post 2]"), Line(8, ((4, 6),), "No")])
    '[post 2]\n7| Yes\n8| No'
    """
    parts: list[str] = []
    for k, line in enumerate(lines):
        mark = line.mark if k else line.within
        if mark:
            parts.append(mark)
        parts.append(f"{line.number}| {line.shown}")
    return "\n".join(parts)
