"""How good a classifier is, from the scores of pages that it had not seen: plain values, as the card holds them."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from webinstruct.core.stage import StepContext
from webinstruct.recall.classifier import telling_words
from webinstruct.recall.measures import (
    Curve,
    Point,
    auc_interval,
    auc_of,
    average_precision,
    calibration_bins,
    calibration_error,
    point_for_recall,
    precision_recall_curve,
    wilson_interval,
)

__all__ = ["FIGURES", "Figures", "Tried", "figures_of"]

FIGURES = "figures"
_RECALLS = (0.99, 0.95, 0.9, 0.8, 0.7, 0.5, 0.3)
_HALF = 0.5
_DIGITS = 4
_THRESHOLD_DIGITS = 6
_WORDS = 40

Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Tried:
    """The pages that were held out, four arrays of shape [pages]."""

    scores: Numbers
    is_wanted: Numbers
    groups: Numbers
    parts: Numbers


class Figures:
    """The step that measures: JSON, as `figures_of` gives it, and the words that tell most."""

    name = FIGURES
    per_shard = False
    suffix = ".json"

    def __init__(self, model: str) -> None:
        self._model = model

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Measure on all pages that were held out; about 200 bytes of memory for each."""
        examples: Counter[str] = Counter()
        held_out: list[tuple[float, bool, str, int]] = []
        for shard in range(context.shards):
            for row in context.kept(shard, ["score", "is_wanted", "group", "fold"]):
                examples[row["group"]] += 1
                if row["score"] is not None:
                    group = sys.intern(row["group"])
                    held_out.append((row["score"], row["is_wanted"], group, row["fold"]))
        found = {
            "examples": dict(sorted(examples.items())),
            **figures_of(_tried(held_out)),
            "words": telling_words(context.artifact(self._model), _WORDS),
        }
        Path(out).write_text(json.dumps(found, indent=1), encoding="utf-8")


def _tried(rows: Sequence[tuple[float, bool, str, int]]) -> Tried:
    kinds = (np.float64, bool, object, np.int64)
    return Tried(*(np.array([row[n] for row in rows], dtype=kind) for n, kind in enumerate(kinds)))


def figures_of(tried: Tried) -> dict[str, Any]:
    """The measures; null where there are too few pages to have any."""
    wanted, others = tried.scores[tried.is_wanted], tried.scores[~tried.is_wanted]
    auc = auc_of(wanted, others)
    interval = auc_interval(auc, len(wanted), len(others))
    curve = precision_recall_curve(tried.scores, tried.is_wanted)
    bins = calibration_bins(tried.scores, tried.is_wanted)
    return {
        "held_out": {"wanted": len(wanted), "others": len(others)},
        "auc": _rounded(auc),
        "auc_interval": [_rounded(end) for end in interval],
        "auc_of_parts": [_rounded(_auc_of_part(tried, part)) for part in np.unique(tried.parts)],
        "average_precision": _rounded(average_precision(curve)),
        "points": _points(curve, len(wanted)),
        "calibration": [{key: _rounded(value) for key, value in found._asdict().items()} for found in bins],
        "calibration_error": _rounded(calibration_error(bins)),
        "groups": [_group(tried, group) for group in sorted(set(tried.groups[~tried.is_wanted]))],
    }


def _points(curve: Curve, wanted: int) -> list[Mapping[str, float | None]]:
    """Some cuts: a half, and those of some recalls; rising."""
    cuts = {_HALF: curve.at(_HALF)} if len(curve.thresholds) else {}
    for target in _RECALLS:
        if point := point_for_recall(curve, target):
            cuts[point.threshold] = point
    return [_point(cuts[threshold], wanted) for threshold in sorted(cuts)]


def _point(point: Point, wanted: int) -> Mapping[str, float | None]:
    hits = point.recall * wanted
    precision, recall = wilson_interval(hits, point.kept), wilson_interval(hits, wanted)
    return {
        "threshold": _rounded_down(point.threshold),
        "precision": _rounded(point.precision),
        "precision_low": _rounded(precision.low),
        "precision_high": _rounded(precision.high),
        "recall": _rounded(point.recall),
        "recall_low": _rounded(recall.low),
        "recall_high": _rounded(recall.high),
    }


def _group(tried: Tried, group: str) -> Mapping[str, Any]:
    """How pages of one group that are not wanted fare against all that are."""
    scores = tried.scores[tried.groups == group]
    auc = auc_of(tried.scores[tried.is_wanted], scores)
    return {
        "group": group,
        "pages": len(scores),
        "auc": _rounded(auc),
        "over_half": _rounded(float((scores >= _HALF).mean())),
    }


def _auc_of_part(tried: Tried, part: int) -> float:
    is_in, is_wanted = tried.parts == part, tried.is_wanted
    return auc_of(tried.scores[is_in & is_wanted], tried.scores[is_in & ~is_wanted])


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), _DIGITS)


def _rounded_down(threshold: float) -> float:
    """So that a page with just this score is still over it."""
    steps: float = 10**_THRESHOLD_DIGITS
    return math.floor(threshold * steps) / steps
