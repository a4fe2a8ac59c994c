"""What a source is: a fixed division of its input into shards, and the rows of each.

The division is made once and kept in the plan, so that file sizes or listings that change later cannot move a row
from one shard to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import pyarrow as pa

from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row, Table

__all__ = ["GivesBatches", "OpensInRun", "Shard", "Slice", "Source"]


@dataclass(frozen=True, slots=True)
class Slice:
    """Part of one file. `start` and `stop` count what the source counts (row groups, lines); None is the end."""

    path: str
    start: int = 0
    stop: int | None = None
    size: int = 0
    """Bytes of the whole file when the plan was made."""
    name: str = ""
    """What rows of the file are called by, where the source names them after the file (file:NAME)."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The input that one unit of work reads, in this order."""

    slices: tuple[Slice, ...]


class Source(Protocol):
    """Where the first stage's rows come from. A custom one is named in YAML as `source.use: my_pkg.my_mod:MySource`."""

    @property
    def writes(self) -> Table:
        """The table whose rows it yields: PAGES, or PAIRS and after for a run that starts later."""

    def shards(self) -> Sequence[Shard]:
        """The division of the input, the same at every call."""

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        """Every row of the shard in order; what cannot become a row is Stopped with its reason.

        Raises:
            InputError: a whole file cannot be read; the shard fails and can be run again.
        """


@runtime_checkable
class GivesBatches(Protocol):
    """A source whose rows may come as whole batches."""

    def batches(self, shard: Shard) -> Iterator[pa.RecordBatch | Row | Stopped]:
        """As `read`; some of the rows in batches that have all columns of the table."""


@runtime_checkable
class OpensInRun(Protocol):
    """A source that keeps something in the run directory: what it looked up when the run was planned, or what its
    readers in all workers tell each other (how fast a server may be asked)."""

    def open(self, folder: str) -> None:
        """Told the folder, which is there, before `shards` and before the first `read`; in every process anew.

        What `shards` leaves there belongs to the plan: it has to be written whole, and is not written again.
        """
