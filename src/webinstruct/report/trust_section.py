"""Duplicates and benchmarks as HTML: how large the groups were, what was stopped for which benchmark, what is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from webinstruct.core.benchmark_facts import BenchmarkFacts, benchmarks_in
from webinstruct.core.detection import Detection, KindFound
from webinstruct.export.card_duplicates import measure_words, rule_words
from webinstruct.export.card_evidence import Contamination, contamination_in
from webinstruct.report.canaries import detection_sentences, tier_words
from webinstruct.report.html import Html, Part, tag
from webinstruct.report.pair_groups import PairGroups, groups_of
from webinstruct.report.view import RunView
from webinstruct.report.words import one_line, percent
from webinstruct.runner.status import StageStatus

__all__ = ["trust_section"]

_TIERS = ("exact", "ngram", "whole", "share")
_MOST_FILES = 1_000  # a second; those of 100,000 shards would take minutes
_PLACES = ("alone", "question", "answer", "page")


def trust_section(view: RunView) -> Html:
    """All that stages called dedup and decontaminate found; a sentence where there were none."""
    parts: list[Html] = []
    for stage in view.stages:
        if stage.name == "dedup" and stage.shards_done:
            parts.append(_dedup(view, stage))
        if stage.name == "decontaminate":
            parts.extend(_decontaminate(view, stage))
    return (
        tag("div", parts)
        if parts
        else tag("p", "Neither duplicates nor benchmarks were looked for.", class_="quiet")
    )


def _dedup(view: RunView, stage: StageStatus) -> Html:
    settings = _planned(view, stage.name)[0]
    books = stage.books
    reasons = [(word, count, percent(count, books.read)) for word, count in sorted(books.rejected.items())]
    against = settings.get("against") or []
    told = [
        f"Of each group stays: {rule_words(settings)}.",
        f"Similar: {measure_words(settings)}.",
        f"Earlier releases: {len(against):,}." if against else "",
    ]
    return tag(
        "article",
        tag("h3", stage.name),
        tag("p", " ".join(filter(None, told)), class_="quiet"),
        _table(
            ("stopped", "rows", "of those read"), [[word, count, share] for word, count, share in reasons]
        ),
        _groups(groups_of(view, stage.name)),
    )


def _groups(groups: PairGroups) -> Html | None:
    if not groups.sizes:
        return None
    rows: list[list[Part]] = [[size, count] for size, count in groups.classes()]
    of = (
        ""
        if groups.counted == groups.stopped
        else f" (over {groups.counted:,} of {groups.stopped:,} stopped rows)"
    )
    return tag(
        "div",
        tag("h4", f"Sizes of groups{of}"),
        _table(("rows in a group, its survivor included", "groups"), rows),
        tag(
            "p",
            f"{len(groups.sizes):,} groups, the largest of {max(groups.sizes.values()) + 1:,} rows.",
            class_="quiet",
        ),
    )


def _decontaminate(view: RunView, stage: StageStatus) -> Iterator[Html]:
    settings, identity = _planned(view, stage.name)
    benchmarks = benchmarks_in(identity)
    left = contamination_in(view.run_dir.stage(stage.name), _MOST_FILES)
    if not benchmarks and left.detection is None:
        return
    stopped = stage.books.rejected["contaminated"]
    heads, rows = _benchmark_rows(benchmarks, left)
    told = [
        f"{stopped:,} of {stage.books.read:,} rows were stopped; runs of {settings.get('ngram')} words count.",
        f"By benchmark: over {left.files:,} of {left.of_files:,} shards."
        if left.files < left.of_files
        else "",
    ]
    yield tag(
        "article",
        tag("h3", stage.name),
        tag("p", " ".join(filter(None, told)), class_="quiet"),
        _table(heads, rows),
        _detection(left.detection) if left.detection else None,
    )


def _benchmark_rows(
    benchmarks: Sequence[BenchmarkFacts], left: Contamination
) -> tuple[Sequence[str], list[list[Part]]]:
    """Heads and rows: what each tier covers of a benchmark, and what it stopped."""
    covers = [f"covered: {tier}" for tier in _TIERS] + ["not covered"] if left.coverage else []
    heads = ("benchmark", "version", "items", *covers, *(f"stopped: {tier}" for tier in left.tiers), "sha256")
    rows: list[list[Part]] = []
    for one in benchmarks:
        counts = left.coverage.get(one.name, {})
        covered = [counts.get(tier, 0) for tier in (*_TIERS, "uncovered")] if covers else []
        stopped = [left.met.get((one.name, tier), 0) for tier in left.tiers]
        rows.append([one.name, one.version or "-", one.items, *covered, *stopped, one.sha256[:12]])
    return heads, rows


def _detection(detection: Detection) -> Html:
    heads = ("canary", "planted", "found", "share", "by tier", *_PLACES)
    return tag(
        "div",
        tag("h4", "Known detection rate: items of benchmarks planted in a copy of the rows"),
        _table(heads, [_kind_cells(kind) for kind in detection.kinds]),
        [
            tag("p", sentence[0].upper() + sentence[1:] + ".", class_="quiet")
            for sentence in detection_sentences(detection)
        ],
    )


def _kind_cells(kind: KindFound) -> list[Part]:
    share = "-" if kind.share is None else f"{kind.share:.3f}"
    places = [_of(kind.by_place.get(place)) for place in _PLACES]
    return [kind.words, kind.planted, kind.found, share, tier_words(kind.by_tier), *places]


def _of(counts: Sequence[int] | None) -> str:
    return f"{counts[1]:,} of {counts[0]:,}" if counts else "-"


def _table(heads: Sequence[str], rows: Sequence[Sequence[Part]]) -> Html:
    head = tag("thead", tag("tr", [tag("th", one_line(word, 60)) for word in heads]))
    body = tag("tbody", [tag("tr", [tag("td", cell) for cell in row]) for row in rows])
    return tag("table", head, body, class_="tokens")


def _planned(view: RunView, stage: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Settings and identity of a stage as planned."""
    return next((one.settings, one.identity) for one in view.plan.stages if one.name == stage)
