"""Which part each example is held out in: dealt out evenly within its class and its file, or whole sites at a time."""

from __future__ import annotations

from array import array
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from webinstruct.core.stage import StepContext
from webinstruct.recall.reading import domain_of
from webinstruct.recall.sites.names import registered_domain
from webinstruct.recall.training.settings import TrainingSettings

__all__ = [
    "NOT_HELD_OUT",
    "SPLIT",
    "Split",
    "SplitFound",
    "held_out_parts",
    "parts",
    "parts_of_sites",
    "split_found",
]

SPLIT = "split"
NOT_HELD_OUT = -1
_SLACK = 1e-9  # 10 * 0.1 is 1

Numbers = np.ndarray[Any, np.dtype[Any]]


def parts(strata: Numbers, keys: Numbers, count: int) -> Numbers:
    """The part in [0, count) of every example. `strata` are numbers, `keys` hashes of the texts, both of shape
    [examples].

    Systematic sampling: the examples stand in the order of their strata, within one in that of their keys, and are
    dealt out in turn. So parts differ by at most one example in each stratum, and small strata add up.

    >>> parts(np.array([0, 1, 0, 1]), np.array([5, 6, 3, 2]), 2).tolist()
    [1, 1, 0, 0]
    """
    dealt = np.empty(len(keys), dtype=np.int32)
    dealt[np.lexsort((keys, strata))] = np.arange(len(keys)) % count
    return dealt


def held_out_parts(strata: Numbers, keys: Numbers, share: float) -> Numbers:
    """0 for the share of the examples that is held out, NOT_HELD_OUT for the others; drawn as `parts` does.

    >>> held_out_parts(np.zeros(4), np.array([4, 3, 2, 1]), 0.5).tolist()
    [0, -1, 0, -1]
    """
    ends = np.floor(np.arange(len(keys) + 1) * share + _SLACK)
    drawn = np.empty(len(keys), dtype=np.int32)
    drawn[np.lexsort((keys, strata))] = np.where(np.diff(ends) > 0, 0, NOT_HELD_OUT)
    return drawn


def parts_of_sites(sites: Numbers, is_wanted: Numbers, count: int) -> Numbers:
    """The part in [0, count) of every example, all those of a site in one; both arrays have shape [examples].

    The sites with most wanted pages come first, each to the part that has fewest of them so far, and of equal ones to
    the smallest. So parts are about equal, as far as no site is larger than a part.

    >>> parts_of_sites(np.array([0, 0, 1, 2, 2]), np.array([True, True, False, False, True]), 2).tolist()
    [0, 0, 0, 1, 1]
    """
    wanted = np.bincount(sites, weights=is_wanted).astype(np.int64)
    pages = np.bincount(sites)
    part_of_site = np.empty(len(pages), dtype=np.int32)
    filled = [(0, 0, part) for part in range(count)]  # wanted pages, pages, part
    for site in np.lexsort((-pages, -wanted)):
        fullness = min(filled) if wanted[site] else min(filled, key=itemgetter(1))
        part = fullness[2]
        filled[part] = (fullness[0] + int(wanted[site]), fullness[1] + int(pages[site]), part)
        part_of_site[site] = part
    return part_of_site[sites]


class SplitFound(NamedTuple):
    """The keys of all examples, rising, and the part of each."""

    keys: Numbers
    parts: Numbers

    def part_of(self, key: int) -> int:
        """The part in which the example with `key` is held out."""
        return int(self.parts[np.searchsorted(self.keys, np.uint64(key))])


class Split:
    """The step that says which example is held out in which part: a file of keys and parts."""

    name = SPLIT
    per_shard = False
    suffix = ".npz"

    def __init__(self, settings: TrainingSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Deal out the examples; about 50 bytes of memory for each, and some for each site."""
        examples = _examples(context, self._settings.apart == "sites")
        order = np.argsort(examples.keys)
        with Path(out).open("wb") as file:
            np.savez(file, keys=examples.keys[order], parts=self._parts(examples)[order])

    def _parts(self, examples: _Examples) -> Numbers:
        keys, groups, is_wanted = examples
        folds, share = self._settings.folds, self._settings.held_out
        if self._settings.apart == "pages":
            return parts(groups, keys, folds) if folds else held_out_parts(groups, keys, share)
        dealt = parts_of_sites(groups, is_wanted, folds or round(1 / share))
        return dealt if folds else np.where(dealt == 0, 0, NOT_HELD_OUT)


class _Examples(NamedTuple):
    """Three arrays of shape [examples]; `groups` numbers strata, or sites."""

    keys: Numbers
    groups: Numbers
    is_wanted: Numbers


def split_found(path: str) -> SplitFound:
    """What the step `split` left."""
    with np.load(path, allow_pickle=False) as found:
        return SplitFound(found["keys"], found["parts"])


def _examples(context: StepContext, by_site: bool) -> _Examples:
    """All examples, grouped by site, or else by class and file."""
    keys, groups, is_wanted = array("Q"), array("q"), array("b")
    numbers: dict[object, int] = {}
    for shard in range(context.shards):
        for row in context.rows(shard, ["key", "is_wanted", "url" if by_site else "source_file", "group"]):
            group = site_of(row["url"]) if by_site else (row["is_wanted"], row["group"], row["source_file"])
            keys.append(row["key"])
            groups.append(numbers.setdefault(group, len(numbers)))
            is_wanted.append(row["is_wanted"])
    return _Examples(
        np.array(keys, dtype=np.uint64), np.array(groups, dtype=np.int64), np.array(is_wanted, dtype=bool)
    )


def site_of(url: str) -> str:
    """The registered domain of `url`; the URL itself where it has no host.

    >>> site_of("https://math.forum.example.co.uk/q/1"), site_of("file:a.html")
    ('example.co.uk', 'file:a.html')
    """
    host = domain_of(url)
    return registered_domain(host) if host else url
