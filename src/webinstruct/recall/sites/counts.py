"""Counts by site that are added up without holding all pages: groups of (domain, first, second) and their sums."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from webinstruct.recall.sites.names import Places, partitions_of

__all__ = ["COUNTS", "KEYS", "Gathered", "counts_of", "joined", "partitioned", "summed", "without_rare"]

KEYS = ("domain", "first", "second")
_SUMS = ("pages", "tokens", "recalled_pages", "recalled_tokens")
COUNTS = pa.schema([*((key, pa.string()) for key in KEYS), *((name, pa.int64()) for name in _SUMS)])
_FOLD_ROWS = 1_000_000
_MOST_SECONDS = 1_000

Numbers = np.ndarray[Any, np.dtype[Any]]


def counts_of(places: Places, tokens: pa.Array, is_kept: pa.Array, has_paths: bool) -> pa.Table:
    """The counts of these pages, all arrays of shape [pages]; without paths the columns first and second are empty."""
    tokens, kept = pc.fill_null(tokens.cast(pa.int64()), 0), pc.fill_null(is_kept, False).cast(pa.int64())
    empty = pa.array([""]).take(pa.array(np.zeros(len(tokens), dtype=np.int64)))
    first, second = (places.first, places.second) if has_paths else (empty, empty)
    ones = pa.array(np.ones(len(tokens), dtype=np.int64))
    columns = [places.domain, first, second, ones, tokens, kept, pc.multiply(tokens, kept)]
    return summed(pa.table(columns, schema=COUNTS))


def summed(counts: pa.Table) -> pa.Table:
    """`counts` with one row for each group, in the order of the groups."""
    found = counts.group_by(list(KEYS), use_threads=False).aggregate([(name, "sum") for name in _SUMS])
    found = found.rename_columns([name.removesuffix("_sum") for name in found.column_names])
    return found.select(COUNTS.names).cast(COUNTS).sort_by([(key, "ascending") for key in KEYS])


class Gathered:
    """Counts from many files; folded as they grow, so that memory follows the number of groups."""

    def __init__(self) -> None:
        self._tables: list[pa.Table] = [COUNTS.empty_table()]
        self._rows = 0

    def add(self, counts: pa.Table) -> None:
        """Add the counts of some pages."""
        self._tables.append(counts)
        self._rows += counts.num_rows
        if self._rows > _FOLD_ROWS + 2 * self._tables[0].num_rows:
            self._tables, self._rows = [self.counts()], 0

    def counts(self) -> pa.Table:
        """All counts together."""
        return summed(pa.concat_tables(self._tables))


def without_rare(counts: pa.Table, most: int = _MOST_SECONDS) -> pa.Table:
    """`counts` (as `summed` gives them) with no more than `most` second directories in a first one, the largest; what
    the others have is added to the first one itself."""
    directory = joined(counts, KEYS[:2]).dictionary_encode().indices.to_numpy()
    pages = counts["pages"].to_numpy()
    order = np.lexsort((np.arange(len(pages)), -pages, directory))
    rank = np.empty(len(pages), dtype=np.int64)
    rank[order] = _places_in_groups(directory[order])
    is_rare = pa.array(rank >= most)
    if not pc.any(is_rare).as_py():
        return counts
    second = pc.if_else(is_rare, "", counts["second"])
    return summed(counts.set_column(counts.column_names.index("second"), "second", second))


def joined(table: pa.Table, keys: tuple[str, ...] = KEYS) -> pa.Array:
    """The columns `keys` of each row as one string."""
    return pc.binary_join_element_wise(*(table[key].combine_chunks() for key in keys), "")


def partitioned(table: pa.Table, count: int) -> Iterator[pa.RecordBatch]:
    """`table` as `count` record batches, by the partition of each row's domain, the order of the rows kept."""
    numbers = partitions_of(table["domain"].combine_chunks(), count)
    order = np.argsort(numbers, kind="stable")
    bounds = np.searchsorted(numbers[order], np.arange(count + 1))
    ordered = table.take(pa.array(order)).combine_chunks()
    for start, stop in pairwise(bounds):
        batches = ordered.slice(int(start), int(stop - start)).to_batches()
        yield batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def _places_in_groups(groups: Numbers) -> Numbers:
    """For sorted `groups`, the place of each row in its group, from 0."""
    places = np.arange(len(groups))
    begins = np.r_[True, groups[1:] != groups[:-1]] if len(groups) else np.zeros(0, dtype=bool)
    found: Numbers = places - np.maximum.accumulate(np.where(begins, places, 0))
    return found
