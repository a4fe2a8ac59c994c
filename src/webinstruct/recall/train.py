"""Training the classifier: as a step of a run, or by itself with a report on pages held out."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from webinstruct.core.stage import StepContext, Stopped
from webinstruct.recall.classifier import WANTED, Classifier, loaded_classifier, train_model
from webinstruct.recall.features import features
from webinstruct.recall.measures import auc_of
from webinstruct.recall.reading import read_page
from webinstruct.recall.settings import RecallSettings, TrainSettings
from webinstruct.sources import SourceSettings, source_of
from webinstruct.storage.files import listed, sha256_of, whole_file
from webinstruct.tables import PAGES

__all__ = ["TRAIN", "Train", "TrainingReport", "train_classifier", "training_identity"]

TRAIN = "train"
_LEAST_WORDS = 5
_TELLING_PAGES = 200
"""With fewer pages held out, one page more or less moves the figures by half a point of a percent and more."""
_TEXT_CHARS = int(RecallSettings.model_fields["text_chars"].default)
_CHANCES = 1 << 32

Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """How a classifier does on pages that it was not trained on. Precision and recall are at score 0.5."""

    out: str
    preset: str
    positives: int
    negatives: int
    held_out_positives: int
    held_out_negatives: int
    precision: float
    recall: float
    auc: float
    seconds: float
    sha256: str

    def rows(self) -> list[tuple[str, str]]:
        """Words and values, for printing."""
        rows = [
            ("trained on", f"{self.positives:,} positives, {self.negatives:,} negatives ({self.preset})"),
            ("held out", f"{self.held_out_positives:,} positives, {self.held_out_negatives:,} negatives"),
            ("precision at 0.5", f"{self.precision:.3f}"),
            ("recall at 0.5", f"{self.recall:.3f}"),
            ("area under ROC", f"{self.auc:.3f}"),
            ("seconds", f"{self.seconds:.1f}"),
            ("model", f"{self.out} (sha256 {self.sha256[:12]})"),
        ]
        pages = self.held_out_positives + self.held_out_negatives
        if pages < _TELLING_PAGES:
            rows.append(("note", f"{pages} pages held out: too few to trust these figures"))
        return rows


class Train:
    """The step that trains the run's own classifier."""

    name = TRAIN
    per_shard = False
    suffix = ".bin"

    def __init__(self, settings: TrainSettings, text_chars: int) -> None:
        self._settings = settings
        self._text_chars = text_chars

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Train on all pages of both kinds."""
        wanted, others = (
            (line for line, _ in _lines(_paths(paths), self._text_chars, 0.0, 0))
            for paths in (self._settings.positives, self._settings.negatives)
        )
        train_model(wanted, others, out, self._settings.preset, self._settings.seed)


def training_identity(settings: TrainSettings) -> dict[str, str]:
    """Hashes of the pages that the classifier is trained on."""
    return {
        kind: hashlib.sha256(
            "".join(sha256_of(file.path) for path in _paths(paths) for file in listed(path)).encode()
        ).hexdigest()
        for kind, paths in (("positives", settings.positives), ("negatives", settings.negatives))
    }


def train_classifier(
    positives: Sequence[str],
    negatives: Sequence[str],
    out: str,
    preset: str,
    held_out: float = 0.1,
    seed: int = 0,
) -> TrainingReport:
    """Train on the pages in the files `positives` and `negatives`, write the model to `out`, and test it on the share
    `held_out` of the pages, which it is not trained on. Equal pages are on the same side.

    Raises:
        InputError: a file cannot be read, or there is too little to train on.
    """
    began = time.monotonic()
    split = (held_out, seed)
    with whole_file(out) as temporary:
        counts = train_model(
            (line for line, is_held in _lines(positives, _TEXT_CHARS, *split) if not is_held),
            (line for line, is_held in _lines(negatives, _TEXT_CHARS, *split) if not is_held),
            temporary,
            preset,
            seed,
        )
    classifier = loaded_classifier(out, WANTED, _TEXT_CHARS)
    wanted, others = (_held_out_scores(classifier, paths, *split) for paths in (positives, negatives))
    hits, false_alarms = int((wanted >= 0.5).sum()), int((others >= 0.5).sum())
    return TrainingReport(
        out,
        preset,
        *counts,
        len(wanted),
        len(others),
        precision=hits / max(1, hits + false_alarms),
        recall=hits / max(1, len(wanted)),
        auc=auc_of(wanted, others),
        seconds=round(time.monotonic() - began, 1),
        sha256=sha256_of(out),
    )


def _held_out_scores(classifier: Classifier, paths: Sequence[str], share: float, seed: int) -> Numbers:
    lines = _lines(paths, _TEXT_CHARS, share, seed)
    return np.array([classifier.score_line(line) for line, is_held in lines if is_held])


def _lines(paths: Sequence[str], text_chars: int, held_out: float, seed: int) -> Iterator[tuple[str, bool]]:
    """The features of every page with text, and whether it is held out."""
    source = source_of(SourceSettings(path=tuple(paths)), PAGES)
    for shard in source.shards():
        for row in source.read(shard):
            if isinstance(row, Stopped):
                continue
            reading = read_page(row, _LEAST_WORDS)
            if reading.words >= _LEAST_WORDS:
                line = features(reading.text, text_chars)
                yield line, _chance(line, seed) < held_out


def _chance(line: str, seed: int) -> float:
    """A number in [0, 1) that depends on the text and the seed alone."""
    digest = hashlib.blake2b(line.encode("utf-8", "replace"), digest_size=4, key=str(seed).encode()).digest()
    return int.from_bytes(digest, "big") / _CHANCES


def _paths(paths: str | Sequence[str]) -> Sequence[str]:
    return (paths,) if isinstance(paths, str) else paths
