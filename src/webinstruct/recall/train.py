"""Training the classifier as a step of a run of recall, without measures; `training` has those."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from webinstruct.core.stage import StepContext, Stopped
from webinstruct.recall.classifier import train_model
from webinstruct.recall.features import features, word_count
from webinstruct.recall.first_look import first_look
from webinstruct.recall.settings import TrainSettings
from webinstruct.sources import SourceSettings, source_of
from webinstruct.storage.files import listed, sha256_of
from webinstruct.tables import PAGES

__all__ = ["TRAIN", "Train", "training_identity"]

TRAIN = "train"
_LEAST_WORDS = 5


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
        examples = (
            (is_wanted, line)
            for is_wanted, paths in ((True, self._settings.positives), (False, self._settings.negatives))
            for line in _lines(_paths(paths), self._text_chars)
        )
        train_model(examples, out, self._settings.preset, self._settings.seed)


def training_identity(settings: TrainSettings) -> dict[str, str]:
    """Hashes of the pages that the classifier is trained on."""
    return {
        kind: hashlib.sha256(
            "".join(sha256_of(file.path) for path in _paths(paths) for file in listed(path)).encode()
        ).hexdigest()
        for kind, paths in (("positives", settings.positives), ("negatives", settings.negatives))
    }


def _lines(paths: Sequence[str], text_chars: int) -> Iterator[str]:
    """The features of every page with text."""
    source = source_of(SourceSettings(path=tuple(paths)), PAGES)
    for shard in source.shards():
        for row in source.read(shard):
            if isinstance(row, Stopped):
                continue
            text = first_look(row, text_chars).text
            if word_count(text, _LEAST_WORDS) >= _LEAST_WORDS:
                yield features(text, text_chars)


def _paths(paths: str | Sequence[str]) -> Sequence[str]:
    return (paths,) if isinstance(paths, str) else paths
