"""The steps that count: each part reads its share of the scored pages and leaves counts and samples by partition of the
domains; then each part adds one partition up over all of them.

Nothing is a Python object per page, and no process sees more than its share of the files and its share of the domains.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.core.stage import StepContext
from webinstruct.recall.sites.counts import COUNTS, Gathered, counts_of, partitioned, without_rare
from webinstruct.recall.sites.merged import sites_of
from webinstruct.recall.sites.names import places_of
from webinstruct.recall.sites.recalled import RecalledPages
from webinstruct.recall.sites.samples import SAMPLES, Drawn
from webinstruct.recall.sites.settings import SitesSettings
from webinstruct.tables.recall import SITES

__all__ = ["SITES_STEP", "Samples", "Sites", "Tally"]

TALLY, SAMPLED, SITES_STEP = "tally", "samples", "sites"


class Tally:
    """The step that counts the pages of a share of the files; an Arrow file with one batch for each partition."""

    name = TALLY
    per_shard = True
    suffix = ".arrow"

    def __init__(self, settings: SitesSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Count the files `part`, `part` + shards ..."""
        has_paths = self._settings.by == "prefix"
        gathered = Gathered()
        pages = RecalledPages(self._settings.run)
        for name in pages.names[part :: context.shards]:
            for batch in pages.scored(name, ["url", "tokens"]):
                places = places_of(batch["url"])
                gathered.add(counts_of(places, batch["tokens"], batch["is_kept"], has_paths))
        counts = gathered.counts()
        _write_batches(
            out, partitioned(without_rare(counts) if has_paths else counts, context.shards), COUNTS
        )


class Samples:
    """The step that draws candidates of each site from the same share; an Arrow file with a batch per partition."""

    name = SAMPLED
    per_shard = True
    suffix = ".arrow"

    def __init__(self, settings: SitesSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Draw from the candidates that stand beside the files `part`, `part` + shards ..."""
        drawn = Drawn(self._settings.samples, has_paths=self._settings.by == "prefix")
        pages = RecalledPages(self._settings.run)
        for name in pages.names[part :: context.shards]:
            for batch in pages.candidates(name, ["page_id", "url", "title"]):
                drawn.add(batch)
        _write_batches(out, partitioned(drawn.samples(), context.shards), SAMPLES)


class Sites:
    """The step that adds up one partition of the domains: a Parquet file of SITES, in the order of their names."""

    name = SITES_STEP
    per_shard = True
    suffix = ".parquet"

    def __init__(self, settings: SitesSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Add up partition `part`."""
        gathered = Gathered()
        drawn = Drawn(self._settings.samples, has_paths=self._settings.by == "prefix")
        for shard in range(context.shards):
            gathered.add(_batch(context.artifact(TALLY, shard), part))
            if self._settings.samples:
                drawn.add_drawn(_batch(context.artifact(SAMPLED, shard), part))
        found = sites_of(gathered.counts(), drawn.samples(), self._settings)
        pq.write_table(found.cast(SITES.schema), out, compression="zstd")


def _write_batches(path: str, batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> None:
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.OSFile(path, "wb") as file, pa.ipc.new_file(file, schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)


def _batch(path: str, number: int) -> pa.Table:
    with pa.OSFile(path, "rb") as file:
        return pa.Table.from_batches([pa.ipc.open_file(file).get_batch(number)])
