"""Questions that were changed here and there, or renumbered: most of their words stand in the text, in their order.

Short runs of words say where to look; a question that has some of them close together in a text is compared word for
word with that passage (see `likeness`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from webinstruct.core.arrays import Ints
from webinstruct.core.tokens import NUMBER
from webinstruct.decontaminate.index.batch import Batch
from webinstruct.decontaminate.index.hit import Match
from webinstruct.decontaminate.index.keys import Filter
from webinstruct.decontaminate.index.likeness import Passage, have_same_numbers, likeness
from webinstruct.decontaminate.index.runs import SHORT_RUN
from webinstruct.decontaminate.index.stored import NUMERIC, PLAIN, Stored

__all__ = ["ShareTier"]

_LEAST_RUNS = 2  # short runs close together
_LEAST_SHARE_OF_RUNS = 0.25
_LEAST_TELLING = 4  # different telling words and numbers in common
_STRETCH = 1.3  # length of the passage that holds the runs, in lengths of the question
_FOLDED_TELLING = 6
_FOLDED_SHARE = 0.8


class _Place(NamedTuple):
    """Where the short runs of a source stand closest in a text: first and last place of a run."""

    text: int
    source: int
    first: int
    last: int


class ShareTier:
    """Texts in which enough of a question's words stand in their order; renumbered ones where numbers are folded."""

    def __init__(self, stored: Stored, least: float) -> None:
        self._least = least
        self._fold = stored.rules.fold
        self._questions = stored.questions
        self._keys = stored.keys["short"]
        self._filter = Filter(self._keys.hashes)
        sizes = self._keys.sizes(len(stored.sources))
        self._wanted = np.maximum(_LEAST_RUNS, np.ceil(_LEAST_SHARE_OF_RUNS * sizes)).astype(np.int64)
        self._lengths = np.diff(self._questions.edges)

    def matches(self, batch: Batch, open_texts: set[int]) -> Iterator[Match]:
        """The best match of each text of `batch` that is still open."""
        best: dict[int, Match] = {}
        for place in self._places(batch, open_texts):
            match = self._match(place, batch)
            if match and (place.text not in best or _merit(match) > _merit(best[place.text])):
                best[place.text] = match
        yield from best.values()

    def _places(self, batch: Batch, open_texts: set[int]) -> Iterator[_Place]:
        runs = batch.folded_runs if self._fold else batch.plain_runs
        places, sources = batch.met(runs, SHORT_RUN.words, self._keys, self._filter)
        texts = batch.text_of[places]
        is_open = np.zeros(len(batch.texts), np.bool_)
        is_open[list(open_texts)] = True
        order = np.flatnonzero(is_open[texts])
        order = order[np.lexsort((places[order], sources[order], texts[order]))]
        places, sources, texts = places[order], sources[order], texts[order]
        if not len(places):
            return
        fresh = np.append(True, (np.diff(texts) != 0) | (np.diff(sources) != 0))
        firsts = np.flatnonzero(fresh)
        together = _together(
            places, np.cumsum(fresh), (self._lengths[sources] * _STRETCH).astype(np.int64) + 3
        )
        most = np.maximum.reduceat(together, firsts)
        stops = np.append(firsts[1:], len(places))
        for group in np.flatnonzero(most >= self._wanted[sources[firsts]]).tolist():
            start = int(firsts[group])
            start += int(np.argmax(together[start : stops[group]]))
            last = start + int(most[group]) - 1
            yield _Place(int(texts[start]), int(sources[start]), int(places[start]), int(places[last]))

    def _match(self, place: _Place, batch: Batch) -> Match | None:
        question = self._question(place.source)
        margin = max(SHORT_RUN.words, len(question.words) // 2)
        edges = batch.content.edges
        start = max(int(edges[place.text]), place.first - margin)
        end = place.last + SHORT_RUN.words
        stop = min(int(edges[place.text + 1]), end + margin)
        passage = _passage(batch, start, stop)
        share = likeness(question, passage, self._least, _LEAST_TELLING)
        core = _passage(batch, place.first, end)
        if share and have_same_numbers(question, passage, core):
            return Match(place.text, place.source, place.first, end, "share", share)
        if self._fold:
            least = max(self._least, _FOLDED_SHARE)
            one, around, inside = _folded(question), _folded(passage), _folded(core)
            share = likeness(one, around, least, _FOLDED_TELLING)
            if share and have_same_numbers(one, around, inside):
                return Match(place.text, place.source, place.first, end, "renumbered", share)
        return None

    def _question(self, source: int) -> Passage:
        start, stop = self._questions.edges[source : source + 2].tolist()
        kinds = self._questions.kinds[start:stop]
        return Passage(
            self._questions.hashes[start:stop].tolist(),
            (kinds != PLAIN).tolist(),
            (kinds == NUMERIC).tolist(),
        )


def _passage(batch: Batch, start: int, stop: int) -> Passage:
    span = slice(start, stop)
    numeric = batch.content.kinds[span] == NUMBER
    return Passage(batch.content.hashes[span].tolist(), batch.told[span].tolist(), numeric.tolist())


def _folded(passage: Passage) -> Passage:
    words = [0 if numeric else word for word, numeric in zip(passage.words, passage.numeric, strict=True)]
    return Passage(words, passage.told, passage.numeric)


def _together(places: Ints, groups: Ints, windows: Ints) -> Ints:
    """How many places of the same group follow each within its window, itself among them; sorted by group and place."""
    keys = groups * (int(places.max()) + int(windows.max()) + 1) + places
    return np.searchsorted(keys, keys + windows) - np.arange(len(keys))


def _merit(match: Match) -> tuple[bool, float, int]:
    return match.tier == "share", match.share, -match.source
