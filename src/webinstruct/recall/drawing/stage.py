"""The stage pages: candidates of a run in, those that the next classifier learns from out, with their HTML."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import PurePath

import pyarrow as pa

from webinstruct.core.ids import fingerprint
from webinstruct.core.stage import PROCESS, SHARD, Rejected, Stage, StageContext, Step, Verdict
from webinstruct.core.table import Row
from webinstruct.recall.drawing.draw import CHOSEN, Chosen, Draw, LabelledSites
from webinstruct.recall.drawing.settings import DrawSettings
from webinstruct.recall.sites.recalled import RecalledPages
from webinstruct.storage.files import listed, sha256_of
from webinstruct.storage.parquet import parquet_file, rows
from webinstruct.tables.recall import DRAWN_PAGES, NAMED_PAGES

__all__ = ["DrawPages"]


class DrawPages(Stage):
    """Draws pages of the sites with one label."""

    name = "pages"
    reads = NAMED_PAGES
    writes = DRAWN_PAGES
    settings: DrawSettings
    settings_type = DrawSettings
    rejects_listed = 1_000

    def identity(self) -> Mapping[str, str]:
        """The labels, and which candidates there are."""
        labels = [sha256_of(file.path) for file in listed(self.settings.labels, (".parquet",))]
        files = {PurePath(file.path).name: file.size for file in RecalledPages(self.settings.run).files()}
        return {"labels": fingerprint({"files": labels}), "scored": fingerprint(files)}

    def steps(self) -> Sequence[Step | str]:
        """Pages are drawn before the rows."""
        return (Draw(self.settings), Chosen(self.settings), PROCESS)

    def open(self, context: StageContext) -> None:
        """Load labels and what was drawn."""
        self._labelled = LabelledSites(self.settings.labels)
        self._site_of = {row["page_id"]: row["site"] for row in rows(context.artifact(CHOSEN))}
        self._pages = RecalledPages(self.settings.run)
        self._shelf: _Shelf | None = None

    def process(self, row: Row) -> Iterable[Verdict]:
        """The page, or why it was not drawn."""
        shelf = self._shelf_of(row[SHARD])
        site = self._site_of.get(row["page_id"])
        if site is None:
            yield self._rejected(shelf.site_numbers[row["place"]])
        else:
            yield {"page_id": row["page_id"], "url": row["url"], "site": site, **shelf.page(row["place"])}

    def _shelf_of(self, shard: int) -> _Shelf:
        name = self._pages.names[shard]
        path = str(PurePath(self.settings.run, "recall", "kept", name))
        if self._shelf is None or self._shelf.path != path:
            numbers: dict[int, int] = {}
            for batch in self._pages.candidates(name, ["url"]):
                places = batch["place"].to_pylist()
                numbers.update(zip(places, self._labelled.numbers_of(batch["url"]).tolist(), strict=True))
            self._shelf = _Shelf(path, numbers)
        return self._shelf

    def _rejected(self, site_number: int) -> Rejected:
        settings, labels = self.settings, self._labelled.labels
        if site_number < 0:
            return Rejected("unlabelled_site", "its site has no label")
        site = self._labelled.sites[site_number]
        if labels[site_number] != settings.label:
            return Rejected("other_label", f"{site} is {labels[site_number]}")
        caps = f"pages_per_site {settings.pages_per_site:,}, most_pages {settings.most_pages:,}"
        return Rejected("over_cap", f"pages of {site} with lesser ids were taken before; {caps}")


class _Shelf:
    """The candidates in one file, of which one row group at a time is in memory, and only if it is asked for.

    `site_numbers` has the number of each candidate's labelled site, by its place.
    """

    def __init__(self, path: str, site_numbers: Mapping[int, int]) -> None:
        self.path = path
        self.site_numbers = site_numbers
        with parquet_file(path) as file:
            sizes = [file.metadata.row_group(g).num_rows for g in range(file.metadata.num_row_groups)]
        self._begins = [0, *accumulate(sizes)]
        self._group = -1
        self._table = pa.table({})

    def page(self, place: int) -> dict[str, str | None]:
        """What the page at `place` among the file's rows says."""
        group = bisect_right(self._begins, place) - 1
        if group != self._group:
            with parquet_file(self.path) as file:
                self._table = file.read_row_group(group, columns=["title", "html", "text"])
            self._group = group
        row = place - self._begins[group]
        title, html, text = (self._table[name][row].as_py() for name in ("title", "html", "text"))
        return {"title": title, "html": html, "text": None if html else text}
