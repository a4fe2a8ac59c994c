"""The stage sample: histograms in, the pages to be labelled out.

Before the rows, the strata are laid over the sum of all histograms; each part draws the smallest keys of its own files;
then the smallest of all are chosen. No step holds more than a shard's columns and a sample for each part.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.core.stage import PROCESS, Rejected, Stage, StageContext, Step, StepContext, Verdict
from webinstruct.core.table import Row
from webinstruct.recall.threshold.bins import bins_of
from webinstruct.recall.threshold.histogram import scored_columns, summed_histogram
from webinstruct.recall.threshold.settings import SampleSettings
from webinstruct.recall.threshold.strata import draw_keys, smallest, strata_of, stratum_of, wanted_sizes
from webinstruct.tables.threshold import HISTOGRAMS, SAMPLED_PAGES

__all__ = ["STRATA", "SamplePages", "Strata", "strata_in"]

STRATA, DRAWN, CHOSEN = "strata", "drawn", "chosen"
_PICKS = pa.schema(
    [("scored", pa.string()), ("place", pa.int64()), ("stratum", pa.int64()), ("key", pa.uint64())]
)


class Strata(NamedTuple):
    """The first bin of each stratum, and how many of its pages are drawn."""

    starts: tuple[int, ...]
    drawn: tuple[int, ...]


class SamplePages(Stage):
    """Draws pages for labelling, spread over the scores."""

    name = "sample"
    reads = HISTOGRAMS
    writes = SAMPLED_PAGES
    settings: SampleSettings
    settings_type = SampleSettings

    def steps(self) -> Sequence[Step | str]:
        """All is drawn before the rows, which only look up what was chosen of their file."""
        return (_LayStrata(self.settings), _Draw(self.settings), _Choose(), PROCESS)

    def open(self, context: StageContext) -> None:
        """Load what was chosen."""
        self._chosen: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for pick in pq.read_table(context.artifact(CHOSEN)).to_pylist():
            self._chosen[pick["scored"]].append((pick["place"], pick["stratum"]))

    def process(self, row: Row) -> Iterable[Verdict]:
        """The pages that were chosen of this file."""
        chosen = self._chosen.get(row["scored"])
        if not chosen:
            yield Rejected("no_page_drawn", f"none of its {sum(row['pages']):,} pages is in the sample")
            return
        columns = [column.name for column in SAMPLED_PAGES.columns if column.name not in (*row, "stratum")]
        found = scored_columns(row["scored"], columns).take([place for place, _ in chosen])
        where = {name: row[name] for name in ("scored", "kept", "slices")}
        for page, (_, stratum) in zip(found.to_pylist(), chosen, strict=True):
            yield {**page, **where, "stratum": stratum}


def strata_in(path: str) -> Strata:
    """What the step strata left in the file `path`."""
    found = json.loads(Path(path).read_text("utf-8"))
    return Strata(tuple(found["starts"]), tuple(found["drawn"]))


class _LayStrata:
    """The step that divides the scores of all pages into strata; JSON."""

    name = STRATA
    per_shard = False
    suffix = ".json"

    def __init__(self, settings: SampleSettings) -> None:
        self._pages = settings.pages

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Add up the histograms of all files."""
        rows = (row for shard in range(context.shards) for row in context.rows(shard, ["pages", "tokens"]))
        pages = summed_histogram(rows).pages
        starts = strata_of(pages)
        sizes = np.add.reduceat(pages, starts).tolist()
        strata = Strata(starts, wanted_sizes(sizes, self._pages))
        Path(out).write_text(json.dumps({**strata._asdict(), "pages": sizes}), encoding="utf-8")


class _Draw:
    """The step that draws from a part's files as many pages of each stratum as the whole sample has of it; Parquet."""

    name = DRAWN
    per_shard = True
    suffix = ".parquet"

    def __init__(self, settings: SampleSettings) -> None:
        self._seed = settings.seed

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Draw from the files of `part`."""
        strata = strata_in(context.artifact(STRATA))
        drawn = _PICKS.empty_table()
        for row in context.rows(part, ["scored"]):
            drawn = _smallest_of([drawn, self._picks(row["scored"], strata)], strata)
        pq.write_table(drawn, out, compression="zstd")

    def _picks(self, path: str, strata: Strata) -> pa.Table:
        found = scored_columns(path, ["page_id"])
        keys = draw_keys(found["page_id"].cast(pa.binary()).to_pylist(), self._seed)
        numbers = stratum_of(bins_of(found["score"].to_numpy()), strata.starts)
        columns = [pa.array([path] * found.num_rows, pa.string()), found["place"], numbers, keys]
        return pa.table(columns, schema=_PICKS)


class _Choose:
    """The step that chooses the smallest keys of all parts; Parquet, in the order of the files."""

    name = CHOSEN
    per_shard = False
    suffix = ".parquet"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Choose among what the parts drew."""
        strata = strata_in(context.artifact(STRATA))
        chosen = _PICKS.empty_table()
        for group in _in_groups([context.artifact(DRAWN, shard) for shard in range(context.shards)]):
            chosen = _smallest_of([chosen, *(pq.read_table(path) for path in group)], strata)
        pq.write_table(chosen.sort_by([("scored", "ascending"), ("place", "ascending")]), out)


_FILES_AT_ONCE = 200


def _in_groups(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), _FILES_AT_ONCE):
        yield paths[start : start + _FILES_AT_ONCE]


def _smallest_of(tables: Sequence[pa.Table], strata: Strata) -> pa.Table:
    joined = pa.concat_tables(tables)
    return joined.take(smallest(joined["stratum"].to_numpy(), joined["key"].to_numpy(), strata.drawn))
