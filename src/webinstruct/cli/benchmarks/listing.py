"""`webinstruct benchmarks list`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from webinstruct.cli.benchmarks.chosen import (
    AsJson,
    Config,
    Overrides,
    Places,
    chosen_settings,
    notes_to_stderr,
)
from webinstruct.cli.called import next_line
from webinstruct.decontaminate.benchmarks import Benchmark, benchmarks_at
from webinstruct.decontaminate.coverage import coverage_of
from webinstruct.decontaminate.settings import DecontaminateSettings

__all__ = ["list_"]

_HASH_CHARS = 12
_TIERS = ("exact", "ngram", "whole", "share")
_HEADS = ("benchmark", "version", "items", *_TIERS, "not covered", "questions in", "sha256")
_NUMBERS = range(2, 4 + len(_TIERS))
_LEGEND = "Each tier's column counts the items that it can find; an item may count in several."


def list_(
    places: Places = None, config: Config = None, set_: Overrides = None, as_json: AsJson = False
) -> None:
    """List benchmarks: their items, which of them each tier covers, and how many no tier can.

    Example: webinstruct benchmarks list builtin:benchmarks
    """
    settings = chosen_settings(places, config, set_)
    found = benchmarks_at(settings.benchmarks, settings.text_fields)
    rows = _rows(found, settings)
    if as_json:
        print(json.dumps({"benchmarks": rows}, indent=1, ensure_ascii=False))
        return
    print("\n".join(_table(rows)))
    print(_LEGEND)
    notes_to_stderr(found)
    flags = [*(["--config", config] if config else []), *(w for one in set_ or () for w in ("--set", one))]
    print(next_line("benchmarks", "verify", *(places or ()), *flags))


def _rows(found: Sequence[Benchmark], settings: DecontaminateSettings) -> list[dict[str, Any]]:
    covered = coverage_of(found, settings)
    return [
        {
            "name": benchmark.name,
            "version": benchmark.version,
            "path": benchmark.path,
            "sha256": benchmark.sha256,
            "fields": {word: list(names) for word, names in benchmark.fields._asdict().items()},
            **covered[benchmark.name],
            "notes": list(benchmark.notes),
        }
        for benchmark in found
    ]


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The rows under their heads, numbers to the right."""
    lines = [_HEADS]
    for row in rows:
        counts = [f"{row[word]:,}" for word in ("items", *_TIERS, "uncovered")]
        asked = " + ".join(row["fields"]["contexts"] + row["fields"]["questions"])
        lines.append((row["name"], row["version"], *counts, asked, row["sha256"][:_HASH_CHARS]))
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEADS))]
    return [
        "  ".join(
            cell.rjust(width) if place in _NUMBERS else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
