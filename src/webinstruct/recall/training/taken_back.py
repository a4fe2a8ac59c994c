"""Which examples teach nothing: the same text again, texts of both kinds, and what is too much of one kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from webinstruct.core.reject import Reject

__all__ = ["BOTH_KINDS", "THINNED", "TakenBack", "taken_back"]

BOTH_KINDS, THINNED = "both_kinds", "thinned"
"""Reasons: the text stands among the wanted pages and among the others; its class had more pages than the other."""

Numbers = np.ndarray[Any, np.dtype[Any]]


class TakenBack(NamedTuple):
    """An example that is not trained on: its place among all, why, and the place of the example that stays instead
    (-1 where there is none)."""

    place: int
    reason: str
    instead: int = -1


def taken_back(keys: Numbers, is_wanted: Numbers, is_hard: Numbers, is_balanced: bool) -> Iterator[TakenBack]:
    """The examples that are taken back, by their place. All three arrays have shape [examples].

    Of equal keys with one label the first stays, with both labels none. Where it `is_balanced`, the larger class keeps
    its hard examples first and then those with the smallest keys, which are hashes: a random choice, always the same.

    >>> keys, wanted = np.array([7, 7, 8, 9, 9, 3]), np.array([True, True, True, True, False, False])
    >>> [tuple(found) for found in taken_back(keys, wanted, np.zeros(6, bool), True)]
    [(1, 'exact_duplicate', 0), (2, 'thinned', -1), (3, 'both_kinds', 4), (4, 'both_kinds', 3)]
    """
    distinct, first_places, which = np.unique(keys, return_index=True, return_inverse=True)
    has_wanted, has_other = (np.zeros(len(distinct), dtype=bool) for _ in range(2))
    has_wanted[which[is_wanted]] = True
    has_other[which[~is_wanted]] = True
    is_both = (has_wanted & has_other)[which]
    first = first_places[which]
    stays = ~is_both & (first == np.arange(len(keys)))
    is_thinned = _thinned(keys, is_wanted, is_hard, stays) if is_balanced else np.zeros(len(keys), dtype=bool)
    other_of_both = _first_of_other_label(which, is_wanted, len(distinct))
    for place in np.flatnonzero(~stays | is_thinned):
        if is_both[place]:
            yield TakenBack(int(place), BOTH_KINDS, int(other_of_both[place]))
        elif is_thinned[place]:
            yield TakenBack(int(place), THINNED)
        else:
            yield TakenBack(int(place), str(Reject.EXACT_DUPLICATE), int(first[place]))


def _thinned(keys: Numbers, is_wanted: Numbers, is_hard: Numbers, stays: Numbers) -> Numbers:
    """Which of the examples that stay are too many; of shape [examples]."""
    wanted, others = (np.flatnonzero(stays & mask) for mask in (is_wanted, ~is_wanted))
    larger, least = (wanted, len(others)) if len(wanted) > len(others) else (others, len(wanted))
    order = larger[np.lexsort((keys[larger], ~is_hard[larger]))]
    thinned = np.zeros(len(keys), dtype=bool)
    thinned[order[least:]] = True
    return thinned


def _first_of_other_label(which: Numbers, is_wanted: Numbers, distinct: int) -> Numbers:
    """For each example the first place where its text stands with the other label (any number where it does not)."""
    firsts = np.full((2, distinct), -1, dtype=np.int64)
    for label in (0, 1):
        places = np.flatnonzero(is_wanted == bool(label))[::-1]
        firsts[label, which[places]] = places  # the last one written is the first place
    return firsts[(~is_wanted).astype(np.int64), which]
