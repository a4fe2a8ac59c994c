"""The key of a test: "1. b 2. c 3. a", one under the other, or a table of numbers above letters."""

from __future__ import annotations

import re
from itertools import pairwise

from webinstruct.core.spans import Span
from webinstruct.extract.structure.page import Page

__all__ = ["answers_in_line", "keys_in"]

_ENTRY = re.compile(
    r"(?<![\w.])(?:q(?:uestion)?\.? ?)?(?P<n>\d{1,3})\s{0,2}[.):\-–—=|→]{0,2}\s{0,2}\|?\s?"
    r"(?P<key>[(\[]?[A-Ea-e](?:[)\]])?)(?=[\s,;|.]|$)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[ #|\-]*(?:\w{1,12}\.? *\| *)?\d{1,3}(?: *\| *\d{1,3}){2,}[ |]*")
_KEYS = re.compile(
    r"[ #|\-]*(?:\w{2,12}\.? *\| *)?[(\[]?[A-Ea-e][)\]]?(?: *\| *[(\[]?[A-Ea-e][)\]]?){2,}[ |]*"
)
_NUMBER = re.compile(r"\d{1,3}")
_KEY = re.compile(r"(?<!\w)[A-Ea-e](?!\w)")
_ORDINAL = re.compile(r"(?<![\w.,$])(?P<n>\d{1,3})[.)]\s{1,2}(?=\S)")
_LINE = re.compile(r"[^\n]+")
_FEWEST = 3
_LONGEST = 8_000
_NEAR = 60
_BESIDE = 4


def keys_in(page: Page, start: int, end: int) -> dict[str, Span]:
    """The letter of each number in [start, end), where it begins with a key; empty where it does not."""
    end = min(end, start + _LONGEST)
    found = _in_rows(page.text, start, end) or _in_line(page.text, start, end)
    return found if len(found) >= _FEWEST else {}


def answers_in_line(page: Page, start: int, end: int) -> dict[str, Span]:
    """What stands behind 1, 2, 3 ... on one line of [start, end): "1) 7; 2) 14; 3) 15"; empty for fewer than three."""
    stop = page.text.find("\n", start, end)
    stop = min(stop if stop >= 0 else end, start + _LONGEST)
    labels: list[re.Match[str]] = []
    for match in _ORDINAL.finditer(page.text, start, stop):
        if match["n"] == str(len(labels) + 1) and (labels or match.start() <= start + _BESIDE):
            labels.append(match)
    if len(labels) < _FEWEST:
        return {}
    ends = [*(label.start() for label in labels[1:]), stop]
    spans = (
        (label, _trimmed(page.text, label.end(), last)) for label, last in zip(labels, ends, strict=True)
    )
    return {label["n"]: span for label, span in spans if span[0] < span[1]}


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end].rstrip(" ;,.|*")
    return start, start + len(piece)


def _in_line(text: str, start: int, end: int) -> dict[str, Span]:
    """Entries that count on one by one; what stands between two of them is no more than a comma."""
    found: dict[str, Span] = {}
    expected, position = "", start
    for match in _ENTRY.finditer(text, start, end):
        apart = text[position : match.start()].strip(" ,;|.\n-#*")
        if (found and (apart or match["n"] != expected)) or len(apart) > _NEAR:
            break
        found[match["n"]] = match.span("key")
        expected, position = str(int(match["n"]) + 1), match.end()
    return found


def _in_rows(text: str, start: int, end: int) -> dict[str, Span]:
    """A row of numbers with a row of letters below it, as often as they come."""
    found: dict[str, Span] = {}
    lines = list(_LINE.finditer(text, start, end))
    for numbers, letters in pairwise(lines):
        if _NUMBERS.fullmatch(numbers[0]) and _KEYS.fullmatch(letters[0]):
            keys = [match.span() for match in _KEY.finditer(text, *letters.span())]
            found.update(zip(_NUMBER.findall(numbers[0]), keys, strict=False))
    return found
