"""Talk pages and reference desks of wikis: every section is a thread, every post ends with a signature and its hour."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import asks
from webinstruct.extract.structure.chrome import without_chrome
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import Post
from webinstruct.extract.structure.threads.known import thread_of
from webinstruct.sources.page_text import BlockKind

__all__ = ["wiki_talk"]

_WIKI = ("mediawiki", "mw-parser-output", "mw-headline", "mw-body")
# The hour that four tildes leave behind: "12:00, 1 May 2012 (UTC)", with the order and words of the wiki's language.
_ZONE = r"\((?:UTC|CES?T|MES?Z|GMT|MSK|EES?T|WES?T|JST|KST|IST|CST|[+-]\d{1,2})\)"
_SIGNED = re.compile(
    rf"\d{{1,2}}[:.]\d\d[, ]{{1,2}}[^\n()]{{4,40}}? ?{_ZONE}"
    rf"|\d{{1,2}}\.? ?[^\W\d]{{3,12}}\.? (?:19|20)\d\d,? (?:\w{{1,5}} )?\d{{1,2}}[:.]\d\d {_ZONE}"
    rf"|(?:19|20)\d\d[年.][^\n]{{3,16}}\d{{1,2}}:\d\d {_ZONE}"
)
# The name before the hour: behind dashes, else behind the end of a sentence, with its links to talk in brackets.
_NAME = re.compile(
    r"(?:(?:^|\s|(?<=[^\w\s]))(?:[-–—―~]{1,3}|[·•→])\s*|(?:^|(?<=[.!?。！？)\]:;…\"”»]))\s*)"
    r"([^\n.!?。！？–—]{1,60}?)\s*(?:\s[([][^()\[\]\n]{1,40}[)\]]\s*){0,4}[,.]?\s*(?:le |am |el )?$"
)
_MOST_BEFORE = 160  # characters of a signature before its hour
_SHORTEST = 12


def wiki_talk(page: Page) -> Sighting | None:
    """The pairs of a wiki's talk page, one of each section; None where the page is none."""
    if not any(name in page.vocabulary for name in _WIKI):
        return None
    hours = [match.span() for match in _SIGNED.finditer(page.text)]
    if len(hours) < 2:
        return None
    sections = list(_sections(page))
    found = [pair for title, end in sections if (pair := _pair(page, title, end, hours)) is not None]
    return Sighting(
        found, f"sections of a talk page: {len(sections)}, signed posts: {len(hours)}", settles=True
    )


def _sections(page: Page) -> Iterator[tuple[Span, int]]:
    """Each heading with the position where its section ends."""
    heads = [(block.start, block.end) for block in page.blocks if block.kind is BlockKind.HEADING]
    yield from (
        (head, following[0]) for head, following in pairwise([*heads, (len(page.text), len(page.text))])
    )


def _pair(page: Page, title: Span, end: int, hours: Sequence[Span]) -> Found | None:
    inside = hours[bisect_left(hours, (title[1], 0)) : bisect_left(hours, (end, 0))]
    posts = list(_posts(page, title[1], end, inside))
    if len(posts) < 2 or not (asks(page.text[slice(*title)]) or asks(posts[0].body.text(page.text))):
        return None
    return thread_of(page, title, posts)


def _posts(page: Page, start: int, end: int, hours: Sequence[Span]) -> Iterator[Post]:
    """What stands before each hour in [start, end), without the signature."""
    for hour in hours:
        line = max(page.text.rfind("\n", start, hour[0]) + 1, start, hour[0] - _MOST_BEFORE)
        name = _NAME.search(page.text, line, hour[0])
        cut, author = (name.start(), name[1].strip()) if name else (hour[0], "")
        body = passage(page.text, without_chrome(page.text, [(start, max(cut, start))]))
        if sum(stop - begin for begin, stop in body.spans) >= _SHORTEST:
            yield Post(_without_marks(page.text, body), author, place=(start, hour[1]))
        start = hour[1]


def _without_marks(text: str, body: Passage) -> Passage:
    """`body` without the bullet of an indented reply at its beginning."""
    (start, end), *rest = body.spans
    marks = len(text[start:end]) - len(text[start:end].lstrip("-*•:>↳ \n"))
    return passage(text, [(start + marks, end), *rest])
