"""The step `search`: the rows of a shard are looked up in the index, many at a time; the hits are left in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from webinstruct.core.errors import InputError
from webinstruct.core.stage import ROW, Pages, StepContext
from webinstruct.core.table import Row
from webinstruct.decontaminate.evidence import HITS, ROW_NUMBER, evidence_of
from webinstruct.decontaminate.index import Hit, Index
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.storage.parquet import ParquetRows

__all__ = ["SIDES", "Search"]

SIDES = {"both": ("question", "answer"), "question": ("question",), "answer": ("answer",)}
"""The sides of a pair that are searched, by the setting `fields`."""

_ROWS, _CHARS = 4_096, 1 << 21
"""Rows and characters that are searched together, at most."""


class Search:
    """Per shard: the hits of its rows, in order; of each side, and of the page, at most one."""

    name = "search"
    per_shard = True
    suffix = ".parquet"

    def __init__(self, settings: DecontaminateSettings) -> None:
        self._settings = settings
        self._index: tuple[str, Index] | None = None

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Search the rows of shard `part`."""
        index = self._opened(context.artifact("index"))
        sides = SIDES[self._settings.fields]
        columns = ["pair_id", *sides, *(["page_id"] if self._settings.level == "page" else [])]
        found_in_pages = _PageHits(index, context, part) if self._settings.level == "page" else None
        with ParquetRows(out, HITS) as file:
            for rows in _batches(context.rows(part, columns), sides):
                found = _hits(rows, sides, index)
                if found_in_pages:
                    found = [
                        [*hits, *paged] for hits, paged in zip(found, found_in_pages.of(rows), strict=True)
                    ]
                file.add(pa.RecordBatch.from_pylist(list(_evidence(rows, found)), schema=HITS))

    def _opened(self, path: str) -> Index:
        if self._index is None or self._index[0] != path:
            self._index = (path, Index(path))
        return self._index[1]


_SideHits = list[tuple[str, Hit]]
"""The hits of one row, each with its side."""


def _hits(rows: Sequence[Row], sides: Sequence[str], index: Index) -> list[_SideHits]:
    found = iter(index.hits([row[side] or "" for row in rows for side in sides]))
    return [[(side, hit) for side in sides if (hit := next(found))] for _ in rows]


class _PageHits:
    """The hits of pages; rows of one page come together, and each page is searched once."""

    def __init__(self, index: Index, context: StepContext, shard: int) -> None:
        self._index = index
        self._shard = shard
        self._pages = _pages_of(context)
        self._last: dict[str, Hit | None] = {}

    def of(self, rows: Sequence[Row]) -> list[_SideHits]:
        """For each row the hit of its page, if there is one."""
        wanted = dict.fromkeys(row["page_id"] for row in rows if row["page_id"])
        known = {page: hit for page, hit in self._last.items() if page in wanted}
        for pages in _batches(self._texts([page for page in wanted if page not in known]), ("text",)):
            hits = self._index.hits([page["text"] for page in pages])
            known |= dict(zip([page["page_id"] for page in pages], hits, strict=True))
        last = rows[-1]["page_id"]
        self._last = {last: known[last]} if last in known else {}
        return [[("page", hit)] if (hit := known.get(row["page_id"])) else [] for row in rows]

    def _texts(self, page_ids: Iterable[str]) -> Iterator[Row]:
        for page_id in page_ids:
            yield {"page_id": page_id, "text": self._pages.text(self._shard, page_id)}


def _pages_of(context: StepContext) -> Pages:
    try:
        return context.pages()
    except InputError as error:
        raise InputError(
            "decontaminate.level is 'page', and this run began with pairs: it has no pages to search. "
            "Set decontaminate.level to pair, or begin the run with the pages."
        ) from error


def _batches(rows: Iterable[Row], texts: Sequence[str]) -> Iterator[list[Row]]:
    """`rows` in lists whose columns `texts` have about _CHARS characters together."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(row[name] or "") for name in texts)
        if len(batch) >= _ROWS or size >= _CHARS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _evidence(rows: Sequence[Row], found: Sequence[_SideHits]) -> Iterator[dict[str, Any]]:
    for row, hits in zip(rows, found, strict=True):
        for side, hit in hits:
            yield {ROW_NUMBER: row[ROW], **evidence_of(str(row["pair_id"] or ""), side, hit)}
