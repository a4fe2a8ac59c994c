"""What recall has left in its run directory: the pages that it judged and those that it kept, as columns.

A page that was taken back, because an earlier shard has it too, is in neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import PurePath
from typing import Any

import numpy as np
import pyarrow as pa

from webinstruct.core.stage import WITHDRAWN
from webinstruct.storage.files import FileInfo, listed
from webinstruct.storage.folders import exists
from webinstruct.storage.parquet import parquet_file
from webinstruct.storage.place import place_at

__all__ = ["RecalledPages"]

_BATCH_ROWS = 1 << 16

Numbers = np.ndarray[Any, np.dtype[Any]]


class RecalledPages:
    """The pages of the run directory `run`, by the names of its shards' files."""

    def __init__(self, run: str) -> None:
        self._recall = place_at(run) / "recall"

    def files(self) -> list[FileInfo]:
        """The files of scored pages, one for each shard, in order.

        Raises:
            InputError: there are none.
        """
        return listed(str(self._recall / "scored"), (".parquet",))

    @cached_property
    def names(self) -> list[str]:
        """The names of the shards' files; listed once."""
        return [PurePath(file.path).name for file in self.files()]

    def scored(self, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The judged pages of a shard in large batches: `columns` of SCORED, and `is_kept` behind them."""
        withdrawn, kept = self._withdrawn(name), 0
        for batch in self._batches("scored", name, [*columns, "is_kept"]):
            is_kept = batch["is_kept"].to_numpy(False)
            places = kept + np.cumsum(is_kept) - 1
            kept += int(is_kept.sum())
            is_gone = is_kept & np.isin(places, withdrawn)
            yield batch.filter(pa.array(~is_gone)) if is_gone.any() else batch

    def candidates(self, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The candidates of a shard in large batches: `columns` of CANDIDATES, and `place`, which counts its rows."""
        withdrawn, begin = self._withdrawn(name), 0
        for batch in self._batches("kept", name, columns):
            places = np.arange(begin, begin + batch.num_rows)
            begin += batch.num_rows
            numbered = batch.append_column("place", pa.array(places, pa.int64()))
            yield numbered.filter(pa.array(~np.isin(places, withdrawn)))

    def _withdrawn(self, name: str) -> Numbers:
        """The places of the shard's candidates that were taken back."""
        shards, places = self._taken_back
        bounds = np.searchsorted(shards, [int(PurePath(name).stem), int(PurePath(name).stem) + 1])
        return places[bounds[0] : bounds[1]]

    @cached_property
    def _taken_back(self) -> tuple[Numbers, Numbers]:
        """Shards, rising, and places of all candidates that were taken back; 12 bytes of memory for each."""
        file = self._recall / WITHDRAWN / "00000.parquet"
        if not exists(file):
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
        with parquet_file(str(file)) as opened:
            table = opened.read(columns=["shard", "row"])
        return table["shard"].to_numpy(), table["row"].to_numpy()

    def _batches(self, folder: str, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        with parquet_file(str(self._recall / folder / name)) as file:
            yield from file.iter_batches(batch_size=_BATCH_ROWS, columns=list(columns))
