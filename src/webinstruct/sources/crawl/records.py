"""Single pages of a crawl, found in its index and fetched by their place; near ones come with one request."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from webinstruct.core.errors import ConfigError, InputError
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Quarantined, Stopped
from webinstruct.core.table import Row, Table
from webinstruct.sources.crawl.found import asked_in, group_count, keep_found
from webinstruct.sources.crawl.layout import joined
from webinstruct.sources.crawl.lookup import looked_up, question_of
from webinstruct.sources.crawl.ranges import Asked, runs
from webinstruct.sources.fetching import crawl_of, remote_of
from webinstruct.sources.page_row import Origin, stopped, too_large
from webinstruct.sources.settings import SourceSettings
from webinstruct.sources.warc import warc_page
from webinstruct.sources.warc_records import Fault, WarcRecord, warc_records
from webinstruct.tables import PAGES

__all__ = ["CrawlRecords"]

_FILE = "records.parquet"
_MOST_RECORDS = 2_000
"""In one shard: at some requests a second that is minutes of work."""
_RUN_BYTES = 32 << 20
_HEAD_BYTES = 1 << 18
_PIECE_BYTES = 1 << 18


class CrawlRecords:
    """The pages of some domains, or with some URLs. What the index says is kept in the run's folder when planned."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings
        self._crawl = crawl_of(settings)
        self._folder = ""
        self._remote = remote_of(settings.fetch)

    @property
    def writes(self) -> Table:
        """PAGES."""
        return PAGES

    def open(self, folder: str) -> None:
        """Keep what is found there, and one pace with all who are told the same folder."""
        self._folder = folder
        self._remote = remote_of(self._settings.fetch, folder)

    def shards(self) -> Sequence[Shard]:
        """At most `rows_per_shard` records each, by file and place.

        Raises:
            InputError: the index holds none, or does not come.
        """
        question = question_of(self._settings)
        groups = group_count(self._found, question)
        if groups is None:
            rows = min(self._settings.rows_per_shard, _MOST_RECORDS)
            keep_found(self._found, question, looked_up(self._settings, self._folder), rows)
            groups = group_count(self._found, question)
        if not groups:
            raise InputError(
                f"The index of {', '.join(self._crawl.names)} holds none of the pages asked for. "
                "Check crawl.domains (example.com) and crawl.urls (with https://)."
            )
        return [Shard((Slice(_FILE, group, group + 1),)) for group in range(groups)]

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        """The records of a shard in order, each a page or Stopped.

        Raises:
            InputError: the run's folder has lost what was found when it was planned.
        """
        if not self._found.exists():
            raise InputError(
                f"{self._found} is gone, in which the plan keeps what it reads. Put it back, or start anew with "
                "--new-run."
            )
        for part in shard.slices:
            asked = asked_in(self._found, range(part.start, part.stop or part.start + 1))
            lost = ("", "")  # a file that does not come, and why: its other records need not be tried as long
            for run in runs(asked, self._settings.fetch.gap_bytes, _RUN_BYTES):
                if run[0].path == lost[0]:
                    yield from (_unreachable(record, lost[1]) for record in run)
                    continue
                rows = 0
                try:
                    for row in self._rows(run):
                        yield row
                        rows += 1
                except InputError as error:
                    lost = (run[0].path, str(error))
                    yield from (_unreachable(record, lost[1]) for record in run[rows:])

    @property
    def _found(self) -> Path:
        if not self._folder:
            raise ConfigError("Pages found in an index need a place to be noted. Call open(folder) first.")
        return Path(self._folder, _FILE)

    def _rows(self, run: Sequence[Asked]) -> Iterator[Row | Stopped]:
        limit = self._settings.max_page_bytes
        with self._part(run[0], run[-1]) as stream:
            at = run[0].offset
            for record in run:
                if record.length > limit + _HEAD_BYTES:
                    yield stopped(_origin(record), too_large(record.length, limit))
                    continue
                _exactly(stream, record.offset - at)
                packed = _exactly(stream, record.length)
                at = record.stop
                yield self._row(record, packed)

    def _row(self, asked: Asked, packed: bytes) -> Row | Stopped:
        limit = self._settings.max_page_bytes
        found = _record_in(packed, limit)
        if not _is_asked(found, asked):  # perhaps damaged on its way
            with self._part(asked, asked) as stream:
                found = _record_in(_exactly(stream, asked.length), limit)
        if isinstance(found, WarcRecord) and _is_asked(found, asked):
            return warc_page(found, _origin(asked, found.fields.get("warc-date", "")), limit)
        return stopped(_origin(asked), _not_it(found, asked))

    def _part(self, first: Asked, last: Asked) -> AbstractContextManager[BinaryIO]:
        return self._remote.part(joined(self._crawl.server, first.path), first.offset, last.stop)


def _origin(asked: Asked, fetched_at: str = "") -> Origin:
    return Origin(PurePosixPath(asked.path).name, asked.offset, asked.url, fetched_at)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    """The next `count` bytes; fewer where the file ends."""
    parts: list[bytes] = []
    while count and (piece := stream.read(min(count, _PIECE_BYTES))):
        parts.append(piece)
        count -= len(piece)
    return b"".join(parts)


def _record_in(packed: bytes, limit: int) -> WarcRecord | Fault | None:
    return next(warc_records(io.BytesIO(packed), limit + _HEAD_BYTES), None)


def _is_asked(found: WarcRecord | Fault | None, asked: Asked) -> bool:
    return isinstance(found, WarcRecord) and found.url == asked.url


def _not_it(found: WarcRecord | Fault | None, asked: Asked) -> Quarantined:
    place = f"{asked.path} at byte {asked.offset}"
    if isinstance(found, Fault):
        return Quarantined(found.reason, f"{place}: {found.detail}")
    there = f"the record of {found.url or 'no URL'}" if found else "nothing"
    return Quarantined("wrong_record", f"{place} is {there}, where the index says {asked.url}")


def _unreachable(asked: Asked, why: str) -> Stopped:
    return stopped(_origin(asked), Quarantined("unreachable", why))
