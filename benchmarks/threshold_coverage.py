"""How often the intervals of `recall threshold` hold the truth, and how often its cut-offs keep their promise.

    python benchmarks/threshold_coverage.py [--quick] [--json]

Corpora with known truth are made by chance, samples drawn as the command draws them, and labelled with the truth.
Figures: `coverage`, the share of the 95 % intervals that hold the true precision or recall, at six cuts each, and
`coverage_bootstrap`, the same for intervals of 400 stratified bootstrap samples of the same labels; `ratio`, misses of
the bootstrap per miss of ours; `promises_kept`, the share of cut-offs chosen for a precision or recall that truly have
it (97.5 % is promised), and `promises_kept_by_estimate`, for cut-offs where the estimate itself reaches the target.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from webinstruct.recall.threshold.bins import EDGES, Numbers, bins_of, histogram_of
from webinstruct.recall.threshold.cut import cut_for_precision, cut_for_recall
from webinstruct.recall.threshold.estimate import CutPoint, Labelled, cut_points
from webinstruct.recall.threshold.strata import smallest, strata_of, stratum_of, wanted_sizes

PAGES = 20_000
CUTS = (0.0, 0.25, 0.5, 0.9, 0.97, 0.995)
TARGETS = (0.6, 0.8, 0.9)
BOOTSTRAPS = 400
KINDS = ("saturated", "two hills", "flat")


class Corpus:
    """Pages with scores and a truth. saturated: most scores near 0, as over a crawl; two hills: one at either end;
    flat: a score that says little."""

    def __init__(self, kind: str, seed: int) -> None:
        chance = np.random.default_rng(seed)
        odds = chance.normal(-5.0 if kind == "saturated" else 0.0, 3.0 if kind == "saturated" else 1.0, PAGES)
        if kind == "two hills":
            odds = np.where(
                chance.random(PAGES) < 0.1, chance.normal(3, 2, PAGES), chance.normal(-4, 2, PAGES)
            )
        self.scores = 1 / (1 + np.exp(-odds))
        likely = 0.2 + 0.5 * self.scores if kind == "flat" else 1 / (1 + np.exp(-(odds - 1)))
        self.is_wanted = chance.random(PAGES) < likely
        self.bins = bins_of(self.scores)
        self.histogram = histogram_of(self.scores, np.full(PAGES, 500))
        self.starts = strata_of(self.histogram.pages)
        self.strata = stratum_of(self.bins, self.starts)

    def labelled(self, labels: int, seed: int) -> Labelled:
        """A sample with its labels."""
        keys = np.random.default_rng(seed).integers(0, 2**63, PAGES).astype(np.uint64)
        sizes = np.bincount(self.strata, minlength=len(self.starts)).tolist()
        drawn = smallest(self.strata, keys, wanted_sizes(sizes, labels))
        return Labelled(self.bins[drawn], self.is_wanted[drawn])

    def truth(self, threshold: float) -> tuple[float, float]:
        """Precision and recall of a cut."""
        is_kept = self.scores >= threshold
        hits = int((is_kept & self.is_wanted).sum())
        return hits / int(is_kept.sum()), hits / int(self.is_wanted.sum())


@dataclass
class Tally:
    """What was seen: whether intervals held the truth, and whether cut-offs kept their promise."""

    ours: list[bool] = field(default_factory=list)
    bootstrap: list[bool] = field(default_factory=list)
    kept: list[bool] = field(default_factory=list)
    kept_by_estimate: list[bool] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """The shares."""
        misses = max(1, self.ours.count(False))
        return {
            "coverage": _share(self.ours),
            "coverage_bootstrap": _share(self.bootstrap),
            "ratio": round(self.bootstrap.count(False) / misses, 2),
            "promises_kept": _share(self.kept),
            "promises_kept_by_estimate": _share(self.kept_by_estimate),
        }

    def add(self, other: Tally) -> None:
        """Put what `other` saw to this."""
        for name in vars(self):
            getattr(self, name).extend(getattr(other, name))


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="15 samples of each kind instead of 200")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    options = parser.parse_args()
    whole = Tally()
    for kind in KINDS:
        for labels in (150, 500, 1_500):
            tally = tally_of(Corpus(kind, seed=1), labels, samples=15 if options.quick else 200)
            whole.add(tally)
            if not options.json:
                told = "  ".join(f"{name} {value:.3f}" for name, value in tally.figures().items())
                print(f"{kind:<10} {labels:>5} labels  {told}", flush=True)
    print(json.dumps(whole.figures()))


def tally_of(corpus: Corpus, labels: int, samples: int) -> Tally:
    """What `samples` samples of so many labels gave."""
    tally = Tally()
    for seed in range(samples):
        labelled = corpus.labelled(labels, seed)
        points = cut_points(corpus.histogram, corpus.starts, labelled)
        for point in points_at(points, corpus):
            _hold(tally.ours, corpus, point, [point.precision[1:], point.recall[1:]])
            _hold(tally.bootstrap, corpus, point, bootstrapped(corpus, labelled, point, seed))
        tally.kept += promises(corpus, points, by_estimate=False)
        tally.kept_by_estimate += promises(corpus, points, by_estimate=True)
    return tally


def points_at(points: list[CutPoint], corpus: Corpus) -> Iterator[CutPoint]:
    """The points at the shares CUTS of the corpus."""
    thresholds = [point.threshold for point in points]
    for place in np.searchsorted(thresholds, np.quantile(corpus.scores, CUTS)):
        yield points[min(int(place), len(points) - 1)]


def promises(corpus: Corpus, points: list[CutPoint], by_estimate: bool) -> list[bool]:
    """Whether each cut-off that is found for TARGETS truly has what was asked for."""
    kept = []
    for target in TARGETS:
        cuts = (cut_for_precision(points, target, by_estimate), cut_for_recall(points, target, by_estimate))
        kept += [
            corpus.truth(cut.threshold)[place] >= target for place, cut in enumerate(cuts) if cut is not None
        ]
    return kept


def bootstrapped(corpus: Corpus, labelled: Labelled, point: CutPoint, seed: int) -> list[Any]:
    """Intervals for precision and recall at `point` from labels drawn again within each stratum."""
    chance = np.random.default_rng(seed)
    cut = int(np.searchsorted(EDGES, point.threshold))
    pages = np.bincount(corpus.strata, minlength=len(corpus.starts))
    strata = stratum_of(labelled.bins, corpus.starts)
    above = below = np.zeros(BOOTSTRAPS)
    for stratum, size in enumerate(pages):
        here = strata == stratum
        drawn = chance.integers(0, here.sum(), (BOOTSTRAPS, int(here.sum())))
        hits = labelled.is_wanted[here][drawn]
        is_over = labelled.bins[here][drawn] >= cut
        above = above + size * (hits & is_over).mean(axis=1)
        below = below + size * (hits & ~is_over).mean(axis=1)
    recall = np.divide(above, above + below, out=np.zeros(BOOTSTRAPS), where=above + below > 0)
    return [_ends(above / point.pages), _ends(recall)]


def _ends(values: Numbers) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def _hold(seen: list[bool], corpus: Corpus, point: CutPoint, intervals: list[Any]) -> None:
    for truth, (low, high) in zip(corpus.truth(point.threshold), intervals, strict=True):
        seen.append(low - 1e-9 <= truth <= high + 1e-9)


def _share(seen: list[bool]) -> float:
    return round(float(np.mean(seen)), 4) if seen else float("nan")


if __name__ == "__main__":
    main()
