"""What the source says around a question, looked up as text before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from webinstruct.extract.structure.faq.lines import AskingLine
from webinstruct.extract.structure.faq.looks import TELLING
from webinstruct.extract.structure.page import Page

__all__ = ["enough_may_ask", "without_inner"]

_ENDED = ("?</", "? </", "？</", "؟</")
_FEWEST = 2
_FEWEST_UNTOLD = 3
_ENDS_WITH = 4
_BEGINS_WITH = 24
_BEFORE = 400
_MOST_PLACES = 12
_OPENING = re.compile(
    rf"{TELLING}|<(?:summary|dt)\b|role=|aria-(?:controls|expanded)|data-(?:bs-)?(?:toggle|target)",
    re.IGNORECASE,
)


def without_inner(page: Page, lines: Sequence[AskingLine]) -> Sequence[AskingLine]:
    """`lines` without those that go on behind a question where no element of the source ends with that question."""
    if not any(line.runs_on for line in lines):
        return lines
    html = page.html
    ended = [place + 1 for mark in _ENDED for place in _places(html, mark)]
    if len(ended) < _FEWEST:
        return [line for line in lines if not line.runs_on]
    tails = {html[end - _ENDS_WITH : end] for end in ended}
    return [line for line in lines if not line.runs_on or _tail(page.text, line) in tails]


def enough_may_ask(page: Page, lines: Sequence[AskingLine], announced: bool) -> bool:
    """Whether as many different lines ask as make a FAQ: two where the page or their elements speak of one."""
    asked = {page.text[line.start : line.end].casefold() for line in lines}
    if announced or not page.html or len(asked) >= _FEWEST_UNTOLD:
        return len(asked) >= _FEWEST
    return len(asked) == _FEWEST and all(_may_open(page, line) for line in lines)


def _tail(text: str, line: AskingLine) -> str:
    marked = re.search(r"[?？؟][^?？؟]*$", text[line.start : line.end])
    end = line.start + marked.start() + 1 if marked else line.end
    return text[end - _ENDS_WITH : end]


def _may_open(page: Page, line: AskingLine) -> bool:
    """Whether anything before the line in the source may open an answer; also where the line is not found there."""
    places = list(_places(page.html, page.text[line.start : min(line.end, line.start + _BEGINS_WITH)]))
    return not places or any(
        _OPENING.search(page.html, max(0, k - _BEFORE), k) for k in places[:_MOST_PLACES]
    )


def _places(html: str, words: str) -> Iterator[int]:
    position = html.find(words)
    while position >= 0:
        yield position
        position = html.find(words, position + 1)
