"""How a pair stands in its page: a slice of the text, several slices, a slice with the same words, or not at all.

Wording given outside the text is looked for by its words alone, in lower case and run together, so that quotation
marks, white space, list marks and the delimiters of formulae make no difference.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found

__all__ = ["Grounding", "Locator", "coverage_of", "grounding_of", "run_together", "words_of"]

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Chinese and Japanese, whose words no spaces part: each character counts as one."""
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_FALSE_MATCHES = 1_000
"""Matches inside longer words that are looked at before a wording counts as not there: "a" on a page of a million."""
_CLOSING = re.compile(r"[?!.…。？！؟)\]\"'”»$%`]*")


class Grounding(StrEnum):
    """From the strictest to none; a pair is as well grounded as the weaker of its two sides."""

    VERBATIM = "verbatim"  # question and answer are one slice of the text each
    STITCHED = "stitched"
    """Several slices, joined: a title and a post, a stem and a part, a post without its quotes; or wording of which
    nearly all words were found, in order."""
    NORMALIZED = "normalized"
    """Given outside the text (JSON-LD) and found in it by its words, whose slice is kept; or lines of code to which
    their fence was given back, so that only fence and indent differ from the slice."""
    NOT_FOUND = "not_found"  # given outside the text only


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, underscores and LaTeX commands' backslashes left out.

    >>> words_of("What's 2_x?")
    ['what', 's', '2', 'x']
    >>> words_of("首都是Paris")
    ['首', '都', '是', 'paris']
    """
    return [word.casefold() for word in _WORD.findall(text)]


def run_together(text: str) -> str:
    """The words of `text` in lower case, run together.

    >>> run_together("What's  2\\u00a0+ 2?")
    'whats22'
    """
    return "".join(_WORD.findall(text)).casefold()


class Locator:
    """Finds wording in one text by its words; reads the text once."""

    def __init__(self, text: str) -> None:
        starts, ends, offsets, pieces, length = [], [], [], [], 0
        for match in _WORD.finditer(text):
            word = match[0].casefold()
            starts.append(match.start())
            ends.append(match.end())
            offsets.append(length)
            pieces.append(word)
            length += len(word)
        self._starts, self._ends, self._offsets = starts, ends, offsets
        self._run = "".join(pieces)
        self.text = text
        self.words: Sequence[str] = pieces

    def span(self, wording: str, after: int = 0) -> Span | None:
        """The first run of whole words at or behind character `after` that says `wording`; None where none does.

        The run ends behind the marks that close it.

        >>> Locator("# What is it? - A set.").span("What is it")
        (2, 13)
        >>> Locator("Seven").span("even") is None
        True
        """
        wanted = run_together(wording)
        if not wanted:
            return None
        first = bisect_right(self._starts, after - 1)
        position = self._offsets[first] if first < len(self._offsets) else len(self._run)
        for _ in range(_FALSE_MATCHES):
            if (position := self._run.find(wanted, position)) < 0:
                return None
            head = bisect_right(self._offsets, position) - 1
            tail = bisect_right(self._offsets, position + len(wanted) - 1) - 1
            whole = self._offsets[head] == position
            if whole and self._offsets[tail] + self._width(tail) == position + len(wanted):
                return self._starts[head], self._closed(self._ends[tail])
            position += 1
        return None

    def slice(self, wording: str, after: int = 0) -> Span | None:
        """The first place at or behind character `after` that says `wording` to the letter, in whole words.

        >>> Locator("Seven or even").slice("even")
        (9, 13)
        """
        text, position = self.text, after
        for _ in range(_FALSE_MATCHES if wording else 0):
            if (position := text.find(wording, position)) < 0:
                return None
            end = position + len(wording)
            if not _is_inside_word(text, position) and not _is_inside_word(text, end):
                return position, end
            position += 1
        return None

    def span_of_words(self, first: int, stop: int) -> Span:
        """The characters from word `first` to the one before word `stop`, with the marks that close them."""
        return self._starts[first], self._closed(self._ends[stop - 1])

    def first_word(self, after: int) -> int:
        """The number of the first word that begins at or behind character `after`."""
        return bisect_right(self._starts, after - 1)

    def _closed(self, end: int) -> int:
        marks = _CLOSING.match(self.text, end)
        return marks.end() if marks else end

    def _width(self, word: int) -> int:
        following = self._offsets[word + 1] if word + 1 < len(self._offsets) else len(self._run)
        return following - self._offsets[word]


def grounding_of(found: Found) -> Grounding:
    """How a pair stands whose passages are final.

    >>> from webinstruct.extract.found import Passage
    >>> grounding_of(Found(Passage(((0, 3),)), Passage(((5, 9), (12, 14)))))
    <Grounding.STITCHED: 'stitched'>
    """
    sides = (found.question, found.answer)
    if not all(side.spans for side in sides):
        return Grounding.NOT_FOUND
    if any(side.coverage < 1 or (side.given and len(side.spans) > 1) for side in sides):
        return Grounding.STITCHED
    if any(side.given or side.shown for side in sides):
        return Grounding.NORMALIZED
    return Grounding.VERBATIM if all(len(side.spans) == 1 for side in sides) else Grounding.STITCHED


def coverage_of(found: Found, text: str) -> float:
    """The share of the words of a pair, as it was given, that its spans hold, in [0, 1].

    >>> from webinstruct.extract.found import Passage
    >>> coverage_of(Found(Passage(((0, 3),)), Passage(given="not here at all")), "Why")
    0.2
    """
    total = held = 0.0
    for side in (found.question, found.answer):
        count = len(_WORD.findall(side.given or side.text(text))) or 1
        total += count
        held += count * side.coverage if side.spans else 0.0
    return round(held / total, 4)


def _is_inside_word(text: str, place: int) -> bool:
    """Whether a word goes on from the character before `place` to the one there."""
    around = text[place - 1 : place + 1] if place else ""
    return len(around) == 2 and around.isalnum() and not _IS_UNSPACED.search(around)
