"""The sites of a run as rows: what the stage sites has counted before its rows begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row, Table
from webinstruct.recall.sites.stage import CountSites
from webinstruct.recall.sites.tally import SITES_STEP
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.sources import SourceSettings
from webinstruct.storage import parquet
from webinstruct.storage.files import listed
from webinstruct.storage.place import place_at
from webinstruct.tables.recall import SITES

__all__ = ["SitesOfRun"]

_PARTITION_BYTES = 128 << 20
"""Bytes of scored pages in one partition: about two million pages, of which memory per worker follows."""
_MOST_PARTITIONS = 1_024


class SitesOfRun:
    """A source for runs whose first stage is `CountSites`; `source.path` is the folder of the scored pages.

    A shard is a partition of the domains. Its rows lie in the run's own directory once the stage has counted.
    """

    def __init__(self, settings: SourceSettings) -> None:
        self._scored = settings.path if isinstance(settings.path, str) else settings.path[0]
        self._run_dir: RunDir | None = None

    @property
    def writes(self) -> Table:
        """Sites."""
        return SITES

    def open(self, folder: str) -> None:
        """Told its folder, which lies in the run directory."""
        self._run_dir = run_dir_at(str(place_at(folder).parent))

    def shards(self) -> Sequence[Shard]:
        """As many partitions as the size of the scored pages asks for."""
        size = sum(file.size for file in listed(self._scored, (".parquet",)))
        count = min(_MOST_PARTITIONS, 1 + size // _PARTITION_BYTES)
        return [Shard((Slice(self._scored, number, number + 1),)) for number in range(count)]

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        """The sites of a partition."""
        assert self._run_dir is not None, "open(folder) comes before the first read"  # noqa: S101
        (partition,) = shard.slices
        counted = self._run_dir.artifact(CountSites.name, SITES_STEP, partition.start, ".parquet")
        yield from parquet.rows(str(counted))
