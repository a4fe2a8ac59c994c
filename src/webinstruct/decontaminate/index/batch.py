"""Some texts as the search sees them: their tokens, and the hashes of all runs of words in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from webinstruct.core.arrays import Bools, Ints
from webinstruct.core.ngrams import Hashes
from webinstruct.core.tokens import CHARACTER, NUMBER, tokens_of
from webinstruct.decontaminate.index.keys import Filter, Keys
from webinstruct.decontaminate.index.runs import RunHashes, folded
from webinstruct.decontaminate.index.telling import ORDINARY, kinds_of

__all__ = ["Batch", "batches"]

_CHARS = 1 << 18
"""Characters searched at a time: the arrays stay in the caches."""


class Batch:
    """Texts, their tokens and content words. Nothing that is found in one text depends on the others."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.tokens = tokens_of(texts)
        self.content = self.tokens.content()

    @cached_property
    def text_of(self) -> Ints:
        """The number of the text that each content word stands in, shape [words]."""
        return self.content.texts()

    @cached_property
    def told(self) -> Bools:
        """Whether each content word tells something or is a number, shape [words]."""
        told: Bools = kinds_of(self.content) != ORDINARY
        told |= self.content.kinds == NUMBER
        return told

    def told_in(self, start: int, stop: int) -> float:
        """How many different words of [start, stop) tell something or are numbers; a character is half a word."""
        span = slice(start, stop)
        hashes, first = np.unique(self.content.hashes[span][self.told[span]], return_index=True)
        halves = int((self.content.kinds[span][self.told[span]][first] == CHARACTER).sum())
        return len(hashes) - halves / 2

    @cached_property
    def plain_runs(self) -> RunHashes:
        """The hashes of runs of content words."""
        return RunHashes(self.content.hashes)

    @cached_property
    def folded_runs(self) -> RunHashes:
        """The same with all numbers as one."""
        return RunHashes(folded(self.content).hashes)

    def met(self, runs: RunHashes, words: int, keys: Keys, likely: Filter) -> tuple[Ints, Ints]:
        """Where runs of `words` words (or twice as many characters) are among `keys`: places in the content words, each
        with each source that the key stands in."""
        lengths = (words, 2 * words) if self._has_characters else (words,)
        parts = [self._met(runs.all_of(length), length, keys, likely) for length in lengths]
        places, sources = zip(*parts, strict=True)
        return np.concatenate(places), np.concatenate(sources)

    def met_exactly(self, keys: Keys) -> tuple[Ints, Ints]:
        """The texts that are among `keys` as they are, each with each source."""
        edges = self.tokens.edges
        full = np.flatnonzero(edges[1:] > edges[:-1])
        hashes = RunHashes(self.tokens.hashes).of(edges[full], edges[full + 1])
        places, sources = keys.met(hashes, np.arange(len(full)))
        return full[places], sources

    @cached_property
    def _has_characters(self) -> bool:
        return bool((self.content.kinds == CHARACTER).any())

    def _met(self, hashes: Hashes, length: int, keys: Keys, likely: Filter) -> tuple[Ints, Ints]:
        places = likely.places(hashes)
        ends = self.content.edges[1:][self.text_of[places]]
        return keys.met(hashes, places[places + length <= ends])


def batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """`texts` in runs of about _CHARS characters; a longer text is one by itself."""
    start = size = 0
    for place, text in enumerate(texts):
        if size and size + len(text) > _CHARS:
            yield texts[start:place]
            start, size = place, 0
        size += len(text) + 1
    if start < len(texts):
        yield texts[start:]
