"""What a stopped row was about: the question of a pair, the title of a page, as the stage before kept it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from webinstruct.report.view import RunView, as_text, rows_of

__all__ = ["Subjects", "subjects"]

Subjects = dict[tuple[int, str], str]
_NAMED = (("pair_id", "question"), ("page_id", "title"))


def subjects(view: RunView, stage: str, stopped: Iterable[tuple[int, str]]) -> Subjects:
    """By (shard, row id), what the rows that `stage` stopped were about; those that nobody kept before are missing."""
    before = view.plan.before(stage)
    columns = view.columns(before.name) if before else []
    named = next((names for names in _NAMED if set(names) <= set(columns)), None)
    if before is None or named is None:
        return {}
    wanted: dict[int, set[str]] = defaultdict(set)
    for shard, row_id in stopped:
        wanted[shard].add(row_id)
    found: Subjects = {}
    key, text = named
    for shard, ids in wanted.items():
        for row in rows_of(view.path(before.name, "kept", shard), named):
            if row[key] in ids:
                found[shard, row[key]] = as_text(row[text])
    return found
