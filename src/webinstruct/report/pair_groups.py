"""The groups of duplicates, counted from the rows that were stopped: each names its survivor."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from webinstruct.core.reject import Reject
from webinstruct.report.view import RunView, as_text

__all__ = ["PairGroups", "groups_of", "size_classes"]

_MOST_SCANNED = 500_000
_DUPLICATES = frozenset([Reject.EXACT_DUPLICATE, Reject.NEAR_DUPLICATE])
_ID = re.compile(r"\b[0-9a-f]{32}\b")
_BOUNDS = (2, 3, 4, 6, 11, 101, 1_001)


@dataclass(frozen=True, slots=True)
class PairGroups:
    """How many rows were stopped for each survivor, over `counted` of `stopped` rows."""

    sizes: Counter[str]
    counted: int
    stopped: int

    def classes(self) -> list[tuple[str, int]]:
        """How many groups there are of each size, survivor included."""
        return size_classes(Counter(count + 1 for count in self.sizes.values()))


def groups_of(view: RunView, stage: str) -> PairGroups:
    """The groups of a stage whose rejects name their survivors by id."""
    sizes: Counter[str] = Counter()
    counted = 0
    for _, _, row in view.scanned(stage, "rejected", ("reason", "detail"), _MOST_SCANNED):
        counted += 1
        named = _ID.search(as_text(row["detail"]))
        if named and row["reason"] in _DUPLICATES:
            sizes[named[0]] += 1
    stopped = next(one.books.rejected.total() for one in view.stages if one.name == stage)
    return PairGroups(sizes, counted, stopped)


def size_classes(sizes: Counter[int]) -> list[tuple[str, int]]:
    """Groups by classes of size.

    >>> size_classes(Counter({2: 7, 4: 1, 5: 2, 2_000: 1}))
    [('2', 7), ('4 to 5', 3), ('1,001 or more', 1)]
    """
    found = []
    for bound, above in zip(_BOUNDS, (*_BOUNDS[1:], None), strict=True):
        count = sum(
            number for size, number in sizes.items() if size >= bound and (above is None or size < above)
        )
        if count:
            found.append((_class_words(bound, above), count))
    return found


def _class_words(bound: int, above: int | None) -> str:
    if above is None:
        return f"{bound:,} or more"
    return f"{bound:,}" if above == bound + 1 else f"{bound:,} to {above - 1:,}"
