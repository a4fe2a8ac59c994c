"""What the card says of duplicates and benchmarks: what was looked for, how, what was stopped, how well it is found.

A card is published, and some benchmarks ask that their items stay out of plain text: it holds counts and ids, no words
of an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from webinstruct.core.benchmark_facts import BenchmarkFacts, benchmarks_in
from webinstruct.core.detection import Detection
from webinstruct.export.card_duplicates import duplicates_text
from webinstruct.export.card_evidence import Contamination
from webinstruct.export.markdown import plain, table

__all__ = ["benchmarks_of", "trust_text"]

DEDUP, DECONTAMINATE = "dedup", "decontaminate"
_MOST_BENCHMARKS = 100
_MOST_ITEMS = 5
_ID = re.compile(r"[!-~]{1,60}")
_HASH_CHARS = 12


def benchmarks_of(plan: Mapping[str, Any]) -> list[BenchmarkFacts]:
    """The benchmarks that a plan names."""
    return [facts for stage in _planned(plan, DECONTAMINATE) for facts in benchmarks_in(stage["identity"])]


def trust_text(plan: Mapping[str, Any], stages: Mapping[str, Mapping[str, Any]], left: Contamination) -> str:
    """The whole section."""
    return "\n\n".join(filter(None, [*_dedup(plan, stages), *_decontaminate(plan, stages, left)]))


def _dedup(plan: Mapping[str, Any], stages: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if DEDUP in stages:
        for stage in _planned(plan, DEDUP):
            yield duplicates_text(stage["settings"], stages[DEDUP])


def _decontaminate(
    plan: Mapping[str, Any], stages: Mapping[str, Mapping[str, Any]], left: Contamination
) -> Iterator[str]:
    benchmarks = benchmarks_of(plan)
    if DECONTAMINATE not in stages or not benchmarks:
        return
    settings = next(stage["settings"] for stage in _planned(plan, DECONTAMINATE))
    books = stages[DECONTAMINATE]
    items, stopped = sum(one.items for one in benchmarks), books["rejected"].get("contaminated", 0)
    yield (
        f"Benchmarks: {items:,} items of {len(benchmarks):,} benchmarks were looked for in {books['read']:,} rows "
        f"({_how(settings)}), and {stopped:,} rows were stopped."
    )
    yield _benchmark_table(benchmarks, left)
    yield from _item_lines(left)
    if left.detection is not None:
        yield from _detection(left.detection)
    else:
        yield (
            "The detection rate was not measured (`decontaminate.canaries` plants items of the benchmarks in a copy of "
            "the rows and counts what is found)."
        )


def _how(settings: Mapping[str, Any]) -> str:
    told = [f"runs of {settings.get('ngram')} words"]
    if settings.get("share"):
        told.append(f"a share of {settings['share']} of a question's words in their order")
    told.append("numbers folded too" if settings.get("numbers") == "fold" else "numbers told apart")
    told.append(
        "whole pages" if settings.get("level") == "page" else f"fields: {settings.get('fields', 'both')}"
    )
    return ", ".join(map(plain, told))


def _benchmark_table(benchmarks: Sequence[BenchmarkFacts], left: Contamination) -> str:
    covers = ["not covered"] if left.coverage else []
    heads = ["benchmark", "version", "items", *covers, *(f"stopped: {tier}" for tier in left.tiers), "sha256"]
    rows = [
        (
            one.name,
            one.version or "-",
            one.items,
            *(left.coverage.get(one.name, {}).get("uncovered", 0) for _ in covers),
            *(left.met.get((one.name, tier), 0) for tier in left.tiers),
            one.sha256,
        )
        for one in benchmarks[:_MOST_BENCHMARKS]
    ]
    more = len(benchmarks) - len(rows)
    shown = table(heads, rows)
    return f"{shown}\n\nand {more:,} more" if more > 0 else shown


def _item_lines(left: Contamination) -> Iterator[str]:
    lines = [f"- {plain(name)}: {_ids(counts)}" for name, counts in sorted(left.items.items())]
    if lines:
        yield "Items that were met, by their ids, the most frequent first:\n\n" + "\n".join(lines)


def _ids(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:_MOST_ITEMS]
    shown = ", ".join(f"{plain(_named(item))} ({count:,})" for item, count in ordered)
    more = len(counts) - len(ordered)
    return f"{shown} and {more:,} more" if more > 0 else shown


def _named(item: str) -> str:
    """An item's id; its hash where a benchmark took the item's own words for one.

    >>> _named("algebra/17"), _named("How deep is the well?")
    ('algebra/17', 'sha256:73eab826bc91')
    """
    return item if _ID.fullmatch(item) else f"sha256:{sha256(item.encode()).hexdigest()[:_HASH_CHARS]}"


def _detection(detection: Detection) -> Iterator[str]:
    rows = [
        (
            kind.words,
            kind.planted,
            kind.found,
            "-" if kind.share is None else f"{100 * kind.share:.1f} %",
            ", ".join(f"{tier} {count:,}" for tier, count in sorted(kind.by_tier.items())),
        )
        for kind in detection.kinds
    ]
    planted, found = detection.not_covered
    apart = (
        f" Beside these, {planted:,} hold items too short for any tier; {found:,} of them were found."
        if planted
        else ""
    )
    yield (
        "Known detection rate: items of the benchmarks were planted in a copy of the rows, changed as the web changes "
        "them, and looked for in the same way:"
    )
    yield table(["canary", "planted", "found", "share", "by tier"], rows)
    yield (
        f"Of {detection.rest_rows:,} rows without a canary {detection.rest_hits:,} are stopped: rows that the run took "
        f"out, and so the most that can be false.{apart}"
    )


def _planned(plan: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [stage for stage in plan["stages"] if stage["name"] == name]
