"""Training the gate in front of extraction's model, from what the model said in a run: pairs, or void."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from webinstruct.core.errors import InputError
from webinstruct.core.reject import Reject
from webinstruct.extract.llm.gate import GATE_LABEL, GATE_TEXT_CHARS
from webinstruct.recall.classifier import loaded_classifier, train_model
from webinstruct.recall.features import features
from webinstruct.recall.measures import point_for_recall, precision_recall_curve
from webinstruct.recall.presets import Preset
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.storage import parquet
from webinstruct.storage.files import whole_file
from webinstruct.storage.folders import files_in
from webinstruct.storage.place import Place

__all__ = ["GateReport", "threshold_for", "train_gate"]

_FEWEST_HELD_OUT = 20
_CHANCES = 1 << 32


@dataclass(frozen=True, slots=True)
class GateReport:
    """A gate on pages held out: at `threshold` it lets `recall` of those with pairs through, and stops `stopped` of
    the void ones, both in [0, 1]."""

    out: str
    with_pairs: int
    void: int
    held_out_with_pairs: int
    held_out_void: int
    threshold: float
    recall: float
    stopped: float

    def rows(self) -> list[tuple[str, str]]:
        """Words and values, for printing."""
        held = f"{self.held_out_with_pairs:,} pages with pairs, {self.held_out_void:,} void"
        rows = [
            ("trained on", f"{self.with_pairs:,} pages with pairs, {self.void:,} void"),
            ("held out", held),
            ("threshold", f"{self.threshold:.4f}"),
            ("recall there", f"{self.recall:.3f}"),
            ("void stopped", f"{self.stopped:.3f}"),
            ("model", self.out),
        ]
        if min(self.held_out_with_pairs, self.held_out_void) < _FEWEST_HELD_OUT:
            rows.append(("note", "too few pages held out to trust these figures"))
        return rows


class _Judged(NamedTuple):
    line: str
    has_pairs: bool
    is_held: bool


def train_gate(
    run: str, out: str, recall: float = 0.98, held_out: float = 0.3, preset: Preset = "small", seed: int = 0
) -> GateReport:
    """Train a gate on the pages that a model was asked about in the run directory `run`, and choose its threshold on
    the share `held_out` of them, so that it lets at least the share `recall` of the pages with pairs through.

    Raises:
        InputError: the run has no answers of a model, or too few pages of one kind.
    """
    judged = list(_judged(run_dir_at(run), held_out, seed))
    if not judged:
        raise InputError(
            f"{run} has no page on which a model gave pairs or said that there are none. "
            f"Run extract with methods [llm] first; webinstruct status {run} tells what it did so far."
        )
    trained = [page for page in judged if not page.is_held]
    with whole_file(out) as temporary:
        counts = train_model(
            ((page.has_pairs, page.line) for page in trained),
            temporary,
            preset,
            seed,
        )
    score = loaded_classifier(out, GATE_LABEL, GATE_TEXT_CHARS).score_line
    wanted = [score(page.line) for page in judged if page.is_held and page.has_pairs]
    void = [score(page.line) for page in judged if page.is_held and not page.has_pairs]
    threshold = threshold_for(wanted, recall)
    return GateReport(
        out,
        *counts,
        len(wanted),
        len(void),
        threshold,
        recall=_share(wanted, threshold),
        stopped=1 - _share(void, threshold) if void else 0.0,
    )


def threshold_for(scores: Sequence[float], recall: float) -> float:
    """The greatest threshold, rounded down to four digits, that at least the share `recall` of `scores` reaches.

    >>> threshold_for([0.9, 0.8, 0.70001, 0.1], 0.75), threshold_for([0.9, 0.1], 1.0), threshold_for([], 0.9)
    (0.7, 0.1, 0.0)
    """
    curve = precision_recall_curve(np.array(scores, dtype=np.float64), np.ones(len(scores), dtype=bool))
    point = point_for_recall(curve, recall)
    return int(point.threshold * 10_000) / 10_000 if point else 0.0


def _share(scores: Sequence[float], threshold: float) -> float:
    """The share of `scores` at or over `threshold`."""
    return sum(score >= threshold for score in scores) / max(1, len(scores))


def _judged(run_dir: RunDir, held_out: float, seed: int) -> Iterator[_Judged]:
    """The pages of a run on which its model gave pairs, or said that there are none."""
    extracted = run_dir.stage("extract")
    with_pairs = {
        row["page_id"]
        for row in _rows(extracted / "kept", ["page_id", "method"])
        if row["method"].startswith("llm:")
    }
    void = {
        row["row_id"]
        for row in _rows(extracted / "rejected", ["row_id", "reason"])
        if row["reason"] == Reject.VOID
    }
    for row in _rows(run_dir.stage("recall") / "kept", ["page_id", "text"]):
        if row["page_id"] in with_pairs or row["page_id"] in void:
            line = features(row["text"], GATE_TEXT_CHARS)
            yield _Judged(line, row["page_id"] in with_pairs, _chance(line, seed) < held_out)


def _rows(folder: Place, columns: Sequence[str]) -> Iterable[dict[str, str]]:
    for file in files_in(folder, ".parquet"):
        yield from parquet.rows(str(file), columns)


def _chance(line: str, seed: int) -> float:
    """A number in [0, 1) that depends on the text and the seed alone, so that equal pages are on one side."""
    digest = hashlib.blake2b(line.encode("utf-8", "replace"), digest_size=4, key=str(seed).encode()).digest()
    return int.from_bytes(digest, "big") / _CHANCES
