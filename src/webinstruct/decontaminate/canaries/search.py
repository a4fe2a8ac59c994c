"""What a search finds of the planted rows, counted by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol, TypeVar

from webinstruct.core.detection import KindFound
from webinstruct.decontaminate.canaries.hosts import Host
from webinstruct.decontaminate.canaries.planting import Canary, Planted

__all__ = ["Named", "Searched", "hits_on", "kind_found"]

T = TypeVar("T", Host, Planted)

_BATCH = 256


class Named(Protocol):
    """What is asked of a hit: the item that was met, and the tier that met it."""

    @property
    def benchmark(self) -> str:
        """Name of the benchmark."""

    @property
    def item(self) -> str:
        """Id of its item."""

    @property
    def tier(self) -> str:
        """Name of the tier."""


Searched = Callable[[Sequence[str]], Sequence[Named | None]]
"""The run's own search: the hit of each text, or None."""


def hits_on(rows: Iterable[T], sides: Sequence[str], searched: Searched) -> Iterator[tuple[T, Named | None]]:
    """Each row with what stops it: a hit of the first of `sides` that has one. Memory is that of a batch."""
    for batch in _batches(rows):
        texts = [getattr(row, side) for row in batch for side in sides]
        found = searched(texts)
        for number, row in enumerate(batch):
            ours = found[number * len(sides) : (number + 1) * len(sides)]
            yield row, next((hit for hit in ours if hit is not None), None)


def kind_found(
    kind: str,
    applies_to: int,
    rows: Iterable[tuple[Planted, Named | None]],
    is_covered: Callable[[Canary], bool],
) -> KindFound:
    """The counts of one kind of canary over its rows."""
    by_place: dict[str, list[int]] = {}
    by_tier: Counter[str] = Counter()
    named = 0
    not_covered = [0, 0]
    for row, hit in rows:
        counted = by_place.setdefault(row.place, [0, 0]) if is_covered(row.canary) else not_covered
        counted[0] += 1
        counted[1] += hit is not None
        if hit is not None and counted is not not_covered:
            by_tier[hit.tier] += 1
            named += (hit.benchmark, hit.item) == (row.canary.benchmark, row.canary.item)
    planted = sum(count for count, _ in by_place.values())
    tiers = dict(sorted(by_tier.items()))
    return KindFound(kind, applies_to, planted, by_tier.total(), named, tiers, by_place, *not_covered)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
