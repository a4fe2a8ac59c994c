"""The columnar index of a crawl: which record of which file holds which page.

A table of Parquet files, after https://github.com/commoncrawl/cc-index-table. Row groups that cannot hold what is asked
are not read, and of the others first the columns that decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from webinstruct.core.errors import InputError, TableError
from webinstruct.sources.crawl.wanted import Wanted
from webinstruct.storage.remote import Remote

__all__ = ["FOUND", "found_records"]

FOUND = pa.schema(
    [
        ("warc_filename", pa.string()),
        ("warc_record_offset", pa.int64()),
        ("warc_record_length", pa.int64()),
        ("url", pa.string()),
    ]
)
"""What is known of a record: its file's path in the crawl, its first byte there, its bytes, its page's URL."""

_KEY, _DOMAIN, _HOST, _STATUS = (
    "url_surtkey",
    "url_host_registered_domain",
    "url_host_name",
    "fetch_status",
)
_KIND = "content_mime_detected"
_HTML = ("text/html", "application/xhtml+xml")
_NEEDED = (*FOUND.names, _STATUS, _DOMAIN, _HOST)
_OK = 200
_BATCH_ROWS = 65_536


def found_records(remote: Remote, path: str, wanted: Wanted) -> Iterator[pa.RecordBatch]:
    """The records that the index file `path` names for what is wanted: pages fetched with status 200, and of whole
    domains those that are HTML.

    Raises:
        InputError: it is no Parquet file, or does not come.
        TableError: it is no index, or records have no place in it.
    """
    with remote.random_access(path) as stream:
        try:
            file = pq.ParquetFile(stream)
            _check(file.schema_arrow.names, path)
            for group in range(file.metadata.num_row_groups):
                if _can_hold(file.metadata.row_group(group), wanted):
                    for found in _found_in(file, group, wanted):
                        _check_places(found, path)
                        yield found
        except pa.ArrowException as error:
            raise InputError(f"{path} is no whole index file ({error}). Name another crawl.index.") from error


def _check(names: Sequence[str], path: str) -> None:
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise TableError(
            f"{path} is no columnar index: missing {missing}, found {list(names)[:40]}. Name another crawl.index."
        )


def _check_places(found: pa.RecordBatch, path: str) -> None:
    """A record begins at a byte and has some; what is asked of a server follows from it."""
    offsets, lengths = (pc.fill_null(found[name], -1) for name in FOUND.names[1:3])
    has_place = pc.and_(pc.greater_equal(offsets, 0), pc.greater(lengths, 0))
    if found["warc_filename"].null_count or not pc.all(has_place).as_py():
        raise TableError(
            f"{path} names records without a place: a warc_record_offset under 0, a warc_record_length under 1, or "
            "one that is null. Name another crawl.index."
        )


def _can_hold(group: pq.RowGroupMetaData, wanted: Wanted) -> bool:
    """Whether the statistics of a row group leave room for what is wanted; without any they do."""
    for place in range(group.num_columns):
        column = group.column(place)
        if column.path_in_schema == _KEY:
            known = column.statistics
            if known is None or not known.has_min_max:
                return True
            return wanted.can_lie_between(_text(known.min), _text(known.max))
    return True


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _found_in(file: pq.ParquetFile, group: int, wanted: Wanted) -> Iterator[pa.RecordBatch]:
    rows = _rows_in(file, group, wanted)
    if not len(rows):
        return
    start = 0
    for batch in file.iter_batches(_BATCH_ROWS, [group], FOUND.names):
        stop = start + batch.num_rows
        inside = pc.and_(pc.greater_equal(rows, start), pc.less(rows, stop))
        places = pc.subtract(rows.filter(inside), start)
        if len(places):
            yield batch.take(places).select(FOUND.names).cast(FOUND)
        start = stop


def _rows_in(file: pq.ParquetFile, group: int, wanted: Wanted) -> pa.Array:
    """The numbers of the rows of a row group that are wanted, in order."""
    deciding = [_STATUS]
    deciding += [_DOMAIN, _HOST] if wanted.domains else []
    deciding += ["url"] if wanted.urls else []
    deciding += [_KIND] if wanted.domains and _KIND in file.schema_arrow.names else []
    found: list[pa.Array] = []
    start = 0
    for batch in file.iter_batches(_BATCH_ROWS, [group], deciding):
        places = pc.indices_nonzero(_is_wanted(batch, wanted))
        found.append(pc.add(places.cast(pa.int64()), start))
        start += batch.num_rows
    return pa.concat_arrays(found) if found else pa.array([], pa.int64())


def _is_wanted(batch: pa.RecordBatch, wanted: Wanted) -> pa.Array:
    """For each row, whether it is."""
    is_it = pa.array([False] * batch.num_rows)
    if wanted.domains:
        names = pa.array(wanted.domains)
        is_it = pc.or_(pc.is_in(batch[_DOMAIN], names), pc.is_in(batch[_HOST], names))
        if _KIND in batch.schema.names:
            is_it = pc.and_(is_it, pc.or_(pc.is_in(batch[_KIND], pa.array(_HTML)), pc.is_null(batch[_KIND])))
    if wanted.urls:
        is_it = pc.or_(is_it, pc.is_in(batch["url"], pa.array(wanted.urls)))
    return pc.fill_null(pc.and_(is_it, pc.equal(batch[_STATUS], _OK)), fill_value=False)
