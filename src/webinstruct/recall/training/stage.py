"""The stage training: examples in, each with a score by a model that has not seen it out; beside them the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from webinstruct.core.stage import PROCESS, Stage, StageContext, Step, StepContext, Verdict
from webinstruct.core.table import Row
from webinstruct.recall.classifier import WANTED, Classifier, loaded_classifier, train_model
from webinstruct.recall.training.figures import FIGURES, Figures
from webinstruct.recall.training.settings import TrainingSettings
from webinstruct.recall.training.split import NOT_HELD_OUT, SPLIT, Split, SplitFound, split_found
from webinstruct.tables.training import EXAMPLES, TRIED

__all__ = ["FIGURES", "MODEL", "Training"]

MODEL = "model"
_OF_ALL = -2
"""In place of a part: the model that is trained on all examples."""


class Training(Stage):
    """Trains the classifier, and tries it on pages that it was not trained on."""

    name = "training"
    reads = EXAMPLES
    writes = TRIED
    settings: TrainingSettings
    settings_type = TrainingSettings

    def steps(self) -> Sequence[Step | str]:
        """The examples are dealt out, the models trained one after the other; then come the rows, and the figures."""
        settings = self.settings
        models = [Fit(settings, f"model_{part}", part) for part in range(settings.folds)]
        kept = Fit(settings, MODEL, _OF_ALL if settings.folds else 0)
        return (Split(settings), kept, *models, PROCESS, Figures(MODEL))

    def open(self, context: StageContext) -> None:
        """Load the split; models are loaded when the first page of their part comes."""
        self._context = context
        self._split: SplitFound = split_found(context.artifact(SPLIT))
        self._models: dict[int, Classifier] = {}

    def process(self, row: Row) -> Iterable[Verdict]:
        """The page with its part, and its score where it was held out."""
        part = self._split.part_of(row["key"])
        score = None if part == NOT_HELD_OUT else self._model_of(part).score_line(row["line"])
        kept = {name: row[name] for name in TRIED.names if name not in ("fold", "score")}
        yield {**kept, "fold": part, "score": score}

    def _model_of(self, part: int) -> Classifier:
        """The model that has not seen the pages of `part`."""
        if part not in self._models:
            name = f"model_{part}" if self.settings.folds else MODEL
            self._models[part] = loaded_classifier(self._context.artifact(name), WANTED, 0)
        return self._models[part]


class Fit:
    """The step that trains one model, on all examples but those of one part."""

    per_shard = False
    suffix = ".bin"

    def __init__(self, settings: TrainingSettings, name: str, held_out: int) -> None:
        self.name = name
        self._settings = settings
        self._held_out = held_out

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Train."""
        split = split_found(context.artifact(SPLIT))
        settings = self._settings
        train_model(self._examples(context, split), out, settings.preset, settings.seed, settings.threads)

    def _examples(self, context: StepContext, split: SplitFound) -> Iterator[tuple[bool, str]]:
        for shard in range(context.shards):
            for row in context.rows(shard, ["key", "is_wanted", "line"]):
                if split.part_of(row["key"]) != self._held_out:
                    yield row["is_wanted"], row["line"]
