"""Rows that were stopped, as HTML: the quarantined ones, and some rejects of each reason."""

from __future__ import annotations

from collections.abc import Sequence

from webinstruct.report.html import Html, link, tag
from webinstruct.report.samples import SampledStop, sampled_stops
from webinstruct.report.subjects import Subjects, subjects
from webinstruct.report.view import RunView, as_text
from webinstruct.report.words import one_line, shortened
from webinstruct.runner.status import StageStatus

__all__ = ["quarantine_section", "reject_section"]

_QUARANTINED_SHOWN = 20
_REJECTED_SHOWN = 4
_LONGEST = 500


def quarantine_section(view: RunView) -> Html:
    """Rows that an error stopped, by stage and reason."""
    boxes = [_stage(view, stage, "quarantined", _QUARANTINED_SHOWN) for stage in view.stages]
    found = [box for box in boxes if box is not None]
    if not found:
        return tag("p", "No row was quarantined.", class_="quiet")
    advice = "They can be tried again: webinstruct run with --retry-quarantined."
    return tag("div", tag("p", advice, class_="quiet"), found)


def reject_section(view: RunView) -> Html:
    """Rows that a judgement stopped, by stage and reason."""
    boxes = [_stage(view, stage, "rejected", _REJECTED_SHOWN) for stage in view.stages]
    found = [box for box in boxes if box is not None]
    return tag("div", found) if found else tag("p", "No row was rejected.", class_="quiet")


def _stage(view: RunView, stage: StageStatus, what: str, per_reason: int) -> Html | None:
    counts = stage.books.rejected if what == "rejected" else stage.books.quarantined
    samples = sampled_stops(view, stage.name, what, per_reason)
    stopped = [stop for stops in samples.values() for stop in stops]
    about = subjects(view, stage.name, ((stop.shard, as_text(stop.row["row_id"])) for stop in stopped))
    reasons = [
        _reason(
            reason,
            counts[reason],
            [_row(stop, about) for stop in samples.get(reason, [])],
            what == "quarantined",
        )
        for reason in sorted(counts, key=lambda word: (-counts[word], word))
    ]
    return tag("article", tag("h3", stage.name), reasons, class_="stops") if reasons else None


def _reason(reason: str, count: int, rows: Sequence[Html], is_open: bool) -> Html:
    of = f" ({len(rows)} shown)" if len(rows) < count else ""
    head = tag("summary", tag("b", shortened(reason, 100)), f" {count:,}{of}")
    body = tag("ul", rows, class_="rows") if rows else tag("p", "Counted, not listed.", class_="quiet")
    return tag("details", head, body, open="" if is_open else None)


def _row(stop: SampledStop, about: Subjects) -> Html:
    row = stop.row
    subject = one_line(about.get((stop.shard, as_text(row["row_id"])), ""), _LONGEST)
    return tag(
        "li",
        tag("div", subject, class_="subject", dir="auto") if subject else None,
        tag("div", shortened(as_text(row["detail"]), _LONGEST), class_="detail", dir="auto")
        if row["detail"]
        else None,
        tag("div", link(as_text(row["url"]))) if row["url"] else None,
        tag("div", f"{shortened(as_text(row['row_id']), 200)}, shard {stop.shard}", class_="quiet id"),
    )
