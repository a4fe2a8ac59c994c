"""The stage show: sampled pages in, the same with their title and text out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyarrow.compute as pc

from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Stage, StageContext, Verdict
from webinstruct.core.table import Row
from webinstruct.recall.reading import read_page
from webinstruct.recall.threshold.settings import ShowSettings
from webinstruct.sources.again import PagesAgain, Place
from webinstruct.storage.folders import exists
from webinstruct.storage.parquet import batches
from webinstruct.tables.threshold import SAMPLED_PAGES, SHOWN_PAGES

__all__ = ["ShowPages", "shortened"]

_ANY_WORDS = 1


class ShowPages(Stage):
    """Reads each sampled page again: a candidate's text is there already, of others the single record is read."""

    name = "show"
    reads = SAMPLED_PAGES
    writes = SHOWN_PAGES
    settings: ShowSettings
    settings_type = ShowSettings

    def open(self, context: StageContext) -> None:
        """Build the source, without reading it."""
        self._again = PagesAgain(self.settings.source, self.settings.source_folder)

    def process(self, row: Row) -> Iterable[Verdict]:
        """The page with what a labeller sees of it."""
        title, text = self._candidate(row) or self._read_again(row)
        yield {**row, "title": title, "text": shortened(text, self.settings.text_chars)}

    def _candidate(self, row: Row) -> tuple[str, str] | None:
        """Title and text of a page that recall kept, while its candidates are there."""
        if not row["is_kept"] or not exists(row["kept"]):
            return None
        for batch in batches(row["kept"], ["page_id", "title", "text"]):
            place = pc.index(batch["page_id"], row["page_id"]).as_py()
            if place >= 0:
                return str(batch["title"][place]), str(batch["text"][place])
        return None

    def _read_again(self, row: Row) -> tuple[str, str]:
        shard = Shard(tuple(Slice(**part) for part in _slices(row)))
        page = self._again.page(shard, Place(row["page_id"], row["row"], row["record_offset"]))
        reading = read_page(page, _ANY_WORDS)
        return reading.title, reading.text


def _slices(row: Row) -> list[dict[str, Any]]:
    return list(json.loads(row["slices"]))


def shortened(text: str, most: int) -> str:
    """`text` in at most about `most` characters: its first three quarters of them, and its end.

    >>> shortened("abcdefghijkl", 8), shortened("short", 8)
    ('abcdef [...] kl', 'short')
    """
    if len(text) <= most:
        return text
    head = most * 3 // 4
    return f"{text[:head]} [...] {text[len(text) - (most - head) :]}"
