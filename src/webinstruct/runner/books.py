"""The books of a shard: every row that was read is in exactly one column.

    read = rejected + quarantined + sources of kept rows

A page that gives three pairs is one source and three kept rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from webinstruct.core.errors import BooksError

__all__ = ["Books", "books_from", "total"]


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


def books_from(plain: dict[str, Any]) -> Books:
    """The books that `Books.plain` wrote."""
    counters = {key: Counter(plain[key]) for key in ("rejected", "quarantined", "notes")}
    return Books(plain["read"], plain["kept"], plain["sources"], **counters, seconds=plain["seconds"])


def total(all_books: Iterable[Books]) -> Books:
    """The sum of several shards' books."""
    result = Books()
    for books in all_books:
        result.read += books.read
        result.kept += books.kept
        result.sources += books.sources
        result.seconds += books.seconds
        result.rejected.update(books.rejected)
        result.quarantined.update(books.quarantined)
        result.notes.update(books.notes)
    return result
