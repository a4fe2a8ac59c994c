"""Which pages a classifier learns from, and how it is trained and tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from webinstruct.core.settings import Settings
from webinstruct.recall.presets import Preset
from webinstruct.recall.settings import RecallSettings

__all__ = ["ExampleSettings", "TrainingSettings", "labelled_paths"]

_TEXT_CHARS = int(RecallSettings.model_fields["text_chars"].default)


class ExampleSettings(Settings):
    """Settings of the stage examples."""

    positives: tuple[str, ...] = ()
    """Pages that are wanted: files, folders or globs of Parquet or JSONL (url and text or html), WARC or HTML."""

    negatives: tuple[str, ...] = ()
    """Pages that are not, drawn from what the classifier will see, in the same kinds of files."""

    hard_negatives: tuple[str, ...] = ()
    """Pages that are not, but look as if they were. Each path is counted by itself in the measures."""

    balance: bool = False
    """Whether the larger class is thinned to the size of the smaller one. Hard negatives go last."""

    text_chars: int = Field(default=_TEXT_CHARS, ge=100)
    """Characters of the text that the classifier sees, from its beginning; as recall.text_chars."""

    min_words: int = Field(default=5, ge=1)
    """Words that a page must have at least."""

    seed: int = Field(default=0, ge=0)
    """Seed of the choice among the pages of the larger class."""

    @model_validator(mode="after")
    def _has_both(self) -> Self:
        if not self.positives or not (self.negatives or self.hard_negatives):
            raise ValueError("training needs positives and negatives; name files of both")
        return self


class TrainingSettings(Settings):
    """Settings of the stage training."""

    preset: Preset = "mammoth2"
    """Hyperparameters: mammoth2 and deepseekmath as published, openwebmath, or small for some hundred pages."""

    held_out: float = Field(default=0.1, gt=0.0, le=0.5)
    """Share of the pages of each class and file that the model is not trained on, but tried on, in (0, 0.5]."""

    folds: int = Field(default=0, ge=0, le=20)
    """Where it is 2 or more: the measures come from so many models, each tried on the part it was not trained on, and
    the model that is kept is trained on all pages. 0: one model, tried on the pages held out."""

    apart: Literal["pages", "sites"] = "pages"
    """What is held out together. pages: each by itself, evenly from each class and file. sites: all pages of a
    registered domain, so that the measures are those of sites it has not seen; usually lower."""

    seed: int = Field(default=0, ge=0)
    """Seed of the training; the same seed, pages and preset give the same file, byte by byte."""

    threads: int = Field(default=1, ge=1, le=256)
    """Threads of fastText. With more than one it is faster, and no two trainings give the same file."""

    @model_validator(mode="after")
    def _has_parts(self) -> Self:
        if self.folds == 1:
            raise ValueError("one fold would train on nothing; name 2 or more, or 0 for one part held out")
        return self


def labelled_paths(settings: ExampleSettings) -> tuple[str, ...]:
    """The paths of the settings, each with its label before it, as the source of labelled pages wants them.

    Hard negatives come before the others: of a page that is among both, the first one stays.
    """
    kinds: Sequence[tuple[str, Sequence[str]]] = (
        ("positives", settings.positives),
        ("hard", settings.hard_negatives),
        ("negatives", settings.negatives),
    )
    return tuple(f"{kind}={path}" for kind, paths in kinds for path in paths)
