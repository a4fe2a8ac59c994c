"""The title of a page of unknown mark-up, and what asks between it and the first answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.chrome import is_chrome
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.dates import tells_when
from webinstruct.extract.structure.threads.known import title_span
from webinstruct.extract.structure.threads.words import announces_answers

__all__ = ["question_below", "title_in"]

_HEADINGS = "h1, h2, [class*=title i], h3"
_PIECES = re.compile(r"\s+[-–—|:·•»«]+\s+|\s*[|｜_]\s*|:: ")
_SHORTEST = 8
_LONGEST = 300
_MOST_HEADINGS = 100
_TAG = 40  # characters of a line that is a tag, a name or a button when all of it is a link
_LINE = re.compile(r"[^\n]+")
_UNHEADED = ("h1", "[class*=title i]", "h2")


def title_in(page: Page) -> Span | None:
    """Where the title stands: the heading that the page's own title repeats, else its first heading."""
    own = _flat(page.title)
    best: Span | None = None
    for span in map(page.span, page.nodes(_HEADINGS)[:_MOST_HEADINGS]):
        if span is None or not _SHORTEST <= span[1] - span[0] <= _LONGEST or (best and _longer(best, span)):
            continue
        if _flat(page.text[slice(*span)]) in own:
            best = span
    return best or title_span(page, _UNHEADED) or _repeated(page)


def question_below(page: Page, title: Span, end: int) -> Passage:
    """What stands between the title and `end` without bylines, dates, tags and what heads the answers."""
    linked = {span for span in map(page.span, page.nodes("a")) if span is not None and title[1] <= span[0] < end}
    kept = list(_kept(page.text, title[1], end, linked))
    while kept and page.text.startswith("#", kept[-1][0]):
        kept.pop()
    return passage(page.text, kept)


def _kept(text: str, start: int, end: int, linked: set[Span]) -> Iterator[Span]:
    for line in _LINE.finditer(text, start, end):
        words = line[0].strip(" #*-•·|,")
        first = text.find(words, line.start()) if words else line.start()
        is_tag = len(words) <= _TAG and (first, first + len(words)) in linked
        if words and not (is_tag or tells_when(words) or is_chrome(words) or announces_answers(words)):
            yield line.start(), line.end()


def _repeated(page: Page) -> Span | None:
    """Where a line repeats a piece of the page's title, in whatever element."""
    for piece in sorted(_PIECES.split(page.title), key=len, reverse=True)[:3]:
        start = page.text.find(piece.strip()) if len(piece.strip()) >= _SHORTEST else -1
        if start >= 0:
            return start, start + len(piece.strip())
    return None


def _longer(one: Span, other: Span) -> bool:
    """Whether `one` is at least as long as `other`."""
    return one[1] - one[0] >= other[1] - other[0]


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
