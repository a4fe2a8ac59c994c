"""Labels that only their type sets off: a bold "Solution" at the start of a paragraph, without a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from webinstruct.extract.structure.label_words import SOLUTION
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.marks import Mark, MarkKind

__all__ = ["emphasized_solutions"]

_WORD = re.compile(rf"\s*(?:{SOLUTION})\s*", re.IGNORECASE)
_SET_OFF = re.compile(r">\s*([^\W\d_]{3,14})\s*</(?:b|strong|em|i|u)>", re.IGNORECASE)
_FIRST_WORD = re.compile(r"\n[ #>*\-•]*([^\W\d_]{3,14}) ")
_LONGEST = 30
_BARE = " #>*-•"


def emphasized_solutions(page: Page) -> Iterator[Mark]:
    """A mark for each bold or slanted word for a solution that begins its line and has text behind it."""
    if not any(map(_is_label, set(_FIRST_WORD.findall("\n" + page.text)))):
        return
    if not any(_is_label(word) for word in set(_SET_OFF.findall(page.html))):
        return
    for node in page.nodes("b, strong, em, i, u"):
        span = page.span(node)
        if span is None or span[1] - span[0] > _LONGEST or not _WORD.fullmatch(page.text, *span):
            continue
        line = page.text.rfind("\n", 0, span[0]) + 1
        begins = not page.text[line : span[0]].strip(_BARE)
        if begins and page.text[span[1] : span[1] + 1] == " ":
            yield Mark(MarkKind.SOLUTION, line, span[1], 7)


@lru_cache(maxsize=16_384)
def _is_label(word: str) -> bool:
    return _WORD.fullmatch(word) is not None
