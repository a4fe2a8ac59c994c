"""Single pages read once more, from the places where a run has found them.

A record of a WARC file is read at its offset, with one request where the file lies on a server. Of all other sources
the shard is read up to the page, once for all pages that are asked for in their order. Whatever comes has to be the
same page, by its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from webinstruct.core.errors import InputError
from webinstruct.core.source import OpensInRun, Shard, Slice
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row
from webinstruct.sources.choice import source_of
from webinstruct.sources.crawl.layout import joined
from webinstruct.sources.fetching import remote_of
from webinstruct.sources.kinds import Kind, kind_of
from webinstruct.sources.settings import SourceSettings
from webinstruct.sources.warc import warc_pages
from webinstruct.storage.files import opened
from webinstruct.storage.remote import is_remote
from webinstruct.tables import PAGES

__all__ = ["PagesAgain", "Place"]


class Place(NamedTuple):
    """Where a page was: its id, its position in its shard, and its record's offset there (-1: it has none)."""

    page_id: str
    row: int
    record_offset: int


class PagesAgain:
    """Pages of a source that a run has read before; `folder` is that run's folder for its source."""

    def __init__(self, settings: SourceSettings, folder: str = "") -> None:
        self._settings = settings
        self._remote = remote_of(settings.fetch, folder if Path(folder).is_dir() else "")
        self._source = source_of(settings, PAGES)
        if isinstance(self._source, OpensInRun) and folder:
            self._source.open(folder)
        self._shard: Shard | None = None
        self._position = 0
        self._rows: Iterator[Row | Stopped] = iter(())

    def page(self, shard: Shard, place: Place) -> Row:
        """The row of PAGES that stands at `place` of `shard`.

        Raises:
            InputError: there is another page, or none.
        """
        found = self._at_offset(shard, place) or self._in_order(shard, place.row)
        if isinstance(found, Stopped) or found is None or found["page_id"] != place.page_id:
            what = "there is none" if found is None else "there is another one"
            raise InputError(
                f"page {place.page_id} was row {place.row} of {shard.slices[0].path}; now {what}. "
                "Put the file back that the run has read."
            )
        return found

    def _at_offset(self, shard: Shard, place: Place) -> Row | None:
        """The page at its offset; None where the shard is no single WARC file, or the offset is none of the file."""
        crawl = self._settings.crawl
        is_of_index = crawl is not None and bool(crawl.domains or crawl.urls)  # a slice is no WARC file then
        if place.record_offset < 0 or len(shard.slices) != 1 or self._settings.use or is_of_index:
            return None
        address = self._address(shard.slices[0])
        if crawl is None and kind_of(address) is not Kind.WARC:
            return None
        with self._opened_at(address, place.record_offset) as stream:
            found = next(warc_pages(stream, shard.slices[0].path, self._settings.max_page_bytes), None)
        if found is None or isinstance(found, Stopped) or found["page_id"] != place.page_id:
            return None
        return {**found, "record_offset": place.record_offset}

    def _address(self, part: Slice) -> str:
        return joined(self._settings.crawl.server, part.path) if self._settings.crawl else part.path

    @contextmanager
    def _opened_at(self, address: str, offset: int) -> Iterator[BinaryIO]:
        if is_remote(address):
            with closing(self._remote.stream(address, offset)) as stream:
                yield cast(BinaryIO, stream)
            return
        with opened(address) as file:
            file.seek(offset)
            yield file

    def _in_order(self, shard: Shard, position: int) -> Row | Stopped | None:
        """What stands at `position` of `shard`; one behind the last that was asked for costs no second start."""
        if shard != self._shard or position < self._position:
            self._shard, self._position, self._rows = shard, 0, iter(self._source.read(shard))
        found = None
        while self._position <= position:
            found = next(self._rows, None)
            self._position += 1
        return found
