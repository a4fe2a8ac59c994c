"""Rows of one stage for `webinstruct show`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from webinstruct.core.errors import ConfigError, InputError
from webinstruct.report.pair_text import pair_lines
from webinstruct.report.subjects import Subjects, subjects
from webinstruct.report.view import PAIR_COLUMNS, RunView, as_text, rows_of, viewed
from webinstruct.report.words import indented, one_line, shortened
from webinstruct.runner.run_dir import RunDir

__all__ = ["shown"]

_KINDS = ("kept", "rejected", "quarantined")
_LONGEST_CELL = 300
_STOP_COLUMNS = ("row_id", "reason", "detail", "url")
_PAIR_WORDS = (
    "method",
    "grounding",
    "refine_action",
    "refiner",
    "refine_detail",
    "pass_rate",
    "index",
    "split",
)


def shown(run_dir: RunDir, stage: str, what: str, count: int, reason: str | None = None) -> str:
    """The first `count` rows that a stage kept, rejected or quarantined, those stopped for `reason` only if given.

    Raises:
        ConfigError: there is no such kind of rows, or a reason is asked of kept rows.
        InputError: the stage never ran.
    """
    if what not in _KINDS:
        raise ConfigError(f"'{what}' is none of {', '.join(_KINDS)}.")
    if reason is not None and what == "kept":
        raise ConfigError("kept rows have no reason. Leave --reason out, or ask for --what rejected.")
    view = viewed(run_dir)
    if stage not in [found.name for found in view.stages]:
        names = ", ".join(found.name for found in view.stages) or "none"
        raise InputError(f"{run_dir.root} has no stage '{stage}'. Its stages: {names}.")
    kept = islice(_kept(view, stage), count) if what == "kept" else None
    blocks = _stopped(view, stage, what, count, reason) if kept is None else kept
    return "\n\n".join("\n".join(block) for block in blocks) or _nothing(view, stage, what, reason)


def _kept(view: RunView, stage: str) -> Iterator[list[str]]:
    columns = view.columns(stage)
    is_pair = set(PAIR_COLUMNS) <= set(columns)
    for shard in view.shards(stage):
        for row in rows_of(view.path(stage, "kept", shard), columns):
            yield _pair_block(row, shard) if is_pair else _row_block(row, columns, shard)


def _pair_block(row: dict[str, Any], shard: int) -> list[str]:
    words = [
        f"{name} {one_line(_cell(row[name]), 160)}"
        for name in _PAIR_WORDS
        if row.get(name) not in (None, "", "none")
    ]
    url = as_text(row.get("url"))
    return [
        f"pair_id {one_line(as_text(row.get('pair_id')), 200) or 'none'}  (shard {shard})",
        *([f"  {one_line(url, 200)}"] if url else []),
        *indented(", ".join(words), "  "),
        *pair_lines(as_text(row["question"]), as_text(row["answer"]), 2_000),
    ]


def _cell(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _row_block(row: dict[str, Any], columns: Sequence[str], shard: int) -> list[str]:
    lines = [f"shard {shard}"]
    for name in columns:
        if row[name] not in (None, "", b"", []):
            first, *more = indented(shortened(str(row[name]), _LONGEST_CELL), "      ")
            lines += [f"  {one_line(name)}: {first.strip()}", *more]
    return lines


def _stopped(view: RunView, stage: str, what: str, count: int, reason: str | None) -> list[list[str]]:
    rows = list(islice(_stopped_rows(view, stage, what, reason), count))
    about = subjects(view, stage, ((shard, as_text(row["row_id"])) for shard, row in rows))
    return [_stop_block(row, shard, about) for shard, row in rows]


def _stopped_rows(
    view: RunView, stage: str, what: str, reason: str | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    for shard in view.shards(stage):
        for row in rows_of(view.path(stage, what, shard), _STOP_COLUMNS):
            if reason is None or row["reason"] == reason:
                yield shard, row


def _stop_block(row: dict[str, Any], shard: int, about: Subjects) -> list[str]:
    lines = [f"{one_line(as_text(row['reason']))}  {one_line(as_text(row['row_id']), 200)}  (shard {shard})"]
    if row["url"]:
        lines.append(f"  {one_line(as_text(row['url']), 200)}")
    if subject := about.get((shard, row["row_id"])):
        lines.append(f"  {one_line(subject)}")
    if row["detail"]:
        lines.extend(indented(shortened(as_text(row["detail"]), 1_000), "  "))
    return lines


def _nothing(view: RunView, stage: str, what: str, reason: str | None) -> str:
    found = next(found for found in view.stages if found.name == stage)
    books = found.books
    counts = {"rejected": books.rejected, "quarantined": books.quarantined}.get(what)
    counted = 0 if counts is None else counts[reason] if reason else counts.total()
    of = f" for '{one_line(reason)}'" if reason else ""
    if counted:
        return f"'{stage}' has {what} {counted:,} rows{of}; they were counted, not listed."
    known = f" Reasons there: {', '.join(sorted(counts))}." if counts else ""
    so_far = " so far" if found.shards_done < found.shards else ""
    return f"'{stage}' has {what} no rows{of}{so_far}.{known}"
