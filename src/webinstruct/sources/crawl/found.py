"""What was found in the index when a run was planned: a file of the run, whose row groups are its shards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from webinstruct.sources.crawl.index import FOUND
from webinstruct.sources.crawl.ranges import Asked
from webinstruct.storage import parquet
from webinstruct.storage.files import whole_file

__all__ = ["asked_in", "group_count", "keep_found"]

_QUESTION = b"question"


def keep_found(place: Path, question: str, batches: Iterable[pa.RecordBatch], rows_per_group: int) -> None:
    """Write the records in `batches` to `place`, each once, by file and offset; `question` says what was asked for."""
    table = pa.Table.from_batches(batches, FOUND)
    table = table.sort_by([("warc_filename", "ascending"), ("warc_record_offset", "ascending")])
    table = table.filter(_is_first(table)) if table.num_rows else table
    schema = FOUND.with_metadata({_QUESTION: question.encode()})
    with (
        whole_file(str(place)) as temporary,
        pq.ParquetWriter(temporary, schema, compression="zstd") as writer,
    ):
        writer.write_table(table.cast(schema), row_group_size=rows_per_group)


def group_count(place: Path, question: str) -> int | None:
    """How many row groups `place` has; None if it is not there, or holds the answer to another question."""
    if not place.exists():
        return None
    with parquet.parquet_file(str(place)) as file:
        asked = (file.schema_arrow.metadata or {}).get(_QUESTION, b"").decode()
        groups = file.metadata.num_row_groups if file.metadata.num_rows else 0
    return groups if asked == question else None


def asked_in(place: Path, groups: range) -> Iterator[Asked]:
    """The records of some row groups, in order."""
    for row in parquet.rows(str(place), FOUND.names, groups):
        yield Asked(*(row[name] for name in FOUND.names))


def _is_first(table: pa.Table) -> pa.Array:
    """For each row of a sorted table, whether it is another record than the one before."""
    names, offsets = (table[name].combine_chunks() for name in FOUND.names[:2])
    same = pc.and_(
        pc.equal(names.slice(1), names.slice(0, len(names) - 1)),
        pc.equal(offsets.slice(1), offsets.slice(0, len(offsets) - 1)),
    )
    return pa.concat_arrays([pa.array([True]), pc.invert(same)])
