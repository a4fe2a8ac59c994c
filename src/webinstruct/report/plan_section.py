"""The plan as HTML: settings and hashes of each stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from webinstruct.core.shareable import without_secrets
from webinstruct.report.html import Html, tag
from webinstruct.report.words import shortened
from webinstruct.runner.plan import Plan, StagePlan

__all__ = ["flat", "plan_section"]

_MOST_FILES = 20
_LONGEST = 600


def plan_section(plan: Plan) -> Html:
    """Source, input files, then every stage with its settings, identity and fingerprint."""
    files = [(part.path, f"{part.size:,} bytes") for shard in plan.shards for part in shard.slices]
    unique = list(dict.fromkeys(files))
    rest = [("further files", f"{len(unique) - _MOST_FILES:,}")] if len(unique) > _MOST_FILES else []
    return tag(
        "div",
        _box("source", [("Settings", _rows(plan.source)), ("Files", unique[:_MOST_FILES] + rest)]),
        [_stage(stage) for stage in plan.stages],
    )


def _stage(stage: StagePlan) -> Html:
    facts = [
        ("class", stage.use),
        ("reads", stage.reads),
        ("writes", stage.writes),
        ("fingerprint", stage.fingerprint),
    ]
    groups = [("Settings", _rows(stage.settings)), ("Hashes", _rows(stage.identity)), ("Stage", facts)]
    return _box(stage.name, groups)


def _box(name: str, groups: list[tuple[str, list[tuple[str, str]]]]) -> Html:
    tables = [(tag("h4", title), _table(rows)) for title, rows in groups if rows]
    return tag("details", tag("summary", tag("b", name)), [part for pair in tables for part in pair])


def _table(rows: list[tuple[str, str]]) -> Html:
    cells = [
        tag("tr", tag("th", shortened(key, 200), scope="row"), tag("td", shortened(value, _LONGEST)))
        for key, value in rows
    ]
    return tag("div", tag("table", tag("tbody", cells)), class_="scroll")


def _rows(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return list(flat(without_secrets(values)))


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested settings as dotted names and texts.

    >>> list(flat({"a": {"b": 1}, "c": ["x", "y"], "d": None}))
    [('a.b', '1'), ('c', 'x, y'), ('d', 'none')]
    """
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{name}.")
        elif isinstance(value, list | tuple):
            yield name, ", ".join(map(str, value)) or "none"
        else:
            yield name, "none" if value in (None, "", {}) else str(value)
