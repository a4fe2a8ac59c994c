"""The funnel: how many rows each stage read, kept and stopped, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from webinstruct.report.audit import audit_plain, audit_sentences, audits
from webinstruct.report.canaries import canary_lines, detections
from webinstruct.report.spending import spent_sentences
from webinstruct.report.view import RunView, viewed
from webinstruct.report.words import one_line, percent
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.status import StageStatus

__all__ = ["closes", "funnel_plain", "funnel_table", "top_reasons"]

_HEADS = ("stage", "shards", "read", "kept", "from", "rejected", "quarantined", "reasons")
_REASONS_SHOWN = 3
_REASON_WIDTH = 40
_TELLING_NOTES = {
    "no_benchmarks": "{} had no benchmarks: nothing was looked for ({}.benchmarks)",
    "budget_not_reached": "{} kept every page with a score: its budget was not reached ({}.budget_tokens)",
}
"""Notes that say of a whole stage that it had nothing to do."""


def funnel_table(run: RunDir | RunView) -> str:
    """The funnel as plain text for a terminal, one line per stage and one per further reason, then what to know.

    `from` counts the rows read that gave the kept rows, so that read = from + rejected + quarantined.
    """
    view = viewed(run)
    if not view.stages:
        return "No stage has run yet."
    lines: list[tuple[str, ...]] = [_HEADS]
    for stage in view.stages:
        lines.extend(_lines(stage))
    return "\n".join([*_aligned(lines), *_remarks(view.stages), *audit_sentences(view), *canary_lines(view)])


def funnel_plain(view: RunView) -> dict[str, Any]:
    """The funnel as plain values: what `report/funnel.json` holds."""
    stages = [
        {"stage": stage.name, **stage.plain(), **_reasons(stage), "closes": closes(stage)}
        for stage in view.stages
    ]
    beside: dict[str, dict[str, Any]] = {stage["stage"]: {} for stage in stages}
    for audit in audits(view):
        beside[audit.stage]["audit"] = audit_plain(audit)
    for found in detections(view):
        beside[found.stage]["canaries"] = found.detection.plain()
    stages = [stage | beside[stage["stage"]] for stage in stages]
    return {"webinstruct": view.plan.webinstruct, "shards": len(view.plan.shards), "stages": stages}


def closes(stage: StageStatus) -> bool:
    """Whether every row that was read is in exactly one column."""
    books = stage.books
    return books.read == books.rejected.total() + books.quarantined.total() + books.sources


def top_reasons(counts: Counter[str]) -> list[tuple[str, int]]:
    """Reasons, the commonest first, ties in alphabetical order.

    >>> top_reasons(Counter(b=1, c=2, a=1))
    [('c', 2), ('a', 1), ('b', 1)]
    """
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def _reasons(stage: StageStatus) -> dict[str, Any]:
    books = stage.books
    return {
        "reasons": dict(top_reasons(books.rejected)),
        "quarantine_reasons": dict(top_reasons(books.quarantined)),
        "notes": dict(top_reasons(books.notes)),
    }


def _lines(stage: StageStatus) -> list[tuple[str, ...]]:
    books = stage.books
    stopped = [*top_reasons(books.quarantined), *top_reasons(books.rejected)]
    reasons = [
        f"{one_line(word, _REASON_WIDTH)} {count:,} ({percent(count, books.read)})" for word, count in stopped
    ]
    if len(reasons) > _REASONS_SHOWN:
        reasons[_REASONS_SHOWN:] = [f"and {len(reasons) - _REASONS_SHOWN} more"]
    first = (
        stage.name,
        f"{stage.shards_done}/{stage.shards}",
        f"{books.read:,}",
        f"{books.kept:,}",
        f"{books.sources:,}",
        f"{books.rejected.total():,}",
        f"{books.quarantined.total():,}",
        reasons[0] if reasons else "",
    )
    return [first, *(("",) * (len(_HEADS) - 1) + (reason,) for reason in reasons[1:])]


def _aligned(lines: list[tuple[str, ...]]) -> list[str]:
    """Columns under one another: numbers to the right, words to the left."""
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEADS))]
    numbers = range(1, len(_HEADS) - 1)
    return [
        "  ".join(
            cell.rjust(width) if place in numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def _originals(stages: Sequence[StageStatus]) -> list[str]:
    """For each stage whose rewritings were turned down, how often the original stayed, and why tries failed."""
    sentences = []
    for stage in stages:
        notes = stage.books.notes
        kept = _counted(notes, "kept_original")
        gate = _counted(notes, "gate_")
        if kept:
            why = ", ".join(
                f"{one_line(word, _REASON_WIDTH)} {count:,}"
                for word, count in top_reasons(gate)[:_REASONS_SHOWN]
            )
            sentences.append(
                f"{stage.name} kept the original {kept.total():,} times; tries failed as: {why or 'unknown'}"
            )
    return sentences


def _counted(notes: Counter[str], start: str) -> Counter[str]:
    """Notes that begin with `start`, by what follows, those of all refiners together."""
    counts: Counter[str] = Counter()
    for note, count in notes.items():
        if note.startswith(start):
            counts[note.removeprefix(start).partition(":")[0]] += count
    return counts


def _remarks(stages: Sequence[StageStatus]) -> list[str]:
    """Whether the books close, and which stages had nothing to do."""
    open_books = [stage.name for stage in stages if not closes(stage)]
    told = [
        text.format(stage.name, stage.name)
        for stage in stages
        for note, text in _TELLING_NOTES.items()
        if stage.books.notes[note]
    ]
    told += [*spent_sentences(stages), *_originals(stages)]
    if open_books:
        names = ", ".join(open_books)
        return [f"books DO NOT close in {names}: read is not from + rejected + quarantined", *told]
    return ["books close: every row that was read is in exactly one column", *told]
