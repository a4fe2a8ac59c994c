"""What the card says of the exported pairs, counted in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from webinstruct.core.table import Row

__all__ = ["TALLIED", "Tally", "tally_of"]

TALLIED = ("split", "domain", "lang", "method", "grounding", "refine_action", "refiner")
"""The columns that are counted."""


@dataclass(slots=True)
class Tally:
    """Counts of pairs by the value of a column; empty values count under a dash."""

    pairs: int = 0
    by: dict[str, Counter[str]] = field(default_factory=dict)

    def top(self, column: str, most: int = 20) -> list[tuple[str, int]]:
        """The commonest values of a column, ties in alphabetical order.

        >>> Tally(3, {"lang": Counter(de=1, en=2, da=1)}).top("lang", 2)
        [('en', 2), ('da', 1)]
        """
        counts = self.by.get(column, Counter())
        return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:most]

    def distinct(self, column: str) -> int:
        """How many values of a column there are, the empty one left out."""
        return len([value for value in self.by.get(column, ()) if value != "-"])


def tally_of(rows: Iterable[Row]) -> Tally:
    """The counts of `rows`. Memory grows with the number of different domains, not with the rows."""
    tally = Tally(by={name: Counter() for name in TALLIED})
    for row in rows:
        tally.pairs += 1
        for name in TALLIED:
            tally.by[name][row[name] or "-"] += 1
    return tally
