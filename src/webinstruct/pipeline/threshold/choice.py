"""The cut-off that a target asks for, with what it promises, and what to say where nothing reaches the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from webinstruct.pipeline.threshold.findings import Findings
from webinstruct.recall.threshold.bins import Histogram
from webinstruct.recall.threshold.cut import (
    best_precision,
    cut_for_budget,
    cut_for_precision,
    cut_for_recall,
)
from webinstruct.recall.threshold.estimate import CutPoint, Estimate

__all__ = ["Choice", "Target", "budget_choice", "labelled_choice", "plain_point"]


@dataclass(frozen=True, slots=True)
class Target:
    """What the cut-off has to reach; at most one of the three. With `by_estimate` the estimate itself has to reach it,
    else the lower end of its interval."""

    precision: float | None = None
    recall: float | None = None
    budget_tokens: int | None = None
    by_estimate: bool = False

    @property
    def needs_labels(self) -> bool:
        """Whether score histograms alone cannot tell."""
        return self.precision is not None or self.recall is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """A cut-off, or the best there is where the target `is_reached` nowhere; `says` is a sentence on it."""

    kind: str
    target: float
    is_reached: bool
    threshold: float
    pages: int
    tokens: int
    says: str
    point: CutPoint | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        told = {name: getattr(self, name) for name in ("kind", "target", "is_reached", "says")}
        where = {"threshold": self.threshold, "pages": self.pages, "tokens": self.tokens}
        return {**told, **where, **(_shares(self.point) if self.point else {})}


def budget_choice(histogram: Histogram, budget_tokens: int) -> Choice:
    """The cut-off at which the best pages have at most `budget_tokens` together."""
    cut = cut_for_budget(histogram, budget_tokens)
    left = budget_tokens - cut.tokens
    says = (
        f"{left:,} tokens of it are left; the next pages, of one bin of the score, have {cut.next_tokens:,}"
        if cut.next_tokens
        else "all pages together are within it"
    )
    return Choice("budget_tokens", budget_tokens, cut.pages > 0, cut.threshold, cut.pages, cut.tokens, says)


def labelled_choice(found: Findings, target: Target) -> Choice | None:
    """The cut-off for a target precision or recall; None without a target of these, or without labels."""
    if not found.points:
        return None
    if target.precision is not None:
        return _for_precision(found, target.precision, target.by_estimate)
    return _for_recall(found, target.recall, target.by_estimate) if target.recall is not None else None


def plain_point(point: CutPoint) -> dict[str, Any]:
    """A point of the curve as JSON has it."""
    counts = {"threshold": point.threshold, "pages": point.pages, "tokens": point.tokens}
    return {**counts, "labels": point.labels, **_shares(point)}


def _for_precision(found: Findings, target: float, by_estimate: bool) -> Choice:
    reached = cut_for_precision(found.points, target, by_estimate)
    point = reached or best_precision(found.points, by_estimate)
    if reached:
        return _choice("precision", target, point, f"the least score where precision {_meaning(by_estimate)}")
    return _choice(
        "precision",
        target,
        point,
        f"no score reaches it; this is the best, precision {_words(point.precision, by_estimate)}. {_ADVICE}",
        is_reached=False,
    )


_ADVICE = "More labels narrow the interval; a better classifier raises the curve"


def _for_recall(found: Findings, target: float, by_estimate: bool) -> Choice:
    reached = cut_for_recall(found.points, target, by_estimate)
    point = reached or found.points[0]
    if reached:
        return _choice("recall", target, point, f"the greatest score where recall {_meaning(by_estimate)}")
    says = "no page is labelled wanted, so that nothing is known of recall; this keeps every page"
    return _choice("recall", target, point, says, is_reached=False)


def _choice(kind: str, target: float, point: CutPoint, says: str, is_reached: bool = True) -> Choice:
    return Choice(kind, target, is_reached, point.threshold, point.pages, point.tokens, says, point)


def _meaning(by_estimate: bool) -> str:
    return "is estimated to reach it" if by_estimate else "reaches it with 97.5 % confidence"


def _words(share: Estimate, by_estimate: bool) -> str:
    return f"{share.value:.3f}" if by_estimate else f"{share.value:.3f}, at least {share.low:.3f}"


def _shares(point: CutPoint) -> dict[str, Any]:
    return {"precision": _plain(point.precision), "recall": _plain(point.recall)}


def _plain(share: Estimate) -> dict[str, float | None]:
    """An estimate as JSON has it, which knows no nan."""
    return {name: round(number, 6) if number == number else None for name, number in share._asdict().items()}
