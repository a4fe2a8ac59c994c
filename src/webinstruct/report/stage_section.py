"""The funnel as HTML: one box per stage, its books and its reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from webinstruct.report.charts import bars, stacked
from webinstruct.report.funnel import closes, top_reasons
from webinstruct.report.html import Html, Part, tag
from webinstruct.report.view import RunView
from webinstruct.runner.books import Books
from webinstruct.runner.status import StageStatus

__all__ = ["funnel_section", "tiles"]

_MOST_REASONS = 40
_TELLING_S = 10
"""Below so many seconds of work a rate says more of the start than of the rows."""
_TITLES = {"quarantined": "Quarantined", "rejected": "Rejected", "noted": "Counted beside the rows"}


def tiles(view: RunView) -> Html:
    """The run in a few numbers."""
    first = view.stages[0].books.read if view.stages else 0
    kept = {stage.name: stage.books.kept for stage in view.stages}
    quarantined = sum(stage.books.quarantined.total() for stage in view.stages)
    numbers: list[tuple[str, int]] = [("rows read", first)]
    if view.page_stage:
        numbers.append(("pages kept", kept[view.page_stage]))
    if view.pair_stage:
        numbers.append((f"pairs after {view.pair_stage}", kept[view.pair_stage]))
    numbers.append(("rows quarantined", quarantined))
    cells = [tag("li", tag("strong", count), tag("span", word)) for word, count in numbers]
    return tag("ul", cells, class_="tiles")


def funnel_section(stages: Sequence[StageStatus]) -> Html:
    """Every stage that has run, in order."""
    if not stages:
        return tag("p", "No stage has run yet.", class_="quiet")
    key = [tag("span", word, class_=f"key {word}") for word in ("kept", "rejected", "quarantined")]
    return tag("div", tag("p", key, class_="keys"), [_stage(stage) for stage in stages])


def _stage(stage: StageStatus) -> Html:
    books = stage.books
    heads = [
        tag("h3", stage.name),
        tag("span", _shards(stage), class_="quiet"),
        tag("span", _flow(books), class_="flow"),
    ]
    parts = [
        ("kept", books.sources),
        ("rejected", books.rejected.total()),
        ("quarantined", books.quarantined.total()),
    ]
    return tag(
        "article",
        tag("header", heads),
        stacked(parts),
        tag("p", _closing(stage), class_="closing quiet"),
        _reasons("quarantined", books.quarantined, books.read),
        _reasons("rejected", books.rejected, books.read),
        _reasons("noted", books.notes, 0),
        class_="stage",
    )


def _shards(stage: StageStatus) -> str:
    done = f"{stage.shards_done:,} of {stage.shards:,} shards done"
    seconds = stage.books.seconds
    rate = f", {stage.books.read / seconds:,.0f} rows/s per worker" if seconds >= _TELLING_S else ""
    return done + rate


def _flow(books: Books) -> list[Part]:
    return [tag("b", books.read), " read, ", tag("b", books.kept), " kept"]


def _closing(stage: StageStatus) -> str:
    books = stage.books
    gave = f" that gave {books.kept:,} rows" if books.kept != books.sources else ""
    of_kept = f"{books.sources:,} kept{gave}"
    stopped = f"{books.rejected.total():,} rejected + {books.quarantined.total():,} quarantined"
    verdict = "The books close" if closes(stage) else "The books DO NOT close"
    return f"{verdict}: {books.read:,} read = {stopped} + {of_kept}."


def _reasons(kind: str, counts: Counter[str], whole: int) -> Html | None:
    if not counts:
        return None
    shown = top_reasons(counts)[:_MOST_REASONS]
    return tag(
        "div", tag("h4", _TITLES[kind]), bars(shown, whole, len(counts) - len(shown), kind), class_="reasons"
    )
