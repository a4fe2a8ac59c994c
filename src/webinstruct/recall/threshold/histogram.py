"""The stage histogram: a shard's table of scored pages in, its score histogram out; columns only, no row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from webinstruct.core.errors import InputError
from webinstruct.core.stage import Note, Stage, Verdict
from webinstruct.core.table import Row
from webinstruct.recall.threshold.bins import Histogram, empty_histogram, histogram_of, merged
from webinstruct.storage.parquet import parquet_file
from webinstruct.tables.recall import SCORED
from webinstruct.tables.threshold import HISTOGRAMS, SCORED_FILES

__all__ = ["CountScores", "scored_columns", "summed_histogram"]


class CountScores(Stage):
    """Counts the pages and tokens of each file of scores by 1,000 bins of the score."""

    name = "histogram"
    reads = SCORED_FILES
    writes = HISTOGRAMS

    def process(self, row: Row) -> Iterable[Verdict]:
        """The file with its histogram; pages without a score are counted apart."""
        found = scored_columns(row["scored"], ["score", "tokens"])
        counted = histogram_of(found["score"].to_numpy(), found["tokens"].to_numpy())
        yield {**row, "pages": counted.pages.tolist(), "tokens": counted.tokens.tolist()}
        yield Note("pages_scored", found.num_rows)


def scored_columns(path: str, columns: list[str]) -> pa.Table:
    """These columns of the pages with a score in a table of scored pages, and `place`, their rows in the file.

    Raises:
        InputError: a page has no score: recall had no classifier.
    """
    with parquet_file(path) as file:
        SCORED.check(file.schema_arrow.names, path, "Run recall again.")
        found = file.read(columns=list({*columns, "score"}))
    if found["score"].null_count:
        raise InputError(
            f"{path} has {found['score'].null_count} pages without a score: recall had no classifier. "
            "Run it with --set recall.model=MODEL."
        )
    places = pa.array(np.arange(found.num_rows))
    filled = found.set_column(
        found.column_names.index("score"), "score", pc.min_element_wise(found["score"], pa.scalar(1.0))
    )
    return filled.append_column("place", places)


def summed_histogram(rows: Iterable[Mapping[str, Any]]) -> Histogram:
    """The histogram of all files whose rows of HISTOGRAMS these are."""
    found = empty_histogram()
    for row in rows:
        found = merged(found, Histogram(np.asarray(row["pages"]), np.asarray(row["tokens"])))
    return found
