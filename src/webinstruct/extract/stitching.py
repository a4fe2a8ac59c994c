"""Wording that a page says in pieces: a list whose numbers were left out, a sentence that a model shortened.

Words are matched in order, in runs of three and more; what a run skips stays outside. Common words that happen to
stand somewhere do not count, so that invented sentences cover little.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from webinstruct.core.spans import Span
from webinstruct.extract.grounding import Locator, words_of

__all__ = ["Stitched", "Stitcher"]

_RUN = 3
_LOOKED_AT = 8
"""Places of one run of words that are compared; the longest match is taken."""
_WORDS_PER_PIECE = 8
"""Words that a further piece has to bring on average, so that no text is pasted together from crumbs."""


class Stitched(NamedTuple):
    """Where the pieces stand, in order, and the share of the words that they hold, in [0, 1]."""

    spans: tuple[Span, ...]
    coverage: float


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
        wanted, words = words_of(wording), self._locator.words
        runs: list[tuple[int, int]] = []
        position, cursor, held = 0, self._locator.first_word(after), 0
        while position + _RUN <= len(wanted):
            place, length = self._longest(wanted, position, cursor)
            if not length:
                position += 1
                continue
            if runs and runs[-1][1] == place:
                runs[-1] = (runs[-1][0], place + length)
            else:
                runs.append((place, place + length))
            position, cursor, held = position + length, place + length, held + length
            while position < len(wanted) and cursor < len(words) and len(wanted) - position < _RUN:
                if wanted[position] != words[cursor]:
                    break
                runs[-1] = (runs[-1][0], cursor + 1)
                position, cursor, held = position + 1, cursor + 1, held + 1
        if not runs or len(runs) > 1 + len(wanted) // _WORDS_PER_PIECE:
            return Stitched((), 0.0)
        spans = tuple(self._locator.span_of_words(first, stop) for first, stop in runs)
        return Stitched(spans, held / len(wanted))

    def _longest(self, wanted: Sequence[str], position: int, cursor: int) -> tuple[int, int]:
        """Where behind word `cursor` the longest match of the words from `position` on begins, and its length."""
        words = self._locator.words
        places = self._index().get(tuple(wanted[position : position + _RUN]), ())
        best = (0, 0)
        for place in places[bisect_left(places, cursor) :][:_LOOKED_AT]:
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
