"""What the command prints: the corpus, the labels, the curve as a small table, the cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webinstruct.pipeline.threshold.choice import Choice, plain_point
from webinstruct.pipeline.threshold.findings import Findings
from webinstruct.recall.threshold.bins import Histogram
from webinstruct.recall.threshold.cut import shown_points
from webinstruct.recall.threshold.estimate import CutPoint, Estimate

__all__ = ["choice_lines", "corpus_line", "curve_lines", "plain_report"]


def corpus_line(histogram: Histogram) -> str:
    """How many pages and tokens there are."""
    pages, tokens = histogram.above(0)
    return f"corpus   {pages:,} pages with a score, {tokens:,} tokens"


def curve_lines(found: Findings) -> Iterator[str]:
    """The labels and the curve."""
    yield (
        f"labels   {found.labels:,} of {found.sampled:,} sampled pages: {found.wanted:,} wanted, "
        f"{found.labels - found.wanted:,} other"
    )
    yield from (f"note     {caution}" for caution in found.cautions())
    if not found.points:
        return
    yield f"{'score from':>12} {'pages':>13} {'tokens':>17} {'labels':>6}  precision (95 %)       recall (95 %)"
    for point in shown_points(found.points, found.starts):
        yield _row(point)


def choice_lines(choice: Choice) -> Iterator[str]:
    """The cut-off and what it promises."""
    target = f"{choice.target:,.0f}" if choice.kind == "budget_tokens" else f"{choice.target:g}"
    word = "cut-off" if choice.is_reached else "best"
    yield f"{word}  {choice.threshold!r} for {choice.kind} {target}: {choice.says}."
    yield f"keeps    {choice.pages:,} pages, {choice.tokens:,} tokens"
    if choice.point:
        yield f"there    precision {_share(choice.point.precision)}, recall {_share(choice.point.recall)}"


def plain_report(histogram: Histogram, found: Findings | None, choice: Choice | None) -> dict[str, Any]:
    """All of it as one JSON object."""
    pages, tokens = histogram.above(0)
    report: dict[str, Any] = {"pages": pages, "tokens": tokens}
    if found:
        report["labels"] = {"sampled": found.sampled, "labelled": found.labels, "wanted": found.wanted}
        report["cautions"] = list(found.cautions())
        report["curve"] = (
            [plain_point(point) for point in shown_points(found.points, found.starts)] if found.points else []
        )
    return {**report, "cut": choice.plain() if choice else None}


def _row(point: CutPoint) -> str:
    counts = f"{point.threshold:>12.6g} {point.pages:>13,} {point.tokens:>17,} {point.labels:>6,}"
    return f"{counts}  {_share(point.precision):<21}  {_share(point.recall)}"


def _share(found: Estimate) -> str:
    """An estimate with its interval.

    >>> _share(Estimate(0.9, 0.85, 0.94)), _share(Estimate(float("nan"), 0.0, 1.0))
    ('0.900 (0.850-0.940)', 'unknown (0.000-1.000)')
    """
    value = f"{found.value:.3f}" if found.value == found.value else "unknown"
    return f"{value} ({found.low:.3f}-{found.high:.3f})"
