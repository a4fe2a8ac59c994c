"""Cluster: who goes for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from webinstruct.core.arrays import Floats, Ints
from webinstruct.core.source import Slice
from webinstruct.core.stage import StepContext
from webinstruct.dedup.clusters import EXACT, OTHER_TEXT, Kinds, Pairs, Settling, in_order, joined
from webinstruct.dedup.columns import Columns
from webinstruct.dedup.matching import Ranks
from webinstruct.dedup.signed import Signed
from webinstruct.dedup.steps.sign import signed_rows
from webinstruct.dedup.steps.verify import RANGES, bounds_of

__all__ = ["REMOVED", "Cluster"]

_FIELDS = (("row", pa.int64()), ("survivor", pa.string()), ("similarity", pa.float64()), ("kind", pa.int8()))
REMOVED = pa.schema(_FIELDS)
"""The rows of a shard that go, in order: the number there, the name of the survivor, the similarity to it, and the
kind (see `clusters`)."""


class _Removals(NamedTuple):
    """Rows that go, by row number, with their survivors."""

    row: Ints
    survivor: Ints
    similarity: Floats
    kind: Kinds


@dataclass
class Cluster:
    """Once: the rows that go, one record batch per shard; counts for the manifest in the schema."""

    pieces: Sequence[Slice]
    name: str = "cluster"
    per_shard: bool = False
    suffix: str = ".arrow"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Settle all pairs and write who goes."""
        exact = Columns(context.artifact("exact"))
        pairs, candidates = _settled(exact, context)
        gone = _by_row(exact, pairs)
        signed = signed_rows(context, len(self.pieces))
        facts = _facts(gone) | {"dedup_candidates": candidates}
        schema = REMOVED.with_metadata({word: str(count) for word, count in facts.items()})
        with pa.ipc.new_file(out, schema) as file:
            for batch in _batches(gone, signed, self.pieces):
                file.write_batch(batch)


def _settled(exact: Columns, context: StepContext) -> tuple[Pairs, int]:
    """Of each row that goes for a similar one or for its id the pair with its survivor, in the order of the worse
    ranks; and how many candidates there were."""
    ranks = np.arange(len(exact), dtype=np.uint32)
    settling = Settling(len(exact), ranks[exact["head"] != ranks])
    later = ranks[exact["same_id"] != ranks]
    found, candidates = [], 0
    for part in range(RANGES):
        verified = Columns(context.artifact("verify", part))
        candidates += verified.facts["candidates"]
        near = Pairs(*(verified[name] for name in Pairs._fields))
        low, high = np.searchsorted(later, bounds_of(part, len(exact), exact.facts["earlier"]))
        here = later[low:high]
        of_one_id = Pairs.of(exact["same_id"][here], here, np.zeros(len(here)), OTHER_TEXT)
        found.append(settling.removals(in_order([near, of_one_id])))
    return joined(found), candidates


def _by_row(exact: Columns, pairs: Pairs) -> _Removals:
    """All rows that go, those with the text of a better one too; if that one goes itself, its survivor is theirs."""
    ranks = np.arange(len(exact), dtype=np.uint32)
    equal = ranks[exact["head"] != ranks]
    found = joined([pairs, *_with_one_text(equal, exact["head"][equal], pairs)])
    rows, survivors = (exact["row"][ranks].astype(np.int64) for ranks in (found.worse, found.better))
    order = np.argsort(rows)
    return _Removals(rows[order], survivors[order], found.similarity[order], found.kind[order])


def _with_one_text(equal: Ranks, heads: Ranks, pairs: Pairs) -> tuple[Pairs, Pairs]:
    """The rows of `equal`, whose texts `heads` have: those whose head stays, then those whose head goes, each with the
    row that stays for it."""
    first, behind = (np.searchsorted(pairs.worse, heads, side) for side in ("left", "right"))
    gone = first < behind
    stays = Pairs.of(heads[~gone], equal[~gone], np.ones(int(np.sum(~gone))), EXACT)
    return stays, pairs.at(first[gone])._replace(worse=equal[gone])


def _facts(gone: _Removals) -> dict[str, int]:
    sizes = np.unique(gone.survivor, return_counts=True)[1]
    return {
        "dedup_clusters": len(sizes),
        "dedup_largest_cluster": int(sizes.max(initial=0)) + bool(len(sizes)),
    }


def _batches(gone: _Removals, signed: Signed, pieces: Sequence[Slice]) -> Iterator[pa.RecordBatch]:
    """The rows that go, shard by shard."""
    survivors, places = np.unique(gone.survivor, return_inverse=True)
    names = _names(survivors, signed, pieces)
    _, rows = signed.rows(gone.row)
    bounds = np.searchsorted(gone.row, signed.starts[len(pieces) :]).tolist()
    for low, high in pairwise(bounds):
        columns = [
            pa.array(rows[low:high]),
            names.take(pa.array(places[low:high])),
            pa.array(gone.similarity[low:high]),
            pa.array(gone.kind[low:high]),
        ]
        yield pa.record_batch(columns, schema=REMOVED)


def _names(survivors: Ints, signed: Signed, pieces: Sequence[Slice]) -> pa.Array:
    """What the rows `survivors`, ascending, are called: by their ids, those of earlier releases by file and row."""
    ids = signed.pair_ids(survivors)
    before = int(np.searchsorted(survivors, signed.starts[len(pieces)]))
    files, rows = signed.rows(survivors[:before])
    earlier = [
        f"{pieces[file].path} row {row}" + (f" ({id_})" if id_ else "")
        for file, row, id_ in zip(files.tolist(), rows.tolist(), ids[:before].to_pylist(), strict=True)
    ]
    return pa.concat_arrays([pa.array(earlier, pa.string()), ids[before:]])
