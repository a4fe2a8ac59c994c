"""The books of a shard: every row that was read is in exactly one column.

    read = rejected + quarantined + sources of kept rows

A page that gives three pairs is one source and three kept rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from webinstruct.core.errors import BooksError

__all__ = ["Books", "total"]


@dataclass(slots=True)
class Books:
    """Counts of rows; `notes` counts things beside the rows."""

    read: int = 0
    kept: int = 0
    sources: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, plain: Mapping[str, Any]) -> None:
        """Add books as `plain` wrote them; a microsecond, for there may be 100,000."""
        self.read += plain["read"]
        self.kept += plain["kept"]
        self.sources += plain["sources"]
        self.seconds += plain["seconds"]
        for counts, more in (
            (self.rejected, plain["rejected"]),
            (self.quarantined, plain["quarantined"]),
            (self.notes, plain["notes"]),
        ):
            for word, count in more.items():
                counts[word] += count

    def check(self, what: str) -> None:
        """Raise unless the books close.

        Raises:
            BooksError: with every count.
        """
        rejected, quarantined = self.rejected.total(), self.quarantined.total()
        if self.read != rejected + quarantined + self.sources:
            raise BooksError(
                f"The books of {what} do not close: read {self.read}, but rejected {rejected} + quarantined "
                f"{quarantined} + sources of kept rows {self.sources}. A fault of the stage; nothing was written."
            )

    def plain(self) -> dict[str, Any]:
        """The counts as plain values for JSON, words in alphabetical order."""
        return {
            "read": self.read,
            "kept": self.kept,
            "sources": self.sources,
            "rejected": dict(sorted(self.rejected.items())),
            "quarantined": dict(sorted(self.quarantined.items())),
            "notes": dict(sorted(self.notes.items())),
            "seconds": self.seconds,
        }


def total(all_plain: Iterable[Mapping[str, Any]]) -> Books:
    """The sum of books as `Books.plain` wrote them.

    >>> found = total([Books(read=2, kept=3, sources=2).plain(), Books(read=1, rejected=Counter(odd=1)).plain()])
    >>> found.read, found.kept, found.rejected
    (3, 3, Counter({'odd': 1}))
    """
    result = Books()
    for plain in all_plain:
        result.add(plain)
    return result
