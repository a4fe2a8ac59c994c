"""Dedup: refined pairs in, the best of each group of duplicates out; the others name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa

from webinstruct.core.reject import Reject
from webinstruct.core.source import Slice
from webinstruct.core.stage import PROCESS, ROW, SHARD, Note, Rejected, Stage, StageContext, Step, Verdict
from webinstruct.core.table import Row
from webinstruct.dedup.earlier import earlier_hashes, earlier_pieces
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.steps import Cluster, Exact, Match, Sign, SignEarlier, Verify
from webinstruct.dedup.steps.cluster import EXACT, NEAR, OTHER_TEXT
from webinstruct.tables import REFINED

__all__ = ["Dedup"]

_REASONS = {EXACT: Reject.EXACT_DUPLICATE, NEAR: Reject.NEAR_DUPLICATE, OTHER_TEXT: Reject.DUPLICATE_ID}


class Dedup(Stage):
    """Stops all but one of the rows that ask the same question, and those that an earlier release has.

    A row is known by its place (SHARD, ROW), not by its id: the same id twice is looked into too.
    """

    name = "dedup"
    reads = REFINED
    writes = REFINED
    settings_type = DedupSettings
    settings: DedupSettings

    def identity(self) -> Mapping[str, str]:
        """The hash of every file of an earlier release."""
        if not self.settings.against:
            return {}
        fields = {"both": ("question", "answer")}.get(self.settings.fields, (self.settings.fields,))
        needed = dict.fromkeys((*fields, "answer") if self.settings.keep == "distinct_answers" else fields)
        return earlier_hashes(self.settings.against, list(needed))

    def steps(self) -> Sequence[Step | str]:
        """Sign, match, verify and cluster, then the rows."""
        earlier = len(self._pieces)
        return (
            *([SignEarlier(self.settings, self._pieces)] if earlier else []),
            Sign(self.settings),
            Exact(self.settings, earlier),
            Match(self.settings, earlier),
            Verify(self.settings, earlier),
            Cluster(self._pieces),
            PROCESS,
        )

    def open(self, context: StageContext) -> None:
        """Map the file that says which rows go; it is read a shard at a time."""
        self._removed = pa.ipc.open_file(pa.memory_map(context.artifact("cluster")))
        self._shard = -1
        self._gone: dict[int, tuple[str, float, int]] = {}

    def process(self, row: Row) -> Iterable[Verdict]:
        """Stop the row if it goes for another."""
        if row[SHARD] != self._shard:
            self._turn_to(row[SHARD])
        gone = self._gone.get(row[ROW])
        if gone is None:
            yield {name: value for name, value in row.items() if not name.startswith("__")}
            return
        survivor, similarity, kind = gone
        how = "another text" if kind == OTHER_TEXT else f"similarity {similarity:.3f}"
        yield Rejected(_REASONS[kind], f"of {survivor}, {how}")
        if (row[SHARD], row[ROW]) == self._first:
            yield from self._notes()

    @cached_property
    def _pieces(self) -> Sequence[Slice]:
        return earlier_pieces(self.settings.against) if self.settings.against else ()

    def _turn_to(self, shard: int) -> None:
        """Read which rows of `shard` go."""
        rows, *columns = (column.to_pylist() for column in self._removed.get_batch(shard).columns)
        self._gone = dict(zip(rows, zip(*columns, strict=True), strict=True))
        self._shard = shard

    @cached_property
    def _first(self) -> tuple[int, int] | None:
        """The first row of all that go: beside it the counts over all shards are noted, so that they are noted once."""
        for shard in range(self._removed.num_record_batches):
            batch = self._removed.get_batch(shard)
            if batch.num_rows:
                return shard, batch.column("row")[0].as_py()
        return None

    def _notes(self) -> Iterable[Note]:
        counts: dict[bytes, Any] = self._removed.schema.metadata
        return [Note(word.decode(), int(count)) for word, count in counts.items()]
