"""The tiers by which runs and whole texts are found; the one that compares word for word is in `shares`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from webinstruct.core.arrays import Ints
from webinstruct.decontaminate.index.batch import Batch
from webinstruct.decontaminate.index.hit import Match
from webinstruct.decontaminate.index.keys import Filter
from webinstruct.decontaminate.index.runs import ngram_rules
from webinstruct.decontaminate.index.stored import Stored
from webinstruct.decontaminate.index.wholes import ANCHOR_WORDS, TextForm

__all__ = ["ExactTier", "NgramTier", "TierSearch", "WholeTier"]

_ENOUGH_TOLD = 4  # different telling words and numbers; "which of the following is closest to the" has one
_ENOUGH_RUNS = 0.3  # share of an item's runs that is more than a turn of phrase, whatever its words


class TierSearch(Protocol):
    """One way to find matches."""

    def matches(self, batch: Batch, open_texts: set[int]) -> Iterator[Match]:
        """Matches of the texts of `batch` that are still open, several of a text in order of choice."""


class ExactTier:
    """Texts whose normal form is that of a question."""

    def __init__(self, stored: Stored) -> None:
        self._keys = stored.keys["exact"]

    def matches(self, batch: Batch, open_texts: set[int]) -> Iterator[Match]:
        """The matches of the texts of `batch` that are still open."""
        edges = batch.content.edges.tolist()
        for text, source in zip(*(found.tolist() for found in batch.met_exactly(self._keys)), strict=True):
            if text in open_texts:
                yield Match(text, source, edges[text], edges[text + 1], "exact", 1.0)


class NgramTier:
    """Texts that have a counting run of so many words in common with an item text, and not only a turn of phrase."""

    def __init__(self, stored: Stored) -> None:
        self._lengths = [rule.words for rule in ngram_rules(stored.rules.ngram)]
        self._keys = stored.keys["ngram"]
        self._filter = Filter(self._keys.hashes)
        self._sizes = self._keys.sizes(len(stored.sources))

    def matches(self, batch: Batch, open_texts: set[int]) -> Iterator[Match]:
        """The matches of the texts of `batch` that are still open: of each, with what it has most runs in common."""
        met = [batch.met(batch.plain_runs, words, self._keys, self._filter) for words in self._lengths]
        places, sources = (np.concatenate(parts) for parts in zip(*met, strict=True))
        for text, chosen in _by_text(batch.text_of[places]):
            if text in open_texts:
                yield from self._best(text, places[chosen], sources[chosen], batch)

    def _best(self, text: int, places: Ints, sources: Ints, batch: Batch) -> Iterator[Match]:
        """The item text with most runs in common, of those whose runs are more than a turn of phrase."""
        found, counts = np.unique(sources, return_counts=True)
        for number in np.argsort(-counts, kind="stable").tolist():
            source = int(found[number])
            start, stop = _longest_run(np.unique(places[sources == source]))
            stop = min(stop + self._lengths[0], int(batch.content.edges[text + 1]))
            share = min(1.0, int(counts[number]) / int(self._sizes[source]))
            if share >= _ENOUGH_RUNS or batch.told_in(start, stop) >= _ENOUGH_TOLD:
                yield Match(text, source, start, stop, "ngram", share)
                return


class WholeTier:
    """Texts in which a short question stands whole."""

    def __init__(self, stored: Stored) -> None:
        self._wholes = stored.wholes
        self._keys = stored.keys["anchors"]
        self._filter = Filter(self._keys.hashes)
        self._anchors = np.array([whole.anchor for whole in stored.wholes], np.int64)
        self._lengths = np.array([whole.words for whole in stored.wholes], np.int64)
        self._hashes = np.array([whole.hash for whole in stored.wholes], np.uint64)

    def matches(self, batch: Batch, open_texts: set[int]) -> Iterator[Match]:
        """The first match of each text of `batch` that is still open."""
        starts, numbers = self._standing(batch)
        for text, chosen in _by_text(batch.text_of[starts]):
            if text in open_texts:
                yield from self._first(text, starts[chosen], numbers[chosen], batch)

    def _standing(self, batch: Batch) -> tuple[Ints, Ints]:
        """Where the content words of wholes stand, and which."""
        hashes = batch.plain_runs.all_of(ANCHOR_WORDS)
        places, numbers = self._keys.met(hashes, self._filter.places(hashes))
        edges, texts = batch.content.edges, batch.text_of[places]
        starts = places - self._anchors[numbers]
        inside = (starts >= edges[texts]) & (starts + self._lengths[numbers] <= edges[texts + 1])
        starts, numbers = starts[inside], numbers[inside]
        equal = batch.plain_runs.of(starts, starts + self._lengths[numbers]) == self._hashes[numbers]
        return starts[equal], numbers[equal]

    def _first(self, text: int, starts: Ints, numbers: Ints, batch: Batch) -> Iterator[Match]:
        begin = int(batch.content.edges[text])
        form = TextForm(batch.texts[text])
        for start, number in sorted(zip(starts.tolist(), numbers.tolist(), strict=True)):
            whole = self._wholes[number]
            if form.holds(whole, start - begin):
                yield Match(text, whole.source, start, start + whole.words, "whole", 1.0)
                return


def _by_text(texts: Ints) -> Iterator[tuple[int, Ints]]:
    """Each text once, in order, with the places where `texts` has it."""
    order = np.argsort(texts, kind="stable")
    numbers, first = np.unique(texts[order], return_index=True)
    yield from zip(numbers.tolist(), np.split(order, first[1:]), strict=False)


def _longest_run(places: Ints) -> tuple[int, int]:
    """Of sorted places, the first and last of the longest run without a gap."""
    breaks = np.flatnonzero(np.diff(places) > 1)
    firsts, lasts = np.append(0, breaks + 1), np.append(breaks, len(places) - 1)
    best = int(np.argmax(lasts - firsts))
    return int(places[firsts[best]]), int(places[lasts[best]])
