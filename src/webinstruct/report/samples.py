"""Pairs and stopped rows chosen to be looked at: the same ones at every call."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from webinstruct.report.excerpt import Piece, excerpt, spans_in
from webinstruct.report.view import RunView, as_text, rows_of
from webinstruct.tables import EXPORTED

__all__ = ["SampledPair", "SampledStop", "sampled_pairs", "sampled_stops"]

_MOST_SCANNED = 100_000
_CARRIED = tuple(EXPORTED.names)
_CHOICE_COLUMNS = ("pair_id", "method", "answer", "lang")
_STOP_COLUMNS = ("row_id", "reason", "detail", "url")


@dataclass(frozen=True, slots=True)
class SampledPair:
    """A pair with the title and the pieces of its page; no pieces where the page is not at hand."""

    row: dict[str, Any]
    shard: int
    title: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class SampledStop:
    """A row that was stopped, and the shard where it was."""

    row: dict[str, Any]
    shard: int


def sampled_pairs(view: RunView, count: int) -> list[SampledPair]:
    """`count` pairs of the last stage that has some: methods and languages take turns, ids decide within them."""
    stage = view.pair_stage
    if stage is None:
        return []
    places = _chosen_places(view, stage, count)
    found: dict[tuple[int, int], SampledPair] = {}
    for shard in {shard for shard, _ in places}:
        positions = {position for ours, position in places if ours == shard}
        for position, pair in _pairs_at(view, stage, shard, positions):
            found[shard, position] = pair
    return [found[place] for place in places]


def sampled_stops(view: RunView, stage: str, what: str, per_reason: int) -> dict[str, list[SampledStop]]:
    """By reason, some rows that were `what`: rejected or quarantined. Ids decide which."""
    best: dict[str, list[Any]] = defaultdict(list)
    for shard, position, row in view.scanned(stage, what, _STOP_COLUMNS, _MOST_SCANNED):
        entry = (_order(as_text(row["row_id"])), shard, position, row)
        _keep_smallest(best[as_text(row["reason"])], entry, per_reason)
    return {
        reason: [SampledStop(row, shard) for _, shard, _, row in sorted(entries, key=_place)[:per_reason]]
        for reason, entries in sorted(best.items())
    }


def _chosen_places(view: RunView, stage: str, count: int) -> list[tuple[int, int]]:
    """(shard, position) of the chosen pairs: the methods take turns, those of the commonest language first."""
    best: dict[tuple[str, str], list[Any]] = defaultdict(list)
    languages: Counter[str] = Counter()
    for shard, position, row in view.scanned(stage, "kept", _CHOICE_COLUMNS, _MOST_SCANNED):
        identity = as_text(row["pair_id"]) or as_text(row["answer"])
        language = as_text(row["lang"])
        languages[language] += 1
        _keep_smallest(best[language, as_text(row["method"])], (_order(identity), shard, position), count)
    rank = {language: place for place, (language, _) in enumerate(languages.most_common())}
    turns = [
        (turn, rank[language], *entry)
        for (language, _), entries in best.items()
        for turn, entry in enumerate(sorted(entries)[:count])
    ]
    return [(shard, position) for *_, shard, position in heapq.nsmallest(count, turns)]


def _pairs_at(
    view: RunView, stage: str, shard: int, positions: Collection[int]
) -> list[tuple[int, SampledPair]]:
    rows = enumerate(rows_of(view.path(stage, "kept", shard), _CARRIED))
    picked = {position: row for position, row in rows if position in positions}
    pages = _pages(view, shard, {as_text(row["page_id"]) for row in picked.values()} - {""})
    return [(place, _with_page(row, shard, pages)) for place, row in picked.items()]


def _pages(view: RunView, shard: int, page_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The pages with these ids; a page lies in the shard of its pairs, in every stage."""
    stage = view.page_stage
    if stage is None or not page_ids:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for row in rows_of(view.path(stage, "kept", shard), ("page_id", "title", "text")):
        if row["page_id"] in page_ids:
            found[row["page_id"]] = row
            if len(found) == len(page_ids):
                break
    return found


def _with_page(row: dict[str, Any], shard: int, pages: dict[str, dict[str, Any]]) -> SampledPair:
    page = pages.get(as_text(row["page_id"]))
    if page is None or not as_text(page["text"]):
        return SampledPair(row, shard)
    text = page["text"]
    question, answer = (spans_in(row[name], len(text)) for name in ("question_spans", "answer_spans"))
    return SampledPair(row, shard, as_text(page["title"]), tuple(excerpt(text, question, answer)))


def _keep_smallest(kept: list[Any], entry: Any, count: int) -> None:
    kept.append(entry)
    if len(kept) >= 8 * count + 8:
        kept.sort(key=_place)
        del kept[count:]


def _place(entry: Any) -> Any:
    """The comparable head of an entry: order, shard, position."""
    return entry[:3]


def _order(row_id: str) -> str:
    return hashlib.blake2b(row_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
