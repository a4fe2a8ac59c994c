"""Hyperparameters of fastText, as papers report them.

`deepseekmath` and `mammoth2` are the same numbers: the later paper took over the recipe of the earlier one. None of the
papers names the loss or the buckets of its n-grams; these are fastText's own for classification: softmax, 2,000,000.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

__all__ = ["PRESETS", "Preset"]

Preset = Literal["mammoth2", "deepseekmath", "openwebmath", "small"]

_THREE_WORDS = {"dim": 256, "epoch": 3, "lr": 0.1, "wordNgrams": 3, "minCount": 3, "bucket": 2_000_000}

PRESETS: Mapping[Preset, Mapping[str, Any]] = {
    # MAmmoTH2 (arXiv 2405.03548), section 2.1
    "mammoth2": _THREE_WORDS,
    # DeepSeekMath (arXiv 2402.03300), section 2.1; there 500,000 pages of each kind
    "deepseekmath": _THREE_WORDS,
    # OpenWebMath (arXiv 2310.06786) names fastText for its MathScore, but no number: these are fastText's defaults
    "openwebmath": {"dim": 100, "epoch": 5, "lr": 0.1, "wordNgrams": 1, "minCount": 1, "bucket": 0},
    # for some hundred pages: few words occur often, and many passes are needed
    "small": {"dim": 32, "epoch": 30, "lr": 1.0, "wordNgrams": 2, "minCount": 2, "bucket": 50_000},
}
