"""The benchmarks as one file of sorted numbers, and the search of a text in it.

Every counting n-gram of every item text is a 64-bit hash with the number of the text it comes from; the texts
themselves are not kept, but for those matched whole. A hash is taken at its word: looking up a billion n-grams in an
index of a million gives a false match with a chance of 1 in 20,000. Whole matches are verified on the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.ngrams import Hashes, gram_hashes, token_hashes
from webinstruct.core.normal_form import content_words, words
from webinstruct.decontaminate.grams import (
    ANCHOR_WORDS,
    anchor_of,
    edges_of,
    grams_of,
    is_tellable,
    is_weak,
    whole_form,
)
from webinstruct.decontaminate.items import Item, Text
from webinstruct.decontaminate.settings import DecontaminateSettings

__all__ = ["TIERS", "Coverage", "Hit", "Index", "IndexBuilder", "Tier"]

Tier = Literal["exact", "ngram", "whole", "share", "renumbered", "judged"]
"""How a text matches, the surest first: equal to an item's question; a run of words in common; a short question that
stands in it; enough of an item's short runs; a run but for its numbers; an engine said that both ask the same."""

TIERS: tuple[Tier, ...] = get_args(Tier)

_FILTER_BITS = 24  # a 16 MB table that settles nearly all look-ups without a search


class Hit(NamedTuple):
    """Where a text matches: the benchmark, the item, its field, the tier (how), the words that agree, and the share of
    the item's counting runs of words, in [0, 1], that stand in the text."""

    benchmark: str
    item: str
    field: str
    tier: Tier
    words: str
    share: float


class _Whole(NamedTuple):
    """A question matched whole: the anchor and its place in the content words, the form, and its source's number."""

    anchor: int
    start: int
    form: str
    is_weak: bool
    source: int


@dataclass(frozen=True)
class Coverage:
    """How many items of a benchmark each tier can find (an item may count in several), and how many none can."""

    items: int = 0
    exact: int = 0
    ngram: int = 0
    whole: int = 0
    share: int = 0
    uncovered: int = 0


class IndexBuilder:
    """Collects items and writes the index file."""

    def __init__(self, settings: DecontaminateSettings) -> None:
        self._ngram = settings.ngram
        self._sources: list[tuple[str, str, str]] = []
        self._grams: list[tuple[Hashes, int]] = []
        self._wholes: list[_Whole] = []

    def add(self, benchmark: str, items: Iterable[Item]) -> Coverage:
        """Take in the items of one benchmark."""
        counts = {"items": 0, "ngram": 0, "whole": 0, "uncovered": 0}
        for item in items:
            counts["items"] += 1
            how = [self._add_text(benchmark, item.id, text) for text in item.texts]
            asked = [way for way, text in zip(how, item.texts, strict=True) if text.is_question]
            counts[next((way for way in ("ngram", "whole") if way in asked), "uncovered")] += 1
        return Coverage(**counts)

    def write(self, path: str) -> None:
        """Leave the index in the file `path`; the same items give the same bytes."""
        numbers = [np.full(len(hashes), source, np.uint32) for hashes, source in self._grams]
        hashes = np.concatenate([hashes for hashes, _ in self._grams] or [np.empty(0, np.uint64)])
        unique, first = np.unique(hashes, return_index=True)
        sources = np.concatenate(numbers or [np.empty(0, np.uint32)])[first]
        wholes = sorted(self._wholes)
        texts = json.dumps({"sources": self._sources, "wholes": [whole[1:] for whole in wholes]})
        with Path(path).open("wb") as file:
            np.savez_compressed(
                file,
                ngram=np.array([self._ngram]),
                grams=unique,
                gram_sources=sources,
                anchors=np.array([whole.anchor for whole in wholes], np.uint64),
                texts=np.frombuffer(texts.encode(), np.uint8),
            )

    def _add_text(self, benchmark: str, item: str, text: Text) -> str:
        tokens = words(text.text)
        content = content_words(tokens)
        grams = grams_of(content, self._ngram)
        source = len(self._sources)
        if len(grams.hashes):
            self._grams.append((np.unique(grams.hashes), source))
        elif text.is_question and is_tellable(tokens):
            self._wholes.append(_Whole(*anchor_of(content), whole_form(tokens), is_weak(tokens), source))
        else:
            return "uncovered"
        self._sources.append((benchmark, item, text.field))
        return "ngram" if len(grams.hashes) else "whole"


