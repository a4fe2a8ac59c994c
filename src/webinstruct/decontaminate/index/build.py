"""From benchmark items to the index.

Every counting run of words of every item text is a 64-bit hash with the numbers of the texts it stands in; of
questions, the hashes of their words in order are kept, too. A hash is taken at its word: looking up a billion runs in
an index of a million gives a false match with a chance of 1 in 20,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.ngrams import Hashes
from webinstruct.core.normal_form import content_words, words
from webinstruct.core.tokens import NUMBER, Tokens, token_hashes, tokens_of
from webinstruct.decontaminate.index.keys import Keys
from webinstruct.decontaminate.index.runs import (
    SHORT_RUN,
    RunHashes,
    counting_runs,
    folded,
    ngram_rules,
)
from webinstruct.decontaminate.index.stored import (
    NUMERIC,
    PLAIN,
    TOLD,
    Coverage,
    Questions,
    Rules,
    Stored,
)
from webinstruct.decontaminate.index.telling import ORDINARY, kinds_of
from webinstruct.decontaminate.index.wholes import (
    ANCHOR_WORDS,
    Whole,
    anchor_place,
    is_tellable,
    is_weak,
    whole_form,
)
from webinstruct.decontaminate.items import Item, Text
from webinstruct.decontaminate.settings import DecontaminateSettings

__all__ = ["IndexBuilder"]

_LEAST_TOLD = 4  # different telling words and numbers of a question that may be changed here and there
_LEAST_RUNS = 2  # short runs by which such a question is found
_MOST_ITEMS = 32  # a short run in more items is a turn of phrase
_MOST_WORDS = 2_000  # longer questions have n-grams enough
_EXACT_TOKENS = 3  # of a question that is told by being the same


class _Taken(NamedTuple):
    """The texts of one benchmark of `size` items: the item's number of each, and whether each tier can find it, shape
    [texts]."""

    benchmark: str
    size: int
    items: Ints
    found_by: Mapping[str, Bools]


class IndexBuilder:
    """Collects items and makes the index."""

    def __init__(self, settings: DecontaminateSettings) -> None:
        self._rules = Rules(settings.ngram, settings.share, settings.numbers == "fold")
        self._sources: list[tuple[str, str, str]] = []
        self._taken: list[_Taken] = []
        self._runs: dict[str, list[tuple[Hashes, Ints]]] = {"exact": [], "ngram": [], "short": []}
        self._anchors: list[str] = []
        self._wholes: list[Whole] = []
        self._questions: list[tuple[Hashes, NDArray[np.uint8], Ints]] = []

    def add(self, benchmark: str, items: Iterable[Item]) -> Coverage:
        """Take in the items of one benchmark; says what could be found of it if it were the only one."""
        all_items = list(items)
        listed = [(number, item.id, text) for number, item in enumerate(all_items) for text in item.texts]
        texts = [text for *_, text in listed]
        tokens = tokens_of([text.text for text in texts])
        content = tokens.content()
        asked = np.array([text.is_question for text in texts], np.bool_)
        ngram = self._added_ngrams(content)
        found_by = {
            "exact": self._added_exact(tokens, asked),
            "ngram": ngram & asked,
            "whole": self._added_wholes(texts, asked & ~ngram),
            "share": self._added_words(content, asked) & (self._rules.share is not None),
        }
        self._sources += [(benchmark, name, text.field) for _, name, text in listed]
        taken = _Taken(
            benchmark, len(all_items), np.array([number for number, *_ in listed], np.int64), found_by
        )
        self._taken.append(taken)
        return _coverage(taken)

    def index(self) -> Stored:
        """The index of all that was taken in; the same items in the same order give the same one."""
        keys = {name: _keys(parts) for name, parts in self._runs.items()}
        keys["short"] = self._telling_runs(keys["short"])
        keys["anchors"] = Keys.of(_anchor_hashes(self._anchors), np.arange(len(self._wholes)))
        sizes = np.concatenate([[0], *(counts for *_, counts in self._questions)])
        hashes = [hashes for hashes, *_ in self._questions]
        kinds = [kinds for _, kinds, _ in self._questions]
        return Stored(
            self._rules,
            self._sources,
            keys,
            self._wholes,
            Questions(
                np.concatenate([np.empty(0, np.uint64), *hashes]),
                np.concatenate([np.empty(0, np.uint8), *kinds]),
                np.cumsum(sizes).astype(np.int64),
            ),
            self._covered(keys["short"].sizes(len(self._sources))),
        )

    def write(self, path: str) -> None:
        """Leave the index in the file `path`."""
        self.index().write(path)

    def _added_exact(self, tokens: Tokens, asked: Bools) -> Bools:
        long_enough = asked & (np.diff(tokens.edges) >= _EXACT_TOKENS)
        places = np.flatnonzero(long_enough)
        hashes = RunHashes(tokens.hashes).of(tokens.edges[places], tokens.edges[places + 1])
        self._runs["exact"].append((hashes, places + len(self._sources)))
        return long_enough

    def _added_ngrams(self, content: Tokens) -> Bools:
        added = np.zeros(len(content.edges) - 1, np.bool_)
        for rule in ngram_rules(self._rules.ngram):
            runs = counting_runs(content, rule)
            self._runs["ngram"].append((runs.hashes, runs.texts + len(self._sources)))
            added |= _among(runs.texts, len(added))
        return added

    def _added_wholes(self, texts: list[Text], wanted: Bools) -> Bools:
        added = np.zeros(len(texts), np.bool_)
        for place in np.flatnonzero(wanted).tolist():
            tokens = words(texts[place].text)
            if not is_tellable(tokens):
                continue
            content = content_words(tokens)
            anchor = anchor_place(content)
            self._anchors += content[anchor : anchor + ANCHOR_WORDS]
            source = len(self._sources) + place
            run = int(RunHashes(token_hashes(content)).all_of(len(content))[0])
            self._wholes.append(Whole(anchor, len(content), run, whole_form(tokens), is_weak(tokens), source))
            added[place] = True
        return added

    def _added_words(self, content: Tokens, asked: Bools) -> Bools:
        """Take the words of the questions that may be changed here and there, and the short runs that lead to them."""
        texts, counts = content.texts(), np.diff(content.edges)
        kinds = np.where(kinds_of(content) != ORDINARY, TOLD, PLAIN).astype(np.uint8)
        kinds[content.kinds == NUMBER] = NUMERIC
        told = kinds != PLAIN
        different = Keys.of(content.hashes[told], texts[told]).sizes(len(counts))
        fit = asked & (different >= _LEAST_TOLD) & (counts <= _MOST_WORDS)
        self._questions.append((content.hashes[fit[texts]], kinds[fit[texts]], np.where(fit, counts, 0)))
        runs = counting_runs(folded(content) if self._rules.fold else content, SHORT_RUN)
        wanted = fit[runs.texts]
        self._runs["short"].append((runs.hashes[wanted], runs.texts[wanted] + len(self._sources)))
        return fit

    def _telling_runs(self, keys: Keys) -> Keys:
        """The short runs that are no turn of phrase: those that stand in few items."""
        offsets = np.cumsum([0, *(taken.size for taken in self._taken)])
        items = np.concatenate(
            [
                np.empty(0, np.int64),
                *(taken.items + offset for taken, offset in zip(self._taken, offsets, strict=False)),
            ]
        )
        numbers = np.repeat(np.arange(len(keys.hashes)), np.diff(keys.edges))
        per_item = Keys.of(numbers.astype(np.uint64), items[keys.sources])
        few = (np.diff(per_item.edges) <= _MOST_ITEMS)[numbers]
        return Keys.of(keys.hashes[numbers[few]], keys.sources[few])

    def _covered(self, short_runs: Ints) -> dict[str, Coverage]:
        """What each tier can find of each benchmark, `short_runs` being the number of these in each text."""
        found, first = {}, 0
        for taken in self._taken:
            runs = short_runs[first : first + len(taken.items)]
            first += len(taken.items)
            share = taken.found_by["share"] & (runs >= _LEAST_RUNS)
            found[taken.benchmark] = _coverage(taken._replace(found_by={**taken.found_by, "share": share}))
        return found


def _coverage(taken: _Taken) -> Coverage:
    found = {tier: _among(taken.items[flags], taken.size) for tier, flags in taken.found_by.items()}
    counts = {tier: int(flags.sum()) for tier, flags in found.items()}
    covered = np.logical_or.reduce(list(found.values()))
    return Coverage(items=taken.size, **counts, uncovered=taken.size - int(covered.sum()))


def _among(numbers: Ints, count: int) -> Bools:
    """Which of 0 to count - 1 are among `numbers`, shape [count]."""
    return np.bincount(numbers, minlength=count).astype(np.bool_)


def _keys(parts: list[tuple[Hashes, Ints]]) -> Keys:
    hashes = [np.empty(0, np.uint64), *(hashes for hashes, _ in parts)]
    sources = [np.empty(0, np.int64), *(sources for _, sources in parts)]
    return Keys.of(np.concatenate(hashes), np.concatenate(sources))


def _anchor_hashes(anchors: list[str]) -> Hashes:
    """The hash of every three words of `anchors`."""
    starts = np.arange(0, len(anchors), ANCHOR_WORDS)
    return RunHashes(token_hashes(anchors)).of(starts, starts + ANCHOR_WORDS)
