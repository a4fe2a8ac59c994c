"""The two sources that ship: pages from files of any known kind, and pairs from Parquet or JSONL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import pyarrow as pa

from webinstruct.core.errors import InputError
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Quarantined, Stopped
from webinstruct.core.table import Row, Table
from webinstruct.sources.fetching import hasty, remote_of
from webinstruct.sources.given_pages import given_page, wanted_of_pages
from webinstruct.sources.given_pairs import given_pair, wanted_of_pairs
from webinstruct.sources.html_files import html_page, html_shards
from webinstruct.sources.jsonl import BadLine
from webinstruct.sources.kinds import Kind, files_by_kind, kind_of
from webinstruct.sources.pair_batches import pair_batch
from webinstruct.sources.settings import SourceSettings
from webinstruct.sources.table_rows import FoundRow, found_batches, found_rows, table_shards
from webinstruct.sources.warc import warc_pages
from webinstruct.storage.files import FileInfo
from webinstruct.storage.remote import Remote
from webinstruct.tables import PAGES

__all__ = ["PageFiles", "PairFiles", "ServedPageFiles"]

_LINE_BYTES_PER_PAGE_BYTE = 6  # JSON may write a byte as \u00xx


class PageFiles:
    """Pages from WARC, HTML, Parquet and JSONL files, whatever the paths hold."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings
        self._wanted = wanted_of_pages(settings.columns)
        self._remote = remote_of(settings.fetch)

    @property
    def writes(self) -> Table:
        """PAGES."""
        return PAGES

    def shards(self) -> Sequence[Shard]:
        """First the WARC files, one to a shard, then Parquet and JSONL by rows, then HTML files by number."""
        files = _known_files(self._settings.path, remote_of(hasty(self._settings.fetch)))
        return [
            *(Shard((Slice(file.path, size=file.size),)) for file in files.get(Kind.WARC, ())),
            *table_shards(files, self._wanted, self._settings.rows_per_shard),
            *html_shards(files.get(Kind.HTML, ()), self._settings.files_per_shard),
        ]

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        """The pages of a shard in order; every record that is no page is Stopped."""
        for part in shard.slices:
            yield from self._pages(part)

    def _pages(self, part: Slice) -> Iterator[Row | Stopped]:
        limit = self._settings.max_page_bytes
        kind = kind_of(part.path)
        if kind is Kind.WARC:
            with self._remote.opened(part.path) as stream:
                yield from warc_pages(stream, part.path, limit)
        elif kind is Kind.HTML:
            yield html_page(part, limit)
        elif kind is not None:
            name = PurePosixPath(part.path).name
            for found in found_rows(part, kind, self._wanted, limit * _LINE_BYTES_PER_PAGE_BYTE):
                place = f"{part.path}, line {found.number}"
                if isinstance(found, BadLine):
                    yield _bad_line(found, name, place)
                else:
                    yield given_page(found, name, place, limit)


class ServedPageFiles(PageFiles):
    """Page files of which some lie on servers: all workers of a run ask at one pace."""

    def open(self, folder: str) -> None:
        """Keep one pace with all who are told the same folder."""
        self._remote = remote_of(self._settings.fetch, folder)


class PairFiles:
    """Pairs from Parquet and JSONL files, as rows of `table` (PAIRS or REFINED)."""

    def __init__(self, settings: SourceSettings, table: Table) -> None:
        self._settings = settings
        self._table = table
        self._wanted = wanted_of_pairs(table, settings.columns)

    @property
    def writes(self) -> Table:
        """The table that the first stage of the run reads."""
        return self._table

    def shards(self) -> Sequence[Shard]:
        """The files cut and put together by their number of rows.

        Raises:
            InputError: there is no Parquet or JSONL among them, or a file is corrupt.
        """
        files = _known_files(self._settings.pairs)
        if not {Kind.PARQUET, Kind.JSONL} & set(files):
            raise InputError(
                "source.pairs names no Parquet or JSONL file. Pairs are read from these two kinds."
            )
        return table_shards(files, self._wanted, self._settings.rows_per_shard)

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        """The pairs of a shard in order; a row that is no pair is Stopped."""
        line_bytes = self._settings.max_page_bytes * _LINE_BYTES_PER_PAGE_BYTE
        for part in shard.slices:
            kind = kind_of(part.path) or Kind.JSONL
            name = PurePosixPath(part.path).name
            for found in found_rows(part, kind, self._wanted, line_bytes):
                place = f"{part.path}, line {found.number}"
                if isinstance(found, BadLine):
                    yield _bad_line(found, name, place)
                else:
                    yield given_pair(found, self._table, name, place)

    def batches(self, shard: Shard) -> Iterator[pa.RecordBatch | Row | Stopped]:
        """As `read`, in batches of rows where the files are Parquet and no row of a batch needs a closer look."""
        for part in shard.slices:
            if kind_of(part.path) is not Kind.PARQUET:
                yield from self.read(Shard((part,)))
                continue
            name = PurePosixPath(part.path).name
            for first, batch in found_batches(part, self._wanted):
                columns = dict(zip(batch.schema.names, batch.columns, strict=True))
                whole = pair_batch(columns, self._table, name)
                if whole is not None:
                    yield whole
                    continue
                for number, row in enumerate(batch.to_pylist(), first):
                    found = FoundRow(number, {key: value for key, value in row.items() if value is not None})
                    yield given_pair(found, self._table, name, f"{part.path}, line {number}")


def _known_files(
    paths: str | Sequence[str], remote: Remote | None = None
) -> Mapping[Kind, Sequence[FileInfo]]:
    return files_by_kind([paths] if isinstance(paths, str) else paths, remote)


def _bad_line(bad: BadLine, name: str, place: str) -> Stopped:
    return Stopped(f"{name}#{bad.number}", "", Quarantined(bad.reason, f"{place}: {bad.detail}"))
