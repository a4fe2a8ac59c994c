"""Rows of Parquet and JSONL files, under our names for their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import Any, NamedTuple

import pyarrow as pa

from webinstruct.core.errors import ConfigError, TableError
from webinstruct.core.settings import nearest
from webinstruct.core.source import Shard, Slice
from webinstruct.sources.jsonl import BadLine, json_rows, starts_of_lines
from webinstruct.sources.kinds import Kind
from webinstruct.storage.files import FileInfo
from webinstruct.storage.parquet import MANY_ROWS, batches, parquet_file, rows

__all__ = ["FoundRow", "Wanted", "found_batches", "found_rows", "table_shards"]

_FIRST_LINES = 20  # their keys together are the columns of a JSONL file
_LINE_BYTES = 1 << 26


class Wanted(NamedTuple):
    """What a source looks for in a file: columns, of which each group of `needed` has to give one; theirs by ours."""

    table: str
    columns: Sequence[str]
    needed: Sequence[Sequence[str]]
    theirs: Mapping[str, str]

    def check(self, found: Sequence[str], where: str) -> None:
        """Raise unless the columns `found` in the file `where` are enough.

        Raises:
            TableError: naming what is missing and what was found.
            ConfigError: the settings map a column that is none of ours.
        """
        for name in self.theirs:
            if name not in self.columns:
                raise ConfigError(f"unknown setting 'source.columns.{name}'. {nearest(name, self.columns)}")
        missing = [
            " or ".join(self.theirs.get(name, name) for name in group)
            for group in self.needed
            if not any(self.theirs.get(name, name) in found for name in group)
        ]
        if missing:
            raise TableError(
                f"{where} does not fit '{self.table}': missing {missing}, found {list(found)}. "
                "Map your columns under source.columns."
            )

    def ours(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of `row` under our names; nulls are left out."""
        get, theirs = row.get, self.theirs
        if not theirs:
            return {name: value for name in self.columns if (value := get(name)) is not None}
        return {name: value for name in self.columns if (value := get(theirs.get(name, name))) is not None}


class FoundRow(NamedTuple):
    """A row under our names; `number` counts the rows of its file from 1."""

    number: int
    columns: dict[str, Any]


def table_shards(
    files: Mapping[Kind, Sequence[FileInfo]], wanted: Wanted, rows_per_shard: int
) -> list[Shard]:
    """The Parquet and JSONL files cut and put together to shards of about `rows_per_shard` rows.

    Raises:
        TableError: a file lacks a column.
        InputError: a Parquet file is corrupt.
    """
    pieces: list[tuple[Slice, int]] = []
    for file in files.get(Kind.PARQUET, ()):
        pieces += _parquet_pieces(file, wanted, rows_per_shard)
    for file in files.get(Kind.JSONL, ()):
        pieces += _jsonl_pieces(file, wanted, rows_per_shard)
    return _packed(pieces, rows_per_shard)


def found_rows(part: Slice, kind: Kind, wanted: Wanted, line_bytes: int) -> Iterator[FoundRow | BadLine]:
    """The rows of one slice, in order."""
    if kind is Kind.PARQUET:
        yield from _parquet_rows(part, wanted)
        return
    for found in json_rows(part, line_bytes):
        yield found if isinstance(found, BadLine) else FoundRow(found[0], wanted.ours(found[1]))


def found_batches(part: Slice, wanted: Wanted) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The rows of one slice of a Parquet file, in order: the number of the first in its file, and some rows, under our
    names for their columns."""
    first, names, groups = _checked_groups(part, wanted)
    theirs = {wanted.theirs.get(name, name): name for name in wanted.columns}
    for batch in batches(part.path, [name for name in theirs if name in names], groups, MANY_ROWS):
        yield first, batch.rename_columns([theirs[name] for name in batch.schema.names])
        first += batch.num_rows


def _parquet_pieces(file: FileInfo, wanted: Wanted, rows_per_shard: int) -> list[tuple[Slice, int]]:
    with parquet_file(file.path) as opened:
        wanted.check(opened.schema_arrow.names, file.path)
        sizes = [opened.metadata.row_group(g).num_rows for g in range(opened.metadata.num_row_groups)]
    pieces: list[tuple[Slice, int]] = []
    start, count = 0, 0
    for group, size in enumerate(sizes):
        count += size
        if count >= rows_per_shard or group == len(sizes) - 1:
            pieces.append((Slice(file.path, start, group + 1, file.size), count))
            start, count = group + 1, 0
    return pieces


def _jsonl_pieces(file: FileInfo, wanted: Wanted, rows_per_shard: int) -> list[tuple[Slice, int]]:
    starts, lines = starts_of_lines(file.path, rows_per_shard)
    first = list(islice(json_rows(Slice(file.path), _LINE_BYTES), _FIRST_LINES))
    names = dict.fromkeys(key for line in first if not isinstance(line, BadLine) for key in line[1])
    if names:
        wanted.check(list(names), file.path)
    stops = [*starts[1:], None]
    return [
        (Slice(file.path, start, stop, file.size), min(rows_per_shard, lines - place * rows_per_shard))
        for place, (start, stop) in enumerate(zip(starts, stops, strict=True))
    ]


def _packed(pieces: Sequence[tuple[Slice, int]], rows_per_shard: int) -> list[Shard]:
    """Neighbors put together as long as they stay within `rows_per_shard`."""
    shards: list[list[Slice]] = []
    count = 0
    for part, rows_in_part in pieces:
        if not shards or count + rows_in_part > rows_per_shard:
            shards.append([])
            count = 0
        shards[-1].append(part)
        count += rows_in_part
    return [Shard(tuple(parts)) for parts in shards]


def _parquet_rows(part: Slice, wanted: Wanted) -> Iterator[FoundRow]:
    first, names, groups = _checked_groups(part, wanted)
    there = [name for name in wanted.columns if wanted.theirs.get(name, name) in names]
    narrow = wanted._replace(columns=there)
    columns = list(dict.fromkeys(wanted.theirs.get(name, name) for name in there))
    for place, row in enumerate(rows(part.path, columns, groups)):
        yield FoundRow(first + place, narrow.ours(row))


def _checked_groups(part: Slice, wanted: Wanted) -> tuple[int, Sequence[str], Sequence[int]]:
    """The number of the first row of a slice in its file, the file's columns, and the row groups of the slice."""
    with parquet_file(part.path) as opened:
        names = opened.schema_arrow.names
        wanted.check(names, part.path)
        sizes = [opened.metadata.row_group(g).num_rows for g in range(opened.metadata.num_row_groups)]
    groups = range(part.start, len(sizes) if part.stop is None else part.stop)
    return [0, *accumulate(sizes)][part.start] + 1, names, groups
