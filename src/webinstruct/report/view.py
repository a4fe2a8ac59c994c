"""A run as the report reads it: plan, books, and rows by column, with whatever columns are there.

Stages of one's own may write tables that nobody here knows, so nothing is taken for granted: a stage is asked for its
columns, and a column that is missing is read as None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webinstruct.core.errors import InputError
from webinstruct.runner.plan import Plan, loaded_plan
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.status import StageStatus, status
from webinstruct.runner.tally import Counts, Tally
from webinstruct.storage import parquet
from webinstruct.storage.folders import exists
from webinstruct.storage.place import Place

__all__ = ["PAGE_COLUMNS", "PAIR_COLUMNS", "RunView", "as_text", "evenly", "rows_of", "spread", "viewed"]

PAIR_COLUMNS = ("question", "answer")
PAGE_COLUMNS = ("page_id", "text")

_MOST_FILES = 100
"""Files that one figure or sample is made of: each takes a millisecond to open, and ten on a network."""


@dataclass(frozen=True)
class RunView:
    """A run directory with its plan and the books so far."""

    run_dir: RunDir
    plan: Plan
    stages: tuple[StageStatus, ...]

    def shards(self, stage: str) -> list[int]:
        """The finished shards of a stage, in order."""
        return list(self._tally(stage).shards)

    def columns(self, stage: str) -> list[str]:
        """The columns that a stage keeps; none while it has no finished shard."""
        first = next(iter(self._tally(stage).shards), None)
        if first is None:
            return []
        with parquet.parquet_file(str(self.run_dir.kept(stage, first))) as file:
            return list(file.schema_arrow.names)

    def stages_with(self, columns: Sequence[str]) -> list[str]:
        """The stages whose kept rows have all these columns, in order."""
        return [stage.name for stage in self.stages if set(columns) <= set(self.columns(stage.name))]

    @property
    def pair_stage(self) -> str | None:
        """The last stage that has kept pairs."""
        return next(reversed(self.stages_with(PAIR_COLUMNS)), None)

    @property
    def page_stage(self) -> str | None:
        """The first stage that has kept pages with their text."""
        return next(iter(self.stages_with(PAGE_COLUMNS)), None)

    def path(self, stage: str, what: str, shard: int) -> Place:
        """The file of a shard's rows that were `what`: kept, rejected or quarantined."""
        paths = {
            "kept": self.run_dir.kept,
            "rejected": self.run_dir.rejected,
            "quarantined": self.run_dir.quarantined,
        }
        return paths[what](stage, shard)

    def scanned(
        self, stage: str, what: str, columns: Sequence[str], most: int
    ) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """(shard, position, row) of at most `most` rows; where there are more, or they lie in a great many files, from
        shards evenly spread."""
        counts = self._counts(stage, what)
        left = most
        for shard in evenly(spread(counts, most), _MOST_FILES):
            for position, row in enumerate(rows_of(self.path(stage, what, shard), columns)):
                if left <= 0:
                    return
                left -= 1
                yield shard, position, row

    def _counts(self, stage: str, what: str) -> dict[int, int]:
        """By shard, how many rows were `what`, where there were some; of rejected ones, not all may be listed."""
        place = Counts._fields.index(what)
        shards = self._tally(stage).shards
        return {shard: counts[place] for shard, counts in shards.items() if counts[place]}

    def _tally(self, stage: str) -> Tally:
        return next((one.tally for one in self.stages if one.name == stage), Tally())


def viewed(run: RunDir | RunView) -> RunView:
    """The run at a place; one that is looked at already stays as it is.

    Raises:
        InputError: nothing was planned there.
    """
    if isinstance(run, RunView):
        return run
    plan = loaded_plan(run)
    if plan is None:
        raise InputError(f"{run.root} has no plan.json, so it is no run. Start with webinstruct run.")
    return RunView(run, plan, tuple(status(run, plan)))


def rows_of(path: Place, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file with exactly `columns`; None where the file lacks one, no rows where it is missing."""
    if not exists(path):
        return
    with parquet.parquet_file(str(path)) as file:
        there = [name for name in columns if name in file.schema_arrow.names]
    if there:
        for row in parquet.rows(str(path), there):
            yield {name: row.get(name) for name in columns}


def spread(counts: Mapping[int, int], most: int) -> Sequence[int]:
    """Shards, evenly spread and at least one, that hold about `most` rows; `counts` are rows by shard.

    >>> spread({0: 10, 1: 10, 2: 10, 3: 10}, 20)
    [0, 2]
    >>> spread({0: 10, 1: 10}, 50)
    [0, 1]
    """
    shards = sorted(counts)
    rows = sum(counts.values())
    return shards if rows <= most else evenly(shards, max(1, len(shards) * most // rows))


def evenly(shards: Sequence[int], count: int) -> Sequence[int]:
    """At most `count` of `shards`, evenly spread.

    >>> evenly([1, 2, 3, 4], 2), evenly([1, 2], 5)
    ([1, 3], [1, 2])
    """
    return [shards[n * len(shards) // count] for n in range(count)] if len(shards) > count else shards


def as_text(value: Any) -> str:
    """A cell as text; the empty string for None and for what is not text.

    >>> as_text(None), as_text("x"), as_text(3)
    ('', 'x', '')
    """
    return value if isinstance(value, str) else ""
