"""Sorted hashes, each with the texts it stands in, and the look-up of many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from webinstruct.core.arrays import Ints
from webinstruct.core.ngrams import Hashes

__all__ = ["Filter", "Keys"]

_SPARSE = 16  # slots of the filter for each key: few look-ups pass in vain
_LEAST_BITS, _MOST_BITS = 16, 25


class Filter:
    """Which hashes may be among the keys, settled for nearly all by one look at a table of up to 32 MB."""

    def __init__(self, *keys: Hashes) -> None:
        wanted = int(np.log2(_SPARSE * max(1, sum(map(len, keys))))) + 1
        self._shift = np.uint64(64 - min(_MOST_BITS, max(_LEAST_BITS, wanted)))
        self._table = np.zeros(1 << (64 - int(self._shift)), np.bool_)
        for some in keys:
            self._table[self._slots(some)] = True

    def places(self, hashes: Hashes) -> Ints:
        """The places of hashes that may be among the keys."""
        return np.flatnonzero(self._table[self._slots(hashes)])

    def _slots(self, hashes: Hashes) -> Ints:
        return (hashes >> self._shift).view(np.int64)


@dataclass(frozen=True)
class Keys:
    """`hashes` sorted, each once; hash k stands in the texts `sources[edges[k]:edges[k + 1]]`, sorted."""

    hashes: Hashes
    edges: Ints
    sources: Ints

    @classmethod
    def of(cls, hashes: Hashes, sources: Ints) -> Keys:
        """The keys of hashes and of the texts they stand in, in any order, perhaps several times."""
        order = np.lexsort((sources, hashes))
        hashes, sources = hashes[order], sources[order]
        fresh = np.ones(len(hashes), np.bool_)
        fresh[1:] = (hashes[1:] != hashes[:-1]) | (sources[1:] != sources[:-1])
        hashes, sources = hashes[fresh], sources[fresh]
        unique, first = np.unique(hashes, return_index=True)
        return cls(unique, np.append(first, len(hashes)).astype(np.int64), sources)

    @classmethod
    def stored(cls, name: str, arrays: Mapping[str, Any]) -> Keys:
        """The keys that `arrays` of an index file hold under `name`."""
        return cls(arrays[f"{name}_hashes"], arrays[f"{name}_edges"], arrays[f"{name}_sources"])

    def arrays(self, name: str) -> dict[str, Any]:
        """What an index file holds of them."""
        return {f"{name}_hashes": self.hashes, f"{name}_edges": self.edges, f"{name}_sources": self.sources}

    def sizes(self, sources: int) -> Ints:
        """How many keys each of so many texts has."""
        return np.bincount(self.sources, minlength=sources).astype(np.int64)

    def met(self, hashes: Hashes, places: Ints) -> tuple[Ints, Ints]:
        """Of the hashes at `places`, those among the keys: each place with each text the key stands in, by hash."""
        if not len(self.hashes) or not len(places):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        chosen = hashes[places]
        order = np.argsort(chosen)  # looked up in order, they meet the keys in the caches
        chosen, places = chosen[order], places[order]
        numbers = np.minimum(np.searchsorted(self.hashes, chosen), len(self.hashes) - 1)
        equal = self.hashes[numbers] == chosen
        numbers, places = numbers[equal], places[equal]
        counts = self.edges[numbers + 1] - self.edges[numbers]
        before = np.cumsum(counts) - counts
        inside = np.arange(int(counts.sum())) - np.repeat(before, counts)
        return np.repeat(places, counts), self.sources[np.repeat(self.edges[numbers], counts) + inside]
