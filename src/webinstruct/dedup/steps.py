"""The work before a row can be judged: sign every shard, match across all, cluster what matched.

    shard ─sign─▶ keys, shingles, merits ─match─▶ pairs of row numbers ─cluster─▶ which row goes for which

Rows are numbered through all shards in order. A band is read from all shards at a time and no more than one is in
memory; shingles are read only for rows that have a candidate. At a million questions of 60 words, match holds some
500 MB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from webinstruct.core.stage import StepContext
from webinstruct.dedup.clusters import Pair, Removal, removals
from webinstruct.dedup.matching import Ints, best_of_groups, candidates, jaccard
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.signature import band_shape
from webinstruct.dedup.signed import ANSWER_EXACT, Signed, exact_names, signed_batch, signed_schema
from webinstruct.dedup.survivor import MERIT_COLUMNS, ranks
from webinstruct.storage.parquet import ParquetRows, parquet_file

__all__ = ["REMOVED", "Cluster", "Match", "Sign"]

_BATCH_ROWS = 2_048

_PAIRS = pa.schema(
    [
        pa.field("better", pa.int64()),
        pa.field("worse", pa.int64()),
        pa.field("similarity", pa.float64()),
        pa.field("exact", pa.bool_()),
        pa.field("better_rank", pa.int64()),
        pa.field("worse_rank", pa.int64()),
    ]
)

REMOVED = pa.schema(
    [
        pa.field("shard", pa.int64()),
        pa.field("row", pa.int64()),
        pa.field("pair_id", pa.string()),
        pa.field("survivor", pa.string()),
        pa.field("survivor_shard", pa.int64()),
        pa.field("survivor_row", pa.int64()),
        pa.field("similarity", pa.float64()),
        pa.field("kind", pa.string()),
    ]
)
"""The rows that go: where each stands, its survivor, and `exact` or `near`."""


@dataclass
class Sign:
    """Per shard: what is compared of each row, and how good the row is."""

    settings: DedupSettings
    name: str = "sign"
    per_shard: bool = True
    suffix: str = ".parquet"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Sign the rows of shard `part`."""
        rows = context.rows(part, MERIT_COLUMNS)
        with ParquetRows(out, signed_schema(self.settings)) as file:
            while batch := list(islice(rows, _BATCH_ROWS)):
                file.add(signed_batch(batch, self.settings))


@dataclass
class Match:
    """Over all shards: pairs of rows that are duplicates."""

    settings: DedupSettings
    name: str = "match"
    per_shard: bool = False
    suffix: str = ".parquet"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Write every pair, exact ones first."""
        signed = Signed(context)
        rank = ranks(signed.merits(), self.settings.survivor)
        same_id = best_of_groups([signed.ids()], rank)
        standing = np.flatnonzero(same_id == np.arange(signed.count))
        keys = [signed.column(name)[standing] for name in exact_names(self.settings)]
        same_text = standing[best_of_groups(keys, rank[standing])]
        heads = np.unique(same_text)
        with ParquetRows(out, _PAIRS) as file:
            for better, worse in ((same_id, np.arange(signed.count)), (same_text, standing)):
                moved = better != worse
                file.add(_pairs(better[moved], worse[moved], np.ones(int(moved.sum())), True, rank))
            file.add(_pairs(*_near(signed, heads, rank, self.settings), False, rank))


@dataclass
class Cluster:
    """Over all pairs: which row goes for which."""

    name: str = "cluster"
    per_shard: bool = False
    suffix: str = ".parquet"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Write the rows that go, in input order."""
        with parquet_file(context.artifact("match")) as file:
            pairs = file.read()
        gone = _resolved(pairs)
        signed = Signed(context)
        with ParquetRows(out, REMOVED) as file:
            for start in range(0, len(gone), _BATCH_ROWS):
                file.add(_removed(gone[start : start + _BATCH_ROWS], signed))


