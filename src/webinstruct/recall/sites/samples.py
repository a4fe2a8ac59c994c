"""Some candidates of each site: those with the least ids, which is a draw by chance that is the same in every run."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from webinstruct.recall.sites.counts import KEYS, joined
from webinstruct.recall.sites.names import places_of

__all__ = ["SAMPLES", "Drawn", "least_of"]

SAMPLES = pa.schema([(name, pa.string()) for name in (*KEYS, "page_id", "path", "title")])
_MOST_CHARS = 200
_FOLD_ROWS = 200_000


class Drawn:
    """At most `count` candidates of each group of (domain, first, second), from many files."""

    def __init__(self, count: int, has_paths: bool) -> None:
        self._count = count
        self._has_paths = has_paths
        self._tables: list[pa.Table] = [SAMPLES.empty_table()]
        self._rows = 0

    def add(self, pages: pa.RecordBatch) -> None:
        """Draw from `pages` with page_id, url and title."""
        places = places_of(pages["url"])
        path = pc.binary_join_element_wise(places.first, places.second, places.rest, "")
        empty = pa.array([""]).take(pa.array(np.zeros(pages.num_rows, dtype=np.int64)))
        first, second = (places.first, places.second) if self._has_paths else (empty, empty)
        texts = [
            pc.utf8_slice_codeunits(text, 0, _MOST_CHARS) for text in (path, pc.fill_null(pages["title"], ""))
        ]
        columns = [places.domain, first, second, pages["page_id"], *texts]
        self.add_drawn(pa.table(columns, schema=SAMPLES))

    def add_drawn(self, samples: pa.Table) -> None:
        """Draw from what was drawn elsewhere."""
        self._tables.append(samples)
        self._rows += samples.num_rows
        if self._rows > _FOLD_ROWS + 2 * self._tables[0].num_rows:
            self._tables, self._rows = [self.samples()], 0

    def samples(self) -> pa.Table:
        """What is drawn, by group and id."""
        found = pa.concat_tables(self._tables)
        return least_of(found, joined(found), self._count)


def least_of(samples: pa.Table, groups: pa.Array, count: int) -> pa.Table:
    """Of each group the `count` rows with the least ids, in the order of groups and ids; `groups` has shape [rows]."""
    if not samples.num_rows:
        return samples
    ordered = samples.append_column("__group__", groups).sort_by(
        [("__group__", "ascending"), ("page_id", "ascending")]
    )
    numbers = ordered["__group__"].combine_chunks().dictionary_encode().indices.to_numpy()
    begins = np.searchsorted(numbers, np.arange(numbers[-1] + 1))
    is_least = np.arange(len(numbers)) - begins[numbers] < count
    return ordered.filter(pa.array(is_least)).drop_columns(["__group__"])
