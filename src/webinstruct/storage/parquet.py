"""Parquet: read by row group, written in row groups bounded in bytes, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.core.errors import InputError
from webinstruct.storage.files import opened, whole_file

__all__ = ["MANY_ROWS", "ParquetRows", "batches", "parquet_file", "row_count", "rows", "write_rows"]

MANY_ROWS = 2_048
"""Rows of a batch for whoever works on columns: some hundred calls a batch, whatever it holds."""

_BATCH_ROWS = 256
_BATCH_BYTES = 64 << 20
_PLAIN_BYTES = 16 << 20
_GROUP_BYTES = 32 << 20
_GROUP_ROWS = 50_000
_BATCHES_TO_JOIN = 256


@contextmanager
def parquet_file(path: str) -> Iterator[pq.ParquetFile]:
    """The Parquet file `path`, opened.

    Raises:
        InputError: it is missing, truncated or no Parquet.
    """
    with opened(path) as stream:
        try:
            file = pq.ParquetFile(stream)
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                f"{path} is no whole Parquet file ({_short(error)}). Make or fetch it again."
            ) from error
        yield file


def batches(
    path: str,
    columns: Sequence[str] | None = None,
    groups: Sequence[int] | None = None,
    most_rows: int = _BATCH_ROWS,
) -> Iterator[pa.RecordBatch]:
    """The rows of `path` in small record batches, in order; one row group at a time is in memory.

    `groups` limits to those row groups; a batch has at most `most_rows` rows, fewer where they are large.
    """
    with parquet_file(path) as file:
        names = None if columns is None else list(columns)
        try:
            yield from file.iter_batches(
                batch_size=_batch_rows(file, most_rows), columns=names, row_groups=groups
            )
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path} is corrupt ({_short(error)}). Make or fetch it again.") from error


def rows(
    path: str, columns: Sequence[str] | None = None, groups: Sequence[int] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of `path` as plain dictionaries, in order."""
    for batch in batches(path, columns, groups):
        step = max(1, batch.num_rows * _PLAIN_BYTES // max(batch.nbytes, 1))
        for start in range(0, batch.num_rows, step):
            yield from _plain(batch.slice(start, step), path)


def _batch_rows(file: pq.ParquetFile, most: int) -> int:
    """Rows of a batch: fewer where they are large, so that a batch stays near 64 MB."""
    metadata = file.metadata
    size = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    return int(max(1, min(most, _BATCH_BYTES * metadata.num_rows // max(size, 1))))


def _plain(batch: pa.RecordBatch, path: str) -> list[dict[str, Any]]:
    try:
        return cast(list[dict[str, Any]], batch.to_pylist())
    except (OverflowError, ValueError) as error:  # a date that Python has no word for, text that is no UTF-8
        raise InputError(
            f"{path} has a value that cannot be read ({_short(error)}) within {batch.num_rows} rows from "
            f"{str(batch.slice(0, 1).columns[0][0])[:80]!r} on. Mend that column, or leave it out."
        ) from error


def row_count(path: str) -> int:
    """How many rows the footer of `path` names."""
    with parquet_file(path) as file:
        return int(file.metadata.num_rows)


def write_rows(path: str, schema: pa.Schema, found: Iterable[Mapping[str, Any]]) -> int:
    """Write rows to `path`, whole or not at all, and return how many they were."""
    count = 0
    with whole_file(path) as temporary, ParquetRows(temporary, schema) as file:
        for row in found:
            file.add(pa.RecordBatch.from_pylist([dict(row)], schema=schema))
            count += 1
    return count


class ParquetRows:
    """A growing Parquet file at a temporary path: batches in, row groups of bounded size out.

    A file of at most one row group is made in memory and written at once, when it is closed.
    """

    def __init__(self, path: str, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.RecordBatch] = []
        self._bytes = 0
        self._rows = 0

    def __enter__(self) -> ParquetRows:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
            return
        self._waiting = []
        if self._writer is not None:
            with suppress(pa.ArrowException, OSError):  # the file is thrown away: its footer may fail as well
                self._writer.close()

    def add(self, batch: pa.RecordBatch) -> None:
        """Append a batch; a row group is written once enough has come together."""
        self._waiting.append(batch)
        self._bytes += batch.nbytes
        self._rows += batch.num_rows
        if (
            len(self._waiting) == _BATCHES_TO_JOIN
        ):  # a batch of one row takes 20 KB of memory, whatever it holds
            self._waiting = pa.Table.from_batches(self._waiting, self._schema).combine_chunks().to_batches()
        if self._bytes >= _GROUP_BYTES or self._rows >= _GROUP_ROWS:
            self._writer = self._writer or _writer(self._path, self._schema)
            self._flush(self._writer)

    def close(self) -> None:
        """Write what is left and the footer."""
        if self._writer is not None:
            self._flush(self._writer)
            self._writer.close()
            return
        content = (
            pa.BufferOutputStream()
        )  # to open a file by Arrow and to write it in pieces takes 0.7 ms more
        with _writer(content, self._schema) as writer:
            self._flush(writer)
        with open(self._path, "wb") as file:  # noqa: PTH123 -- a Path for each file adds up
            file.write(content.getvalue())

    def _flush(self, writer: pq.ParquetWriter) -> None:
        if len(self._waiting) == 1:
            writer.write_batch(self._waiting[0])
        elif self._waiting:
            writer.write_table(pa.Table.from_batches(self._waiting, self._schema).combine_chunks())
        self._waiting, self._bytes, self._rows = [], 0, 0


def _writer(where: str | pa.BufferOutputStream, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(where, schema, compression="zstd", use_dictionary=True)


def _short(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