class Index:
    """The index file, loaded."""

    def __init__(self, path: str) -> None:
        with np.load(path, allow_pickle=False) as arrays:
            self._ngram = int(arrays["ngram"][0])
            self._grams, self._gram_sources = arrays["grams"], arrays["gram_sources"]
            texts = json.loads(bytes(arrays["texts"]))
            anchors = arrays["anchors"]
        self._sources: list[Sequence[str]] = texts["sources"]
        self._wholes = [_Whole(int(a), *rest) for a, rest in zip(anchors, texts["wholes"], strict=True)]
        self._anchors, self._first_whole = np.unique(anchors, return_index=True)
        self._last_whole = np.append(self._first_whole[1:], len(anchors))
        self._filter = np.zeros(1 << _FILTER_BITS, np.bool_)
        self._filter[_slots(self._grams)] = True

    def hits(self, texts: Sequence[str]) -> list[Hit | None]:
        """The match of each text, the surest tier's; None where there is none. Give it many texts at once."""
        return [self.hit(text) for text in texts]

    def hit(self, text: str) -> Hit | None:
        """The first match of `text` with a benchmark item, n-grams before whole questions; None without one."""
        tokens = words(text)
        content = content_words(tokens)
        return self._gram_hit(content) or self._whole_hit(text, tokens, content)

    def _gram_hit(self, content: list[str]) -> Hit | None:
        grams = grams_of(content, self._ngram)
        likely = np.flatnonzero(self._filter[_slots(grams.hashes)])
        for place, found in _found(self._grams, grams.hashes, likely):
            start, length = int(grams.starts[place]), int(grams.lengths[place])
            return self._named(int(self._gram_sources[found]), content[start : start + length], "ngram")
        return None

    def _whole_hit(self, text: str, tokens: list[str], content: list[str]) -> Hit | None:
        runs = gram_hashes(token_hashes(content), ANCHOR_WORDS)
        met = _found(self._anchors, runs, np.arange(len(runs)))
        page = _Page(text, tokens, content) if met else None
        for place, number in met:
            for whole in self._wholes[self._first_whole[number] : self._last_whole[number]]:
                if page and (matched := page.matched(whole, place)):
                    return self._named(whole.source, matched, "whole")
        return None

    def _named(self, source: int, matched: Sequence[str], tier: Tier) -> Hit:
        benchmark, item, field = self._sources[source]
        return Hit(benchmark, item, field, tier, " ".join(matched), 1.0)


class _Page:
    """A text in which whole questions are looked for; what that takes is worked out once."""

    def __init__(self, text: str, tokens: list[str], content: list[str]) -> None:
        self._content = content
        self._form = f" {whole_form(tokens)} "
        self._text = text
        self._edges: tuple[set[int], set[int]] | None = None
        self._absent: set[str] = set()

    def matched(self, whole: _Whole, place: int) -> list[str]:
        """The words of `whole` if it stands around `place`, the place of its anchor; else none."""
        expected = content_words(whole.form.split(" "))
        start = place - whole.start
        stop = start + len(expected)
        if start < 0 or whole.form in self._absent or self._content[start:stop] != expected:
            return []
        if f" {whole.form} " not in self._form:
            self._absent.add(whole.form)
            return []
        return expected if not whole.is_weak or self._is_sentence(start, stop) else []

    def _is_sentence(self, start: int, stop: int) -> bool:
        self._edges = self._edges or edges_of(self._text)
        return start in self._edges[0] and stop in self._edges[1]


def _slots(hashes: Hashes) -> Any:
    return (hashes >> np.uint64(64 - _FILTER_BITS)).astype(np.int64)


def _found(sorted_keys: Hashes, hashes: Hashes, places: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Of `hashes` at `places`, those among the keys: (place, number of the key), in order."""
    if not len(sorted_keys) or not len(places):
        return []
    chosen = hashes[places]
    numbers = np.minimum(np.searchsorted(sorted_keys, chosen), len(sorted_keys) - 1)
    equal = sorted_keys[numbers] == chosen
    return list(zip(places[equal].tolist(), numbers[equal].tolist(), strict=True))
