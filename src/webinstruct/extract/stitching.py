"""Wording that a page says in pieces: a list whose numbers were left out, a post without the advertisement in it.

Words are matched in order, in runs of three and more; sentences that lie between stay outside. Common words that
happen to stand somewhere do not count, so that invented sentences cover little. Where wording and page differ within
a sentence the page's sentence is taken whole: a "not" or a number that a model left out or changed comes back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from webinstruct.core.spans import Span, merged_spans
from webinstruct.extract.grounding import Locator, words_of

__all__ = ["Stitched", "Stitcher"]

_RUN = 3
_LOOKED_AT = 8
"""Places of one run of words that are compared; the longest match is taken."""
_WORDS_PER_PIECE = 8
"""Words that a further piece has to bring on average, so that no text is pasted together from crumbs."""
_BOUND = re.compile(r"[.!?…:;)\]][\"'”’»)\]*_`]*(?=\s)|[。！？；：।؟]|\n")
_LETTER = re.compile(r"[-+−√¬]?[^\W_]")
_LONGEST_REST = 600
"""Most characters of a sentence that are taken on one side of a piece."""


class Stitched(NamedTuple):
    """Where the pieces stand, in order, and the share of the words that they and the wording have in common, in [0, 1],
    of whichever of both is longer."""

    spans: tuple[Span, ...]
    coverage: float


class _Run(NamedTuple):
    """Words [first, stop) of the page that are the words [begin, end) of the wording."""

    first: int
    stop: int
    begin: int
    end: int


class Stitcher:
    """Finds wording in pieces on one page; the page is read once, each wording in time linear in its length."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator
        self._places: Mapping[tuple[str, ...], Sequence[int]] | None = None

    def stitched(self, wording: str, after: int = 0) -> Stitched:
        """The pieces of `wording` at or behind character `after`.

        >>> page = "To win, first mix flour and salt. (Advertisement) Then bake it for an hour."
        >>> Stitcher(Locator(page)).stitched("First mix flour and salt. Then bake it for an hour!")
        Stitched(spans=((8, 33), (50, 75)), coverage=1.0)
        """
        wanted = words_of(wording)
        runs = self._runs(wanted, self._locator.first_word(after))
        if not runs or len(runs) > 1 + len(wanted) // _WORDS_PER_PIECE:
            return Stitched((), 0.0)
        spans = self._in_sentences(runs, len(wanted), after)
        held = sum(run.stop - run.first for run in runs)
        shown = sum(self._locator.first_word(end) - self._locator.first_word(start) for start, end in spans)
        return Stitched(spans, held / max(len(wanted), shown))

    def _runs(self, wanted: Sequence[str], cursor: int) -> list[_Run]:
        """The longest matches of `wanted` at or behind word `cursor`, one behind the other."""
        runs: list[_Run] = []
        position = 0
        while position + _RUN <= len(wanted):
            place, length = self._longest(wanted, position, cursor)
            if not length:
                position += 1
                continue
            if runs and (runs[-1].stop, runs[-1].end) == (place, position):
                runs[-1] = runs[-1]._replace(stop=place + length, end=position + length)
            else:
                runs.append(_Run(place, place + length, position, position + length))
            position, cursor = position + length, place + length
        return runs

    def _in_sentences(self, runs: Sequence[_Run], count: int, after: int) -> tuple[Span, ...]:
        """The characters of `runs`, each reaching to the ends of its sentence where page and wording differ."""
        spans: list[Span] = []
        for k, run in enumerate(runs):
            start, end = self._locator.span_of_words(run.first, run.stop)
            if k or run.begin:
                start = _sentence_start(self._locator.text, start, after)
            if k + 1 < len(runs) or run.end < count:
                end = _sentence_end(self._locator.text, end)
            spans.append((start, end))
        return tuple(merged_spans(spans))

    def _longest(self, wanted: Sequence[str], position: int, cursor: int) -> tuple[int, int]:
        """Where behind word `cursor` the longest match of the words from `position` on begins, and its length."""
        words = self._locator.words
        places = self._index().get(tuple(wanted[position : position + _RUN]), ())
        best = (0, 0)
        nearest = bisect_left(places, cursor)
        for place in places[nearest : nearest + _LOOKED_AT]:
            length = _RUN
            while (
                position + length < len(wanted)
                and place + length < len(words)
                and wanted[position + length] == words[place + length]
            ):
                length += 1
            if length > best[1]:
                best = (place, length)
        return best

    def _index(self) -> Mapping[tuple[str, ...], Sequence[int]]:
        if self._places is None:
            words = self._locator.words
            places: dict[tuple[str, ...], list[int]] = defaultdict(list)
            for number in range(len(words) - _RUN + 1):
                places[tuple(words[number : number + _RUN])].append(number)
            self._places = dict(places)
        return self._places


def _sentence_start(text: str, start: int, least: int) -> int:
    """Where the sentence of the word at `start` begins, not before `least`; `start` where only marks stand between."""
    begin = max(least, start - _LONGEST_REST)
    for bound in _BOUND.finditer(text, begin, start):
        begin = bound.end()
    first = _LETTER.search(text, begin, start)
    return first.start() if first else start


def _sentence_end(text: str, end: int) -> int:
    """Where the sentence that goes on at `end` stops; `end` where it does not go on."""
    if _BOUND.search(text, max(0, end - 2), end + 1):
        return end
    bound = _BOUND.search(text, end, end + _LONGEST_REST)
    stop = bound.end() if bound else min(len(text), end + _LONGEST_REST)
    return stop if _LETTER.search(text, end, stop) else end
