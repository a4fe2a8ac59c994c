"""What a thread is called, and on which of its pages we are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.structure.dom import words_of
from webinstruct.extract.structure.page import Page

__all__ = ["is_later_page", "is_subject", "named_title_span", "title_span", "trimmed_title"]

_SOLVED = (
    r"solved|closed|gelöst|erledigt|résolu|resuelto|solucionado|resolvido|risolto|opgelost|rozwiązan[eyo]|решено|"
    r"çözüldü|已解决"
)
_TITLE_BEFORE = re.compile(
    rf"^(?:\W*(?:thread|topic|author topic|re|aw|question|subject|thema|sujet|tema|discussion|título|тема|主题|موضوع)"
    rf"\s*[:：]\s*|\W*[\[(]\s?(?:{_SOLVED})\s?[\])]\s*[:-]?\s*|(?:{_SOLVED})\s*[:-]\s+)+",
    re.IGNORECASE,
)
_TITLE_AFTER = re.compile(
    rf"(?:\s*(?:[\[(]\s?(?:{_SOLVED}|duplicate|on hold|locked|moved)\s?[\])]|[-–]\s?(?:solved|gelöst|résolu)|#\d+|"
    r"\((?:read|gelesen|lu|leído|lida|letto|gelezen|przeczytany|прочитано|okunma|просмотров)[^()\d]{0,12}"
    r"[\d.,]+[^()]{0,12}\)))+\s*$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s+[-–—|•·:]+\s+|\s*(?:::|»|›|\|)\s*")
_REPLY_TO = re.compile(r"(?:(?:re|aw|sv|antw|ответ|回复)\s?(?:\[\d+\])?\s?[:：]\s*)+", re.IGNORECASE)
_SHORTEST, _LONGEST = 8, 300
_FEW = 3
_LABELS = ".label, .prefix, .ipsBadge, .badge, .labelList, .label-append, .topic_prefix, .threadprefix"

_PAGE_WORD = (
    r"(?:page|seite|página|pagina|strona|страница|стр\.?|сторінка|sayfa|sida|side|صفحه|صفحة|halaman|trang)"
)
_OF = r"(?:of|von|sur|de|di|van|av|af|z|из|od|out of|از|/)"
_PAGE_IN_TITLE = re.compile(
    rf"(?:^|[-–—|•»·,(\[/:]\s*){_PAGE_WORD}\s*[:#]?\s*(\d{{1,4}})(?=\s*(?:$|[-–—|•»·,)\]/:]|{_OF}\b))|"
    r"第\s*(\d{1,4})\s*页",
    re.IGNORECASE,
)
# Numbers of pages, counted from one.
_PAGE_IN_URL = re.compile(
    r"(?:[?&/;-]page(?:no)?[=/-]?|/p|[?&;]pg=|viewtopic\.php\?id=\d{1,9}&p=|/discussion/[^?]{1,200}[?&]p=|"
    r"/thread-\d{1,9}-(?=\d{1,4}-\d))(\d{1,4})(?=$|[-&/#?.;])",
    re.IGNORECASE,
)
# How many posts are passed over, counted from nought.
_START_IN_URL = re.compile(
    r"(?:[?&;/](?:start|st|limitstart|offset)[=,]|[?&;/]topic[=,]\d{1,9}\.|num=\d{5,12}/|page__st__|"
    r"(?:topic|forum|about|post|viewtopic|-t)[\w-]{0,80}?\d{1,9}-(?=\d{0,3}[05]\.html))(\d{1,5})(?=$|[&/#?.;])",
    re.IGNORECASE,
)
# The number of a post in the thread, for which the page shows it and those near it.
_FLOOR_IN_URL = re.compile(
    r"(?:/t/[^/?#]{1,200}/\d{1,9}|/d/\d{1,9}[^/?#]{0,200}|/topic/\d{1,9}/[^/?#]{1,200})/(\d{1,5})(?=$|[?#])"
)
_FIRST_FLOORS = 20
_CURRENT = (
    ".pagination:not(.pagination_breadcrumb) .pagination_current, .pageNav-page--current, .PageNav .currentPage, "
    ".pagination li.active, .pagination strong, .pagination .current, .pagination span.selected, .current_page, "
    ".pagelinks strong, .pg strong, .ipsPagination_active, .bbp-pagination-links .current, .pagelink strong, "
    ".pager-current, .pager__item.is-active, .pageNavigation .active, .pagecurrent, .pages strong, "
    ".wpf-navi .wpf-active"
)
_PAGERS = ".pagination, .pagenav, .PageNav, .pageNavHeader, .vbmenu_control, .nav, .gensmall, .page-number, .pagelink"
_ONE_PAGE = re.compile(r"(?:current )?(?:page)?\W{0,3}(\d{1,4})\W{0,3}(?:\(current\))?", re.IGNORECASE)
_PAGE_OF = re.compile(rf"{_PAGE_WORD}\s*(\d{{1,4}})\s*{_OF}\s*\d{{1,4}}\b", re.IGNORECASE)
_LINE = re.compile(r"[^\n]+")
_MOST_PAGERS = 40
_PAGER_CHARS = 200


def is_later_page(page: Page) -> bool:
    """Whether a page continues a thread, so that its first post is not the question."""
    number = _PAGE_IN_TITLE.search(page.title) or _PAGE_IN_URL.search(page.url)
    if number is not None and int(number[1] or number[2]) > 1:
        return True
    start, floor = _START_IN_URL.search(page.url), _FLOOR_IN_URL.search(page.url)
    if (start is not None and int(start[1]) > 0) or (floor is not None and int(floor[1]) > _FIRST_FLOORS):
        return True
    return _number_of_page(page) > 1


def title_span(page: Page, selectors: Sequence[str], shortest: int = _SHORTEST) -> Span | None:
    """Where the thread's title stands, without "Thread:" before and "[solved]" after it.

    The page calls itself by its thread, so an element that says what the <title> says goes before one that does not.
    """
    spans = list(_titles(page, selectors, shortest))
    named = " ".join(page.title.lower().split())
    told = (span for span in spans if " ".join(page.text[slice(*span)].lower().split()) in named)
    return next(told, spans[0] if spans else None)


def named_title_span(page: Page, before: int) -> Span | None:
    """The last line before position `before` that is one part of the <title>, where no element is known to hold it."""
    best: Span | None = None
    for part in _PARTS.split(page.title):
        start = page.text.rfind(part, 0, before) if _SHORTEST <= len(part) <= _LONGEST else -1
        if start >= 0 and (best is None or start > best[0]) and _is_line(page.text, start, start + len(part)):
            best = (start, start + len(part))
    return trimmed_title(page.text, best) if best else None


def is_subject(line: str, title: str) -> bool:
    """Whether a line repeats a part of the page's title, as the heads of replies do, and says no more.

    >>> is_subject("Re: Lost keys", "Lost keys - Board"), is_subject("Re: Lost", "Keys"), is_subject("", "Keys")
    (True, False, False)
    """
    words = _REPLY_TO.sub("", line.strip(), count=1).strip().casefold()
    return bool(words) and words in map(str.strip, _PARTS.split(title.casefold()))


def trimmed_title(text: str, span: Span) -> Span:
    """A title's span without what the forum puts around it.

    >>> text = "Topic: [SOLVED] Solved exercises  (Read 12 times)"
    >>> text[slice(*trimmed_title(text, (0, len(text))))]
    'Solved exercises'
    """
    title = text[slice(*span)]
    before = _TITLE_BEFORE.match(title)
    after = _TITLE_AFTER.search(title)
    start = span[0] + (before.end() if before else 0)
    end = span[0] + after.start() if after else span[1]
    return (start, end) if start < end else span


def _titles(page: Page, selectors: Sequence[str], shortest: int) -> Iterator[Span]:
    for selector in selectors:
        for node in page.nodes(selector)[:_FEW]:
            span = page.span(node)
            if span is not None and span[1] - span[0] <= 2 * _LONGEST:
                line = _title_line(page, _without_labels(page, node, span))
                trimmed = trimmed_title(page.text, line)
                if shortest <= trimmed[1] - trimmed[0] <= _LONGEST:
                    yield trimmed


def _without_labels(page: Page, node: LexborNode, span: Span) -> Span:
    """`span` without the labels ("Solved", "Question") at its edges."""
    start, end = span
    for label in map(page.span, node.css(_LABELS)):
        if label is not None and label != span:
            start = label[1] if not page.text[start : label[0]].strip() else start
            end = label[0] if not page.text[label[1] : end].strip() else end
    title = page.text[start:end]
    if not title.strip():
        return span
    return start + len(title) - len(title.lstrip()), end - len(title) + len(title.rstrip())


def _title_line(page: Page, span: Span) -> Span:
    """The longest line; the first where only that repeats the page's title, for a heading may go on to ask."""
    lines = [(match.start(), match.end()) for match in _LINE.finditer(page.text, *span)]
    longest = max(lines, key=lambda line: line[1] - line[0], default=span)
    is_first = len(lines) > 1 and _is_told(page, lines[0]) and not _is_told(page, longest)
    return lines[0] if is_first else longest


def _is_told(page: Page, line: Span) -> bool:
    words = page.text[slice(*line)].strip().lower()
    return len(words) >= _SHORTEST and words in page.title.lower()


def _is_line(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start] in ("", "\n", " ") and text[end : end + 1] in ("", "\n")


def _number_of_page(page: Page) -> int:
    """The number of the page as its own links to other pages say; 1 where they do not."""
    marked = page.tree.css_first(_CURRENT) if page.tree is not None else None
    number = _ONE_PAGE.fullmatch(words_of(marked)[:_PAGER_CHARS])
    if number is not None:
        return int(number[1])
    told = (_PAGE_OF.search(words_of(node)[:_PAGER_CHARS]) for node in page.nodes(_PAGERS)[:_MOST_PAGERS])
    return next((int(number[1]) for number in told if number is not None), 1)
