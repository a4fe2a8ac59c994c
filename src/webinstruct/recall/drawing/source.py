"""The candidates of a run by name, a shard for each of its files; their HTML is read where it is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row, Table
from webinstruct.recall.sites.recalled import RecalledPages
from webinstruct.sources import SourceSettings
from webinstruct.tables.recall import NAMED_PAGES

__all__ = ["CandidatesOfRun"]


class CandidatesOfRun:
    """A source for the stage `DrawPages`; `source.path` is the run directory."""

    def __init__(self, settings: SourceSettings) -> None:
        self._pages = RecalledPages(settings.path if isinstance(settings.path, str) else settings.path[0])

    @property
    def writes(self) -> Table:
        """Names of pages."""
        return NAMED_PAGES

    def shards(self) -> Sequence[Shard]:
        """One for each shard of the run's recall."""
        return [Shard((Slice(file.path, size=file.size),)) for file in self._pages.files()]

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        """The candidates of a shard, without those that were taken back."""
        (part,) = shard.slices
        for batch in self._pages.candidates(PurePath(part.path).name, ["page_id", "url"]):
            yield from batch.to_pylist()
