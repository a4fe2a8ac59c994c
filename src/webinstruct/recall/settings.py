"""What recall keeps, and with which classifier."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from webinstruct.core.settings import Settings
from webinstruct.recall.presets import Preset

__all__ = ["RecallSettings", "TrainSettings"]


class TrainSettings(Settings):
    """A classifier trained in the run itself, before the first page is scored."""

    positives: str | tuple[str, ...] = ()
    """Pages that are wanted: JSONL or Parquet with url and text (or html), WARC files, or a folder of HTML files."""

    negatives: str | tuple[str, ...] = ()
    """Pages that are not, in the same kinds of files; as many as positives is a good start."""

    preset: Preset = "mammoth2"
    """mammoth2: dim 256, 3 epochs, word 3-grams, as MAmmoTH2 reports, and deepseekmath the same; training takes 2 GB of
    memory and disk. openwebmath: fastText's defaults, as that paper names none. small: for some hundred pages."""

    seed: int = Field(default=0, ge=0)
    """Seed of the training; the same seed, pages and preset give the same file, byte by byte."""


def _nothing_as_none(value: Any) -> Any:
    """`train: null`, as a config says that there is no training."""
    return TrainSettings() if value is None else value


class RecallSettings(Settings):
    """Settings of the stage recall."""

    keep: Literal["all", "threshold", "budget"] = "all"
    """all: every page with text. threshold: those that score at least `threshold`. budget: the best ones until
    `budget_tokens` are spent."""

    threshold: float = Field(default=0.5, ge=0.0, le=1.0)
    """Least score of a kept page, in [0, 1]; fewer and better pages as it grows."""

    budget_tokens: int = Field(default=40_000_000_000, ge=1)
    """Tokens (estimated as UTF-8 bytes / 4) of all kept pages together, for keep: budget."""

    model: str = ""
    """A fastText classifier (.bin); where it is given, nothing is trained. Without it and `train` there is no score."""

    label: str = "wanted"
    """The label of `model` whose probability is the score, without __label__."""

    train: Annotated[TrainSettings, BeforeValidator(_nothing_as_none)] = TrainSettings()
    """Trains the classifier in the run, unless `model` is given; null trains none."""

    languages: tuple[str, ...] = ()
    """ISO 639-1 codes of the languages to keep; empty keeps all, also pages whose language is unknown."""

    min_words: int = Field(default=20, ge=1)
    """Words that a page must have at least; every Chinese, Japanese or Korean character counts as one."""

    seen: tuple[str, ...] = ()
    """Earlier runs, or Parquet files with page_id: their pages (same URL, same content) are not taken again."""

    text_chars: int = Field(default=2_000, ge=100)
    """Characters of a page's first look that the classifier sees; every 1,000 take about 0.06 ms a page. A model is to
    be trained on as many."""

    @property
    def trains(self) -> bool:
        """Whether the run trains its own classifier."""
        return bool(self.train.positives or self.train.negatives) and not self.model

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if bool(self.train.positives) != bool(self.train.negatives):
            raise ValueError("train needs both positives and negatives")
        if self.keep != "all" and not self.model and not self.trains:
            raise ValueError(f"keep: {self.keep} needs a classifier; name a model, or positives under train")
        return self
