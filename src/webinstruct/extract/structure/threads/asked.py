"""What a page of unknown mark-up asks: its title, and what stands between that and the first answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.asking import asks
from webinstruct.extract.structure.chrome import is_chrome
from webinstruct.extract.structure.dom import spans_without
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.dates import tells_when
from webinstruct.extract.structure.threads.engine import DROPPED
from webinstruct.extract.structure.threads.reading.titles import named_title_span, title_span, trimmed_title
from webinstruct.extract.structure.threads.words import announces_answers, heads_question

__all__ = ["question_below", "title_above", "title_in"]

_HEADINGS = "h1, h2, [class*=title i], h3"
_PIECES = re.compile(r"\s+[-–—|:·•»«]+\s+|\s*[|｜_]\s*|:: ")
_SHORTEST = 8
_LONGEST = 300
_MOST_HEADINGS = 100
_TAG = 40  # characters of a line that is a tag, a name or a button when all of it is a link
_REMARKS = f"{DROPPED}, [class*=comment-list i], [class*=comments i], li[class*=comment i], [class*=quote i]"
_SENTENCE = re.compile(r"[.!?。！？؟:;`$]\W{0,3}$|.{70}|[\u3040-\u9fff]{12}")
_HEADING = 80  # characters of a heading that can stand above answers
_MARKS = " #*-•·|,"
_LINE = re.compile(r"[^\n]+")
_UNHEADED = ("h1", "[class*=title i]", "h2")


def title_in(page: Page) -> Span | None:
    """Where the title stands: the heading that the page's own title repeats, else its first heading."""
    return _named_heading(page) or title_span(page, _UNHEADED) or _repeated(page)


def title_above(page: Page, before: int) -> Span | None:
    """The heading or, where there is none, the last line before a position that the page's own title repeats.

    That line goes before a heading that is only the end of the title: it is the site's name.
    """
    heading, line = _named_heading(page), named_title_span(page, before)
    if heading is None or line is None or heading[1] > line[0]:
        return heading or line
    own = _flat(page.title)
    is_site = own.startswith(_flat(page.text[slice(*line)])) and own.endswith(
        _flat(page.text[slice(*heading)])
    )
    return line if is_site and not own.startswith(_flat(page.text[slice(*heading)])) else heading


def question_below(page: Page, title: Span, end: int) -> Passage:
    """What stands between the title and `end` without bylines, dates, tags and what heads the answers.

    Below a title that asks, names and counts without any sentence are nobody's question.
    """
    linked = {
        span for span in map(page.span, page.nodes("a")) if span is not None and title[1] <= span[0] < end
    }
    remarks = (
        span for span in map(page.span, page.nodes(_REMARKS)) if span is not None and span[0] >= title[1]
    )
    runs = spans_without((title[1], end), remarks)
    kept = (run for start, stop in runs for run in _kept(page.text, start, stop, linked))
    asked = passage(page.text, _without_last_heading(page.text, kept))
    says = any(_SENTENCE.search(line) for line in asked.text(page.text).splitlines())
    return asked if says or not asks(page.text[slice(*title)]) else Passage()


def _named_heading(page: Page) -> Span | None:
    """The longest heading that the page's own title repeats."""
    own = _flat(page.title)
    best: Span | None = None
    for span in map(page.span, page.nodes(_HEADINGS)[:_MOST_HEADINGS]):
        if span is None or not _SHORTEST <= span[1] - span[0] <= _LONGEST or (best and _longer(best, span)):
            continue
        if _flat(page.text[slice(*span)]) in own:
            best = span
    return trimmed_title(page.text, best) if best else None


def _kept(text: str, start: int, end: int, linked: set[Span]) -> Iterator[Span]:
    """The runs of lines in [start, end) that are the asker's."""
    begin = start
    for line in _LINE.finditer(text, start, end):
        if _is_beside(text, line.start(), line[0], linked):
            yield begin, line.start()
            begin = line.end()
    yield begin, end


def _is_beside(text: str, start: int, line: str, linked: set[Span]) -> bool:
    """Whether a line is a tag, a byline, a heading or a control, and no part of a question."""
    words = line.strip(_MARKS)
    first = text.find(words, start)
    is_tag = 0 < len(words) <= _TAG and (first, first + len(words)) in linked
    return is_tag or tells_when(words) or is_chrome(words) or announces_answers(words) or heads_question(line)


def _without_last_heading(text: str, runs: Iterable[Span]) -> Iterator[Span]:
    """`runs` without headings that nothing follows."""
    kept = [run for run in runs if text[slice(*run)].strip()]
    while kept:
        start, end = kept.pop()
        before, _, last = text[start:end].rstrip().rpartition("\n")
        if not last.lstrip().startswith("#") or len(last) > _HEADING:
            kept.append((start, end))
            break
        if before.strip():
            kept.append((start, start + len(before)))
    yield from kept


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
