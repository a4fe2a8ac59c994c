"""What a stopped row was about: the question of a pair, the title of a page, as the stage before kept it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress

from webinstruct.core.errors import WebinstructError
from webinstruct.report.view import RunView, as_text, rows_of
from webinstruct.runner.inputs import Inputs
from webinstruct.tables import TABLES

__all__ = ["Subjects", "subjects"]

Subjects = dict[tuple[int, str], str]
_NAMED = (("pair_id", "question"), ("page_id", "title"))


def subjects(view: RunView, stage: str, stopped: Iterable[tuple[int, str]]) -> Subjects:
    """By (shard, row id), what the rows that `stage` stopped were about; those that nobody kept before are missing, and
    those that share their id with a row of another text.

    Where `stage` is the first one and reads pairs, they are looked up in the files that they came from.
    """
    wanted: dict[int, set[str]] = defaultdict(set)
    for shard, row_id in stopped:
        wanted[shard].add(row_id)
    before = view.plan.before(stage)
    if before is None:
        return _sole(_given(view, stage, wanted)) if view.plan.source.get("pairs") else {}
    named = next((names for names in _NAMED if set(names) <= set(view.columns(before.name))), None)
    if named is None:
        return {}
    return _sole(
        ((shard, row[named[0]]), as_text(row[named[1]]))
        for shard, ids in wanted.items()
        for row in rows_of(view.path(before.name, "kept", shard), named)
        if row[named[0]] in ids
    )


def _given(
    view: RunView, stage: str, wanted: Mapping[int, Collection[str]]
) -> Iterator[tuple[tuple[int, str], str]]:
    """The questions of given pairs, read once more; those whose files have gone or changed are missing."""
    planned = view.plan.stage(stage)
    table = TABLES.get(planned.reads.split()[0]) if planned else None
    if table is None:
        return
    with suppress(WebinstructError):
        inputs = Inputs(view.run_dir, view.plan, stage, table)
        for shard, ids in wanted.items():
            for row in inputs.rows(shard):
                if row["pair_id"] in ids:
                    yield (shard, row["pair_id"]), as_text(row["question"])


def _sole(found: Iterable[tuple[tuple[int, str], str]]) -> Subjects:
    """Where rows of one id differ, none is taken for the one that was stopped."""
    texts: dict[tuple[int, str], set[str]] = defaultdict(set)
    for place, text in found:
        texts[place].add(text)
    return {place: text for place, (text, *others) in texts.items() if not others}
