"""The steps that draw: each shard leaves its least ids of every site, and one file says which pages are taken.

What is dropped in a shard would be dropped in all shards together, too: for each site the pages with a lesser id only
become more. So a shard leaves no more than `most_pages`, and memory does not grow with the shards.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from webinstruct.core.stage import StepContext
from webinstruct.recall.drawing.settings import DrawSettings
from webinstruct.recall.sites.names import places_of
from webinstruct.recall.sites.recalled import RecalledPages
from webinstruct.recall.sites.samples import least_of
from webinstruct.storage.files import listed
from webinstruct.storage.parquet import parquet_file

__all__ = ["CHOSEN", "Chosen", "Draw", "LabelledSites", "drawn"]

DRAW, CHOSEN = "draw", "chosen"
_SCHEMA = pa.schema([("site", pa.string()), ("page_id", pa.string())])
_FOLD_ROWS = 100_000

Numbers = np.ndarray[Any, np.dtype[Any]]


class LabelledSites:
    """The labels in a folder; about 50 bytes of memory for each site."""

    def __init__(self, folder: str) -> None:
        tables = [_columns(file.path, ["site", "label"]) for file in listed(folder, (".parquet",))]
        table = pa.concat_tables(tables).combine_chunks()
        self.sites: pa.Array = table["site"].combine_chunks()
        self.labels: Numbers = table["label"].to_numpy()

    def numbers_of(self, urls: pa.Array) -> Numbers:
        """The number of the labelled site of each URL, the narrowest one; -1 where there is none. Shape [urls]."""
        places = places_of(urls)
        parts = (places.domain, places.first, places.second)
        names = (pc.binary_join_element_wise(*parts[:count], "") for count in (3, 2, 1))
        found = pc.coalesce(*(pc.index_in(name, self.sites) for name in names))
        numbers: Numbers = pc.fill_null(found, -1).to_numpy(False)
        return numbers


class Draw:
    """The step that draws from one shard; a Parquet file of site and page_id."""

    name = DRAW
    per_shard = True
    suffix = ".parquet"

    def __init__(self, settings: DrawSettings) -> None:
        self._settings = settings
        self._pages = RecalledPages(settings.run)
        self._labelled: LabelledSites | None = None

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Draw from shard `part`."""
        self._labelled = self._labelled or LabelledSites(self._settings.labels)
        has_label = np.append(self._labelled.labels == self._settings.label, False)
        found = [_SCHEMA.empty_table()]
        for batch in self._pages.candidates(self._pages.names[part], ["page_id", "url"]):
            numbers = self._labelled.numbers_of(batch["url"])
            is_wanted = pa.array(has_label[numbers])
            sites = self._labelled.sites.take(pa.array(numbers).filter(is_wanted))
            found.append(pa.table([sites, batch["page_id"].filter(is_wanted)], schema=_SCHEMA))
        pq.write_table(drawn(pa.concat_tables(found), self._settings), out, compression="zstd")


class Chosen:
    """The step that says which pages are taken, over all shards; a Parquet file of site and page_id."""

    name = CHOSEN
    per_shard = False
    suffix = ".parquet"

    def __init__(self, settings: DrawSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Put the shards' draws together."""
        found, waiting = _SCHEMA.empty_table(), [_SCHEMA.empty_table()]
        rows = 0
        for shard in range(context.shards):
            waiting.append(_columns(context.artifact(DRAW, shard), _SCHEMA.names))
            rows += waiting[-1].num_rows
            if rows > _FOLD_ROWS:
                found, waiting, rows = drawn(pa.concat_tables([found, *waiting]), self._settings), [], 0
        table = drawn(pa.concat_tables([found, *waiting]), self._settings)
        pq.write_table(table, out, compression="zstd")


def drawn(pages: pa.Table, settings: DrawSettings) -> pa.Table:
    """The pages of `pages` (site and page_id) that are taken: of each site those with the least ids, then of all."""
    of_sites = least_of(pages, pages["site"].combine_chunks(), settings.pages_per_site)
    return of_sites.sort_by([("page_id", "ascending")]).slice(0, settings.most_pages)


def _columns(path: str, columns: list[str]) -> pa.Table:
    with parquet_file(path) as file:
        return file.read(columns=columns)
