"""Which records of a file are fetched with one request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Asked", "runs"]


class Asked(NamedTuple):
    """A record that the index names: its file's path in the crawl, its first byte there, its bytes, its page's URL."""

    path: str
    offset: int
    length: int
    url: str

    @property
    def stop(self) -> int:
        """The byte behind it."""
        return self.offset + self.length


def runs(records: Iterable[Asked], gap_bytes: int, most_bytes: int) -> Iterator[list[Asked]]:
    """Neighbors of one file that are at most `gap_bytes` apart, as long as all of them have at most `most_bytes`.

    >>> a, b, c = Asked("x", 0, 10, ""), Asked("x", 12, 10, ""), Asked("x", 40, 10, "")
    >>> [len(run) for run in runs([a, b, c], 5, 100)], [len(run) for run in runs([a, b, c], 50, 30)]
    ([2, 1], [2, 1])
    """
    run: list[Asked] = []
    for record in records:
        if run and (
            record.path != run[0].path
            or record.offset - run[-1].stop > gap_bytes
            or record.stop - run[0].offset > most_bytes
            or record.offset < run[-1].stop
        ):
            yield run
            run = []
        run.append(record)
    if run:
        yield run
