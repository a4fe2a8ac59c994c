"""Dedup: refined pairs in, the best of each group of duplicates out; the others name it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from webinstruct.core.reject import Reject
from webinstruct.core.stage import PROCESS, ROW, SHARD, Rejected, Stage, StageContext, Step, Verdict
from webinstruct.core.table import Row
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.steps import Cluster, Match, Sign
from webinstruct.storage.parquet import parquet_file
from webinstruct.tables import REFINED

__all__ = ["Dedup"]

_ROW_BITS = 40
_REASONS = {"exact": Reject.EXACT_DUPLICATE, "near": Reject.NEAR_DUPLICATE}


class Dedup(Stage):
    """Stops all but one of the rows that ask the same question.

    A row is known by its place (SHARD, ROW), not by its id: the same id twice is a duplicate too.
    """

    name = "dedup"
    reads = REFINED
    writes = REFINED
    settings_type = DedupSettings

    def steps(self) -> Sequence[Step | str]:
        """Sign, match and cluster, then the rows."""
        return (Sign(self.settings), Match(self.settings), Cluster(), PROCESS)

    def open(self, context: StageContext) -> None:
        """Load which rows go, sorted by place."""
        with parquet_file(context.artifact("cluster")) as file:
            table = file.read(columns=["shard", "row", "survivor", "similarity", "kind"]).combine_chunks()
        shards, rows = table["shard"].to_numpy(), table["row"].to_numpy()
        self._places: Any = (shards << _ROW_BITS) | rows
        self._gone = table

    def process(self, row: Row) -> Iterable[Verdict]:
        """Stop the row if it goes for another."""
        place = (row[SHARD] << _ROW_BITS) | row[ROW]
        found = int(np.searchsorted(self._places, place))
        if found < len(self._places) and self._places[found] == place:
            survivor, similarity, kind = (
                self._gone[name][found].as_py() for name in ("survivor", "similarity", "kind")
            )
            yield Rejected(_REASONS[kind], f"of {survivor}, similarity {similarity:.3f}")
        else:
            yield {name: value for name, value in row.items() if not name.startswith("__")}
