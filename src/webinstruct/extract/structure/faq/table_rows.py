"""Tables that ask in one column and answer in the next, or in one row and answer in the row below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Sighting, passage
from webinstruct.extract.structure.asking import is_question
from webinstruct.extract.structure.page import Page

__all__ = ["table_rows"]

_ENDS_CELL = re.compile(r"[?？؟][\"'”»)]?(?: \||\n)")
_BETWEEN = r"""[\s_.…"'”»)\]*]|&(?:nbsp|quot|raquo|rdquo|#\d{2,4});|</?[a-zA-Z][^<>]{0,99}>"""
_CLOSES = rf"(?:{_BETWEEN}){{0,9}}?</?[tT](?:[dhrDHR]|able)\b"
_ENDS_SOURCE = {mark: re.compile(re.escape(mark) + _CLOSES) for mark in "?？؟"}
"""A question at the end of a cell in the source; a look at that is much quicker than one at the cells."""
_FEWEST = 2
_MOST_CELLS = 6
_CELLS = frozenset({"td", "th"})


def table_rows(page: Page) -> Sighting:
    """The rows whose cell asks and whose next cell answers, or single cells that take turns.

    Nothing where fewer than half of a page's such rows ask.
    """
    if len(_ENDS_CELL.findall(page.text)) < _FEWEST or _asking_cells(page.html) < _FEWEST:
        return Sighting()
    rows = [_cells(page, row) for row in page.nodes("tr")]
    beside = _fitting(page, [row for row in rows if 1 < len(row) <= _MOST_CELLS])
    if beside:
        return Sighting(beside)
    below = [row[0] for row in rows if len(row) == 1]
    turns = list(zip(below[::2], below[1::2], strict=False))
    shifted = list(zip(below[1::2], below[2::2], strict=False))
    return Sighting(_fitting(page, turns) or _fitting(page, shifted))


def _asking_cells(html: str) -> int:
    return sum(len(ends.findall(html)) for mark, ends in _ENDS_SOURCE.items() if mark in html)


def _cells(page: Page, row: LexborNode) -> Sequence[Span]:
    """The cells of a row that say something; a row that holds a table has none."""
    spans = [page.span(cell) for cell in row.iter() if cell.tag in _CELLS]
    if row.css_first("table") is not None:
        return []
    return [span for span in spans if span is not None]


def _fitting(page: Page, rows: Sequence[Sequence[Span]]) -> list[Found]:
    """The pairs of rows in which one cell asks and the next does not, if they are most of the rows."""
    pairs = [pair for pair in (_pair(page, row) for row in rows) if pair is not None]
    answers = {pair.answer.text(page.text) for pair in pairs}
    fits = len(pairs) >= _FEWEST and 2 * len(pairs) >= len(rows) and 2 * len(answers) > len(pairs)
    return pairs if fits else []


def _pair(page: Page, cells: Iterable[Span]) -> Found | None:
    for asked, told in pairwise(cells):
        if _asks(page, asked) and not _asks(page, told):
            return Found(passage(page.text, [asked]), passage(page.text, [told]))
    return None


def _asks(page: Page, cell: Span) -> bool:
    return is_question(page.text[slice(*cell)].strip())
