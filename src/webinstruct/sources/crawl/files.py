"""A crawl's files, whole: one file is one shard, read as it comes from the server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from webinstruct.core.errors import InputError
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Quarantined, Stopped
from webinstruct.core.table import Row, Table
from webinstruct.sources.crawl.layout import chosen, joined
from webinstruct.sources.crawl.paths import listed_files
from webinstruct.sources.fetching import crawl_of, hasty, remote_of
from webinstruct.sources.page_row import Origin, stopped
from webinstruct.sources.settings import SourceSettings
from webinstruct.sources.warc import warc_pages
from webinstruct.tables import PAGES

__all__ = ["CrawlFiles"]


class CrawlFiles:
    """The pages of one crawl or several. Slices name paths inside the crawl, so that a run may change its server."""

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
        """Keep one pace with all who are told the same folder."""
        self._folder = folder
        self._remote = remote_of(self._settings.fetch, folder)

    def shards(self) -> Sequence[Shard]:
        """One shard a file, in the order of the crawl's list; `source.shards` counts in each crawl from 0.

        Raises:
            InputError: there is no such crawl, or its server does not answer.
            ConfigError: there are no such shards.
        """
        remote = remote_of(hasty(self._settings.fetch), self._folder)
        paths: list[str] = []
        for name in self._crawl.names:
            listed = listed_files(remote, self._crawl.server, name, self._crawl.files)
            paths += chosen(listed, self._settings.shards, name)
        return [Shard((Slice(path),)) for path in dict.fromkeys(paths)]

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        """The pages of one file in order; where it cannot be read on, the rest of it is one Stopped."""
        for part in shard.slices:
            address, count = joined(self._crawl.server, part.path), 0
            origin = Origin(PurePosixPath(part.path).name, 0)
            try:
                with self._remote.opened(address, part.path) as stream:
                    for row in warc_pages(stream, part.path, self._settings.max_page_bytes):
                        yield row
                        count += 1
            except InputError as error:  # of a local mirror, which may hold some files only
                yield stopped(origin, Quarantined("unreachable", str(error)))
            else:
                if not count:  # every file of a crawl begins with a record of its own
                    yield stopped(origin, Quarantined("truncated_file", f"{address} is empty"))