def _near(signed: Signed, heads: Ints, rank: Ints, settings: DedupSettings) -> tuple[Ints, Ints, Any]:
    """The near pairs among `heads`: better rows, worse rows, similarities."""
    better, worse = _candidates(signed, heads, rank, settings)
    rows = np.unique(np.concatenate([better, worse]))
    alike = _similarities(signed.sets("shingles", rows), better, worse)
    near = alike >= settings.threshold
    if settings.keep == "distinct_answers":
        same = np.logical_and.reduce(
            [signed.column(n)[better] == signed.column(n)[worse] for n in ANSWER_EXACT]
        )
        guarded = signed.column("answer_guard")
        answers = _similarities(signed.sets("answer_shingles", rows), better, worse)
        matching = same | ((guarded[better] == guarded[worse]) & (answers >= settings.threshold))
        near, alike = near & matching, np.where(same, alike, np.minimum(alike, answers))
    return better[near], worse[near], alike[near]


def _candidates(signed: Signed, heads: Ints, rank: Ints, settings: DedupSettings) -> tuple[Ints, Ints]:
    """Pairs of rows that share a band, each once, in a fixed order."""
    found = np.empty(0, np.int64)
    bands, _ = band_shape(settings.threshold, settings.permutations)
    for band in range(bands if settings.threshold < 1 else 0):
        pairs = candidates(signed.column(f"band_{band}")[heads], rank[heads], heads)
        codes = (better * signed.count + worse for better, worse in pairs)
        found = np.union1d(found, np.fromiter(codes, np.int64))
    return found // max(1, signed.count), found % max(1, signed.count)


def _similarities(sets: dict[int, NDArray[np.uint32]], better: Ints, worse: Ints) -> Any:
    pairs = zip(better.tolist(), worse.tolist(), strict=True)
    return np.fromiter((jaccard(sets[one], sets[other]) for one, other in pairs), np.float64, len(better))


def _pairs(better: Ints, worse: Ints, similarity: Any, exact: bool, rank: Ints) -> pa.RecordBatch:
    columns = [better, worse, similarity, np.full(len(better), exact), rank[better], rank[worse]]
    return pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, _PAIRS, strict=True)], schema=_PAIRS)


def _resolved(pairs: pa.Table) -> list[tuple[Removal, bool]]:
    """The rows that go, by row number, each with the row that stays for it in the end and whether it is exact."""
    better, worse, similarity, exact, better_rank, worse_rank = (
        column.to_pylist() for column in pairs.columns
    )
    rank = dict(zip([*better, *worse], [*better_rank, *worse_rank], strict=True))
    found = list(map(Pair, better, worse, similarity))
    near = [pair for pair, is_exact in zip(found, exact, strict=True) if not is_exact]
    gone = {removal.row: (removal, False) for removal in removals(near, rank)}
    same = [pair for pair, is_exact in zip(found, exact, strict=True) if is_exact]
    for pair in sorted(same, key=lambda pair: rank[pair.worse]):
        gone[pair.worse] = _in_the_end(pair, gone)
    return [gone[row] for row in sorted(gone)]


def _in_the_end(pair: Pair, gone: dict[int, tuple[Removal, bool]]) -> tuple[Removal, bool]:
    """A row's removal when its better may be gone itself: then that one's survivor stays for both."""
    onward = gone.get(pair.better)
    if onward is None:
        return Removal(*_turned(pair)), True
    removal, is_exact = onward
    return Removal(pair.worse, removal.survivor, removal.similarity), is_exact


def _turned(pair: Pair) -> tuple[int, int, float]:
    return pair.worse, pair.better, pair.similarity


def _removed(gone: Iterable[tuple[Removal, bool]], signed: Signed) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(_removed_rows(gone, signed)), schema=REMOVED)


def _removed_rows(gone: Iterable[tuple[Removal, bool]], signed: Signed) -> Iterator[dict[str, Any]]:
    for removal, is_exact in gone:
        shard, row, pair_id = signed.place(removal.row)
        survivor_shard, survivor_row, survivor = signed.place(removal.survivor)
        yield {
            "shard": shard,
            "row": row,
            "pair_id": pair_id,
            "survivor": survivor,
            "survivor_shard": survivor_shard,
            "survivor_row": survivor_row,
            "similarity": removal.similarity,
            "kind": "exact" if is_exact else "near",
        }
