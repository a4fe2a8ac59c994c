"""The whole story of a page or a pair, from its record to the released files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from webinstruct.core.errors import ConfigError
from webinstruct.report.pair_text import pair_lines
from webinstruct.report.search import Found, Hit, hits_in, pair_with_id, searched
from webinstruct.report.view import RunView, as_text, viewed
from webinstruct.report.words import indented, one_line
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage import parquet
from webinstruct.storage.folders import exists

__all__ = ["story_of"]

_MOST_PAGES = 8
_WIDE = 14
_ID = re.compile(r"\b[0-9a-f]{32}\b")
_PAIR_WORDS = (
    *("method", "grounding", "answer_status"),
    *("refine_action", "refiner", "refiner_model", "refine_detail", "pass_rate"),
    *("index", "split"),
)
_PAGE_WORDS = ("score", "lang", "source_file", "record_offset", "fetched_at")


def story_of(run_dir: RunDir, url_or_id: str) -> str:
    """What happened to what `url_or_id` names: an id of a page, pair or stopped row or its first 7 digits or more, a
    URL, the end of one, or a host.

    Raises:
        ConfigError: the word is empty.
    """
    word = url_or_id.strip()
    if not word:
        raise ConfigError("An empty word names nothing. Give an id, a URL or the end of a URL.")
    view = viewed(run_dir)
    found = searched(view, word)
    if not found.ids:
        return _nothing(view, word)
    if len(found.pages) > _MOST_PAGES:
        urls = [f"  {one_line(url, 200)}" for url in sorted(set(found.pages.values()))[:_MOST_PAGES]]
        more = f"'{one_line(word)}' fits {len(found.pages):,} pages. Say more of the URL, or give an id:"
        return "\n".join([more, *urls])
    hits = {stage.name: list(hits_in(view, stage.name, found)) for stage in view.stages}
    blocks = [
        _page_block(found, hits),
        *(_pair_block(view, found, pair, hits) for pair in sorted(found.pairs)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks)


def _nothing(view: RunView, word: str) -> str:
    lines = [f"Nothing in this run has the id or URL '{one_line(word, 200)}'."]
    for stage in view.stages:
        paths = [view.path(stage.name, "rejected", shard) for shard in view.shards(stage.name)]
        listed = sum(parquet.row_count(str(path)) for path in paths if exists(path))
        counted = stage.books.rejected.total()
        if listed < counted:
            lines.append(
                f"'{stage.name}' listed {listed:,} of its {counted:,} rejected rows; it may be among the others."
            )
        if stage.shards_done < stage.shards:
            lines.append(f"'{stage.name}' has done {stage.shards_done} of {stage.shards} shards so far.")
    last = view.stages[-1].name if view.stages else ""
    if last:
        lines.append(
            f"See what there is with: webinstruct show {view.run_dir.root} --stage {last}; then name an id, the first "
            "7 digits of one or more, a URL, the end of one, or a host."
        )
    return "\n".join(lines)


def _page_block(found: Found, hits: dict[str, list[Hit]]) -> list[str]:
    """The pages and stopped rows that were found, and what each stage did with them."""
    names = {**found.rows, **found.pages}
    lines = []
    for row_id, url in names.items():
        if row_id in found.pairs:
            continue
        lines.append(one_line(url, 300) or "No URL is known.")
        lines.append(f"  {'page' if row_id in found.pages else 'row'} {one_line(row_id, 200)}")
        for stage, ours in hits.items():
            for hit in ours:
                if row_id in _page_ids(hit):
                    lines.extend(_happened(stage, hit, _PAGE_WORDS))
        pairs = sum("pair_id" in hit.row and hit.row.get("page_id") == row_id for hit in _first_pairs(hits))
        if pairs:
            lines.append(f"  {pairs} of its pairs below")
    return lines


def _page_ids(hit: Hit) -> Sequence[str]:
    """The ids of a hit that is no pair."""
    if "pair_id" in hit.row:
        return ()
    return [as_text(value) for name, value in hit.row.items() if name.endswith("_id")]


def _first_pairs(hits: dict[str, list[Hit]]) -> list[Hit]:
    return next((pairs for ours in hits.values() if (pairs := [h for h in ours if "pair_id" in h.row])), [])


def _pair_block(view: RunView, found: Found, pair: str, hits: dict[str, list[Hit]]) -> list[str]:
    """A pair as it was last seen, and what each stage did with it."""
    ours = [
        hit
        for stage in hits.values()
        for hit in stage
        if pair in (hit.row.get("pair_id"), hit.row.get("row_id"))
    ]
    rows = [hit.row for hit in ours if "question" in hit.row]
    lines = [f"pair {one_line(pair, 200)}"]
    if rows:
        lines += pair_lines(as_text(rows[-1]["question"]), as_text(rows[-1].get("answer")), 1_500)
    before: dict[str, Any] = {}
    for hit in ours:
        news = [name for name in _PAIR_WORDS if hit.row.get(name) != before.get(name)]
        lines.extend(_happened(hit.stage, hit, news))
        if "refine_action" in news:
            lines.extend(_refined(hit.row))
        lines.extend(_survivor(view, hit))
        before = hit.row
    lines.extend(_open(view, ours))
    return lines


def _happened(stage: str, hit: Hit, words: Sequence[str]) -> Iterator[str]:
    prefix = " " * (_WIDE + 3)
    if hit.what == "kept":
        particulars = [
            f"{name} {_cell(hit.row[name])}"
            for name in words
            if hit.row.get(name) not in (None, "", "none", -1)
        ]
    else:
        particulars = [one_line(as_text(hit.row["reason"])), one_line(as_text(hit.row["detail"]), 1_000)]
    text = f"{hit.what}  {', '.join(filter(None, particulars))}"
    first, *more = indented(text, prefix, 110)
    yield f"  {one_line(stage, _WIDE):<{_WIDE}} {first.strip()}"
    yield from more


def _cell(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else one_line(str(value), 200)


def _refined(row: dict[str, Any]) -> Iterator[str]:
    """What stood there before."""
    for name in ("question", "answer"):
        before = as_text(row.get(f"orig_{name}"))
        if before and before != row.get(name):
            yield f"{'':<{_WIDE + 3}}{name} was: {one_line(before, 300)}"


def _survivor(view: RunView, hit: Hit) -> Iterator[str]:
    """The pair that a reject names in its detail, if this stage kept it."""
    named = _ID.search(as_text(hit.row.get("detail"))) if hit.what == "rejected" else None
    survivor = pair_with_id(view, hit.stage, named[0]) if named else None
    if survivor:
        indent = " " * (_WIDE + 3)
        yield f"{indent}that one: {one_line(as_text(survivor.row.get('question')), 200)}"
        if survivor.row.get("url"):
            yield f"{indent}          {one_line(as_text(survivor.row['url']), 200)}"


def _open(view: RunView, hits: Sequence[Hit]) -> Iterator[str]:
    """The stage that has not come to this pair yet, if it was not stopped before."""
    if not hits or hits[-1].what != "kept":
        return
    names = [stage.name for stage in view.stages]
    later = names[names.index(hits[-1].stage) + 1 :]
    if later and hits[-1].shard not in view.shards(later[0]):
        yield f"  {one_line(later[0], _WIDE):<{_WIDE}} not done yet for shard {hits[-1].shard}"
