"""Where the rows are that belong to an id or a URL."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from webinstruct.report.view import RunView, as_text
from webinstruct.storage import parquet
from webinstruct.storage.folders import exists
from webinstruct.storage.place import Place

__all__ = ["Found", "Hit", "hits_in", "pair_with_id", "searched"]

_WHATS = ("kept", "rejected", "quarantined")
_ID_START = re.compile(r"[0-9a-fA-F]{7,31}")
_HOST = re.compile(r"[^\s/?#@:.]{1,63}(?:\.[^\s/?#@:.]{1,63}){1,20}")
_HOST_URL = r"^[a-z]+://(?:[^/?#]*@)?(?:www\.)?{}\.?(?::[0-9]+)?(?:[/?#]|$)"
_HEAVY = ("html", "text", "body")
"""Columns of whole pages, which a story has no use for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of a stage, and `what` was done with it: kept, rejected or quarantined."""

    stage: str
    what: str
    shard: int
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The rows that are looked for: by whole ids, the end of the URL, the start of an id, a pattern of the URL."""

    ids: Collection[str]
    url_end: str | None = None
    id_start: str | None = None
    host: str | None = None


@dataclass(slots=True)
class Found:
    """What a search word named: pages and pairs by id, other rows by theirs, and the shards they are in."""

    pages: dict[str, str] = field(default_factory=dict)
    """URL by page id."""
    pairs: set[str] = field(default_factory=set)
    rows: dict[str, str] = field(default_factory=dict)
    """URL by id: stopped rows, and rows of tables that hold neither pages nor pairs."""
    shards: set[int] = field(default_factory=set)

    @property
    def ids(self) -> set[str]:
        """All ids."""
        return {*self.pages, *self.pairs, *self.rows}


def searched(view: RunView, word: str) -> Found:
    """What `word` names: an id or the start of one (7 digits or more), a URL, the end of one, or a host.

    Reads ids and URLs of all shards, no texts.
    """
    found, wanted = Found(), _wanted(word)
    for stage in view.stages:
        for what in _WHATS:
            for shard in view.shards(stage.name):
                path = view.path(stage.name, what, shard)
                names = _columns(path)
                ids = _id_columns(names)
                columns = [*ids, *(name for name in names if name == "url")]
                for row in _rows_where(path, columns, ids, wanted):
                    _note(found, row, shard)
    return found


def hits_in(view: RunView, stage: str, found: Found) -> Iterator[Hit]:
    """The rows of a stage that belong to what was found: its pages, its pairs, and what was stopped of them."""
    for shard in sorted(found.shards & set(view.shards(stage))):
        for what in _WHATS:
            path = view.path(stage, what, shard)
            names = _columns(path)
            keys, ids = _keys_of(names, found)
            columns = [name for name in names if name not in _HEAVY]
            for row in _rows_where(path, columns, keys, Wanted(ids)):
                yield Hit(stage, what, shard, row)


def pair_with_id(view: RunView, stage: str, pair_id: str) -> Hit | None:
    """The pair with this id among those that a stage kept, in whatever shard."""
    for shard in view.shards(stage):
        path = view.path(stage, "kept", shard)
        columns = [name for name in ("pair_id", "url", "question") if name in _columns(path)]
        for row in _rows_where(path, columns, ["pair_id"], Wanted({pair_id})):
            return Hit(stage, "kept", shard, row)
    return None


def _keys_of(names: Sequence[str], found: Found) -> tuple[list[str], Collection[str]]:
    """Which columns tell that a row belongs, and to which ids: a pair by its own, a page by its own."""
    if "row_id" in names:
        return ["row_id"], found.ids
    if "pair_id" in names:
        return ["pair_id"], found.pairs
    if "page_id" in names:
        return ["page_id"], set(found.pages)
    return _id_columns(names), found.ids


def _wanted(word: str) -> Wanted:
    """Which rows `word` names."""
    id_start = word.lower() if _ID_START.fullmatch(word) else None
    host = _HOST_URL.format(re.escape(word)) if _HOST.fullmatch(word) else None
    return Wanted({word}, word, id_start, host)


def _rows_where(
    path: Place, columns: Sequence[str], keys: Sequence[str], wanted: Wanted
) -> Iterator[dict[str, Any]]:
    """The rows, with `columns`, that are wanted by one of `keys` or by their URL."""
    if not columns or not exists(path):
        return
    ids = pa.array(sorted(wanted.ids), pa.string())
    for batch in parquet.batches(str(path), columns):
        masks = list(_masks(batch, [key for key in keys if _is_text(batch, key)], ids, wanted))
        if masks:
            yield from batch.filter(reduce(pc.or_, masks)).to_pylist()


def _masks(batch: Any, keys: Sequence[str], ids: Any, wanted: Wanted) -> Iterator[Any]:
    """Per way to be wanted, which rows of `batch` are; no mask has nulls."""
    for key in keys:
        yield pc.is_in(batch[key], value_set=ids)
        if wanted.id_start is not None:
            yield pc.fill_null(pc.starts_with(batch[key], pattern=wanted.id_start), False)
    if not _is_text(batch, "url"):
        return
    if wanted.url_end is not None:
        yield pc.fill_null(pc.ends_with(batch["url"], pattern=wanted.url_end), False)
    if wanted.host is not None:
        found = pc.match_substring_regex(batch["url"], pattern=wanted.host, ignore_case=True)
        yield pc.fill_null(found, False)


def _note(found: Found, row: dict[str, Any], shard: int) -> None:
    found.shards.add(shard)
    page, pair, url = (as_text(row.get(name)) for name in ("page_id", "pair_id", "url"))
    if page:
        found.pages[page] = url or found.pages.get(page, "")
    if pair:
        found.pairs.add(pair)
    if not page and not pair:
        others = (as_text(row[name]) for name in _id_columns(list(row)))
        found.rows.update({row_id: url for row_id in others if row_id})


def _columns(path: Place) -> list[str]:
    if not exists(path):
        return []
    with parquet.parquet_file(str(path)) as file:
        return list(file.schema_arrow.names)


def _id_columns(names: Sequence[str]) -> list[str]:
    return [name for name in names if name.endswith("_id")]


def _is_text(batch: Any, name: str) -> bool:
    return name in batch.schema.names and pa.types.is_string(batch.schema.field(name).type)
