"""What `sign` leaves of each row: one Arrow IPC file per shard, uncompressed, so that it can be mapped instead of read.
`Signed` reads such files, and those of `embed`, as if they were one.

row          int64   number of the row in its shard
pair_id      string  its id, empty where it has none
id_hash      u64     of the id; rows without one each have their own
merit, tie   u64     the order of survivors: smaller is better, merit before tie (see `survivor`)
exact_0, _1  u64     equal where the compared texts are equal in normal form
guard        u64     equal where numbers, operators and negations are (see `guards`)
poles        u64     which opposites the text speaks of; `guards.opposed` says which contradict each other
shingles     list    sorted unique u32
closing      list    those of the last words; only where asks are compared
band_0 ...   u64     equal keys make candidates; equal keys mean equal guards
answer_exact_0, answer_exact_1, answer_guard, answer_poles, answer_shingles: only with `keep: distinct_answers`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from webinstruct.core.arrays import Ints
from webinstruct.core.stage import StepContext
from webinstruct.dedup.minhash import band_shape
from webinstruct.dedup.sets import Sets, slice_places
from webinstruct.dedup.settings import DedupSettings

__all__ = ["ANSWER", "Signed", "asks_are_compared", "bands_of", "exact_names", "files_of", "signed_schema"]

ANSWER = "answer_"
"""What the names of the answers' columns begin with."""

_SET = pa.list_(pa.field("item", pa.uint32(), nullable=False))


class Signed:
    """Signed files, their rows numbered through in order. Files are mapped only while something is asked for: what was
    touched then does not stay in this process's memory."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = list(paths)
        sizes = [sum(batch.num_rows for batch in _batches_of(path)) for path in self._paths]
        self.starts = np.cumsum([0, *sizes]).astype(np.int64)
        """The number of each file's first row, and behind them the number of all rows, shape [files + 1]."""
        self.count = int(self.starts[-1])

    def column(self, name: str) -> NDArray[Any]:
        """One column of numbers over all rows, shape [rows]."""
        found: NDArray[Any] | None = None
        start = 0
        for batch in self._batches():
            values = batch.column(name).to_numpy(zero_copy_only=True)
            if found is None:
                found = np.empty(self.count, values.dtype)
            found[start : start + len(values)] = values
            start += len(values)
        return np.empty(0, np.uint64) if found is None else found

    def sets(self, name: str, numbers: Ints) -> Sets:
        """The shingles in column `name` of some rows; `numbers` ascend."""
        flat = [np.empty(0, np.uint32)]
        sizes = [np.empty(0, np.int64)]
        for batch, places in self._parts_with(numbers):
            column = batch.column(name)
            offsets = column.offsets.to_numpy(zero_copy_only=True)
            starts, counts = offsets[places].astype(np.int64), np.diff(offsets)[places].astype(np.int64)
            flat.append(column.values.to_numpy(zero_copy_only=True)[slice_places(starts, counts)])
            sizes.append(counts)
        return Sets(np.concatenate(flat), np.concatenate([[0], np.cumsum(np.concatenate(sizes))]))

    def sizes(self, name: str) -> NDArray[np.uint32]:
        """How many shingles each row has in column `name`, shape [rows]."""
        found = [
            np.diff(batch.column(name).offsets.to_numpy()).astype(np.uint32) for batch in self._batches()
        ]
        return np.concatenate([np.empty(0, np.uint32), *found])

    def values(self, name: str, numbers: Ints) -> NDArray[Any]:
        """The numbers of some rows in column `name`; `numbers` ascend."""
        found = [batch.column(name).to_numpy()[places] for batch, places in self._parts_with(numbers)]
        return np.concatenate(found) if found else np.empty(0, np.uint64)

    def vectors(self, name: str, numbers: Ints) -> NDArray[np.float32]:
        """The vectors of some rows in column `name`, shape [rows, dimensions]; `numbers` ascend."""
        found = []
        for batch, places in self._parts_with(numbers):
            column = batch.column(name)
            flat = column.flatten().to_numpy(zero_copy_only=True)
            found.append(flat.reshape(len(column), column.type.list_size)[places])
        return np.concatenate(found) if found else np.empty((0, 1), np.float32)

    def pair_ids(self, numbers: Ints) -> pa.StringArray:
        """The ids of some rows; `numbers` ascend."""
        found = [
            batch.column("pair_id").take(pa.array(places)) for batch, places in self._parts_with(numbers)
        ]
        return pa.concat_arrays(found) if found else pa.array([], pa.string())

    def rows(self, numbers: Ints) -> tuple[Ints, Ints]:
        """The file that each row stands in, by its place among the paths, and its number there; `numbers` ascend."""
        found = [batch.column("row").to_numpy()[places] for batch, places in self._parts_with(numbers)]
        files = np.searchsorted(self.starts, numbers, side="right") - 1
        return files, np.concatenate([np.empty(0, np.int64), *found])

    def _parts_with(self, numbers: Ints) -> Iterator[tuple[pa.RecordBatch, Ints]]:
        """The record batches that hold some of the rows, each with their places in it."""
        for file in np.unique(np.searchsorted(self.starts, numbers, side="right") - 1).tolist():
            first = int(self.starts[file])
            for batch in _batches_of(self._paths[file]):
                begin, end = np.searchsorted(numbers, [first, first + batch.num_rows])
                if end > begin:
                    yield batch, numbers[begin:end] - first
                first += batch.num_rows

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for path in self._paths:
            yield from _batches_of(path)


def files_of(step: str, context: StepContext, earlier: int) -> list[str]:
    """What `step` left, in the order in which rows are numbered: of `earlier` pieces of earlier releases (by the step
    "..._earlier"), then of the shards."""
    before = [context.artifact(f"{step}_earlier", part) for part in range(earlier)]
    return [*before, *(context.artifact(step, shard) for shard in range(context.shards))]


def asks_are_compared(settings: DedupSettings) -> bool:
    """Whether what two texts ask is compared beside their similarity."""
    return settings.must_ask_the_same and settings.fields == "question"


def bands_of(settings: DedupSettings) -> tuple[int, int]:
    """How many bands of how many rows there are; no band at threshold 1, where only equal texts are duplicates."""
    if settings.threshold == 1:
        return 0, 0
    minhash = settings.minhash
    if minhash.bands and minhash.rows:
        return minhash.bands, minhash.rows
    return band_shape(settings.threshold, minhash.permutations)


def exact_names(settings: DedupSettings) -> list[str]:
    """The columns that are equal in exact duplicates."""
    names = ["exact_0", "exact_1"]
    return names + [f"{ANSWER}{name}" for name in names] if settings.keep == "distinct_answers" else names


def signed_schema(settings: DedupSettings) -> pa.Schema:
    """The columns of a signed file."""
    fields = [pa.field("row", pa.int64()), pa.field("pair_id", pa.string())]
    fields += [pa.field(name, pa.uint64()) for name in ("id_hash", "merit", "tie")]
    for prefix in ("", ANSWER) if settings.keep == "distinct_answers" else ("",):
        fields += [
            pa.field(f"{prefix}{name}", pa.uint64()) for name in ("exact_0", "exact_1", "guard", "poles")
        ]
        fields.append(pa.field(f"{prefix}shingles", _SET))
    if asks_are_compared(settings):
        fields.append(pa.field("closing", _SET))
    return pa.schema(
        [*fields, *(pa.field(f"band_{band}", pa.uint64()) for band in range(bands_of(settings)[0]))]
    )


def _batches_of(path: str) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(path) as mapped:
        file = pa.ipc.open_file(mapped)
        for number in range(file.num_record_batches):
            yield file.get_batch(number)
