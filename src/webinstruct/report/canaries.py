"""The known detection rate of a run: which share of the benchmark items planted in a copy of its rows was found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from webinstruct.core.detection import DETECTION_FILE, Detection, KindFound, detection_in
from webinstruct.report.view import RunView
from webinstruct.report.words import one_line
from webinstruct.storage.files import read_bytes
from webinstruct.storage.folders import exists

__all__ = ["StageDetection", "canary_lines", "detection_sentences", "detections", "tier_words"]

_HEADS = ("canary", "planted", "found", "share", "by tier")


class StageDetection(NamedTuple):
    """What a stage found of its canaries."""

    stage: str
    detection: Detection


def detections(view: RunView) -> list[StageDetection]:
    """One entry for each stage that planted canaries."""
    found = []
    for stage in view.stages:
        path = view.run_dir.stage(stage.name) / DETECTION_FILE
        if exists(path):
            found.append(StageDetection(stage.name, detection_in(json.loads(read_bytes(path)))))
    return found


def canary_lines(view: RunView) -> list[str]:
    """For a terminal: a table for each stage that planted canaries, and what to know of it."""
    return [line for found in detections(view) for line in _table(found)]


def detection_sentences(detection: Detection) -> list[str]:
    """What a reader of the table has to know."""
    rows, hits = detection.rest_rows, detection.rest_hits
    said = [
        f"{hits:,} of {rows:,} rows without a canary are stopped: those the run stops itself, so the most that can be "
        "false"
    ]
    planted, found = detection.not_covered
    if planted:
        said.append(
            f"beside these, {planted:,} canaries of items too short for any tier, {found:,} of them found"
        )
    if detection.numbers == "keep" and any(kind.kind == "numbers" for kind in detection.kinds):
        said.append(
            "with other numbers it is another question (numbers: keep); numbers: fold looks for these too"
        )
    return said


def tier_words(by_tier: Mapping[str, int]) -> str:
    """The tiers with their counts, the commonest first.

    >>> tier_words({"share": 2, "ngram": 11})
    'ngram 11, share 2'
    """
    ordered = sorted(by_tier.items(), key=lambda entry: (-entry[1], entry[0]))
    return ", ".join(f"{one_line(tier, 40)} {count:,}" for tier, count in ordered)


def _table(found: StageDetection) -> list[str]:
    detection = found.detection
    each = f"{detection.per_kind:,} items a kind"
    head = f"{found.stage}: items of benchmarks planted in a copy of its rows, {each}"
    cells = [_HEADS, *map(_cells, detection.kinds)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(_HEADS))]
    return [
        head,
        *(_aligned(line, widths) for line in cells),
        *(f"  {sentence}" for sentence in detection_sentences(detection)),
    ]


def _cells(kind: KindFound) -> tuple[str, ...]:
    share = "-" if kind.share is None else f"{kind.share:.3f}"
    return (kind.words, f"{kind.planted:,}", f"{kind.found:,}", share, tier_words(kind.by_tier))


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers, last = line
    middle = [number.rjust(width) for number, width in zip(numbers, widths[1:-1], strict=True)]
    return "  " + "  ".join([first.ljust(widths[0]), *middle, last]).rstrip()
