"""The characters that a problem or a solution takes, without what is no part of either: points, sources, site lines."""

from __future__ import annotations

import re

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.chrome import between_chrome
from webinstruct.extract.structure.labels import ends_answer
from webinstruct.extract.structure.page import Page

__all__ = ["end_of_scope", "passage_between", "question_between", "says_nothing"]

_SOURCE = "Source:"
_PROMPT = re.compile(r"(?:In|Out)\s?\[[\d *]{0,6}\]:?\s*")  # what a notebook writes before a cell
_POINT = r"(?:points?|pts?\.?|marks?|punkte?|pkt\.?|puntos?|pontos?|punti|punten|баллов|баллa?|балла|分|点|%|credits?)"
_POINTS = re.compile(
    r"[\s#>*:.\-–—]*+[\[(]\s{0,9}(?:total:? )?(?:\d{1,9}(?:[.,]\d{1,9})?|[\d +]{1,20}=? ?\d{0,9})\s{0,9}"
    rf"{_POINT}"
    r"[^)\]\n]{0,20}[\])][\s:.*]*",
    re.IGNORECASE,
)
_POINTS_BEHIND = re.compile(rf"\s*[\[(]\s*\d+(?:[.,]\d+)?\s*{_POINT}\s*[\])][\s.*]*$", re.IGNORECASE)
_CONTROL = re.compile(
    r"\n\W{0,4}(?:show|view|see|check|hide|reveal|submit)(?: the| my| your)? (?:answer|solution|explanation|hint)s?\b"
    r"[^\n]{0,24}\s*$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\W*(?:(?:please )?(?:sign|log)[ -]?(?:in|up)\b[^\n]{0,80}|"
    r"(?:subscribe|register|unlock|upgrade|purchase|buy)\b[^\n]{0,30}\b"
    r"(?:to (?:see|view|read|access|unlock|get)|premium|answer|"
    r"solution|full|plan)\b[^\n]{0,40}|"
    r"add (?:exercises |texts? )?(?:text )?here\b[^\n]{0,60}|"
    r"(?:to be (?:added|done|announced)|coming soon|tba|tbd|todo|not (?:yet )?available|"
    r"no (?:answer|solution)s?(?: yet)?|under construction)\b[^\n]{0,40}|solution not (?:yet )?available)\W*"
    r"|[\s_.…\-–—|]*",
    re.IGNORECASE,
)
_TAIL = 60


def passage_between(page: Page, start: int, limit: int) -> Passage:
    """[start, limit) up to a line that closes answers, without prompts and a first line on where a problem is from."""
    spans: list[Span] = []
    end = start
    for k in range(page.block_at(start), len(page.blocks)):
        block = page.blocks[k]
        if block.start >= limit:
            break
        line = page.text[max(start, block.start) : block.end][:80]
        if block.start >= start and ends_answer(line):
            break
        is_prompt = _PROMPT.fullmatch(line) is not None
        if is_prompt and end > start:
            spans.append((start, end))
        if is_prompt or (line.startswith(_SOURCE) and not page.text[start : block.start].strip()):
            start = end = block.end
            continue
        end = min(block.end, limit)
    spans.append((start, end))
    return passage(page.text, [between_chrome(page.text, span) for span in spans])


def question_between(page: Page, start: int, limit: int) -> tuple[Span, ...]:
    """The same for a question: points before and behind it go too, and lines on its difficulty above it."""
    points = _POINTS.match(page.text, start, limit)
    begin = points.end() if points else start
    for k in range(page.block_at(begin), len(page.blocks)):
        block = page.blocks[k]
        if (
            block.start >= limit
            or block.start < begin
            or not ends_answer(page.text[block.start : block.end][:80])
        ):
            break
        begin = block.end
    points = _POINTS.match(page.text, begin, limit)
    begin = points.end() if points else begin
    spans = passage_between(page, begin, limit).spans
    if not spans:
        return ()
    *before, (first, last) = spans
    for behind in (_CONTROL, _POINTS_BEHIND):
        tail = behind.search(page.text[max(first, last - _TAIL) : last])
        last = max(first, last - _TAIL) + tail.start() if tail else last
    return (*before, (first, last)) if first < last else tuple(before)


def end_of_scope(page: Page, start: int, end: int) -> int:
    """Where the smallest element ends that holds [start, end) and more behind it; the text's end where none does."""
    scope = page.around(start, end + 1)
    return scope[1] if page.text[end : scope[1]].strip() else len(page.text)


def says_nothing(answer: str) -> bool:
    """Whether an answer only keeps the place of one.

    >>> says_nothing("Sign in to see the solution."), says_nothing("Sign the form.")
    (True, False)
    """
    return _NOTHING.fullmatch(answer[:200]) is not None
