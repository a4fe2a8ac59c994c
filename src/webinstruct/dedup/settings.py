"""The settings of dedup."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from webinstruct.core.settings import Settings
from webinstruct.engines.embedding.settings import EmbedderSettings

__all__ = ["Criterion", "DedupSettings", "MinHashSettings", "SemanticSettings"]

Criterion = Literal["grounding", "accepted", "explained", "longest", "earliest"]


class MinHashSettings(Settings):
    """How candidates for near duplicates are found. Every candidate is verified: these change speed and recall only,
    but for `unit` and `ngram`, which say what the similarity is measured over."""

    unit: Literal["word", "character"] = "word"
    """What an n-gram is made of; character n-grams forgive typing errors, and are signed about 4 times as slowly."""

    ngram: int | None = Field(default=None, ge=1, le=10)
    """Runs of up to so many words, or n-grams of so many characters, 1 to 10; null: 2 words or 5 characters. More makes
    one changed word weigh more; single words alone are blind to order."""

    permutations: int = Field(default=160, ge=16, le=1024)
    """At most so many MinHash values per text, 16 to 1024; more finds pairs near the threshold with fewer false
    candidates and takes longer."""

    bands: int | None = Field(default=None, ge=1, le=512)
    """Bands, 1 to 512; null: with `rows` derived from the threshold, so that 99 % of pairs exactly at it are found."""

    rows: int | None = Field(default=None, ge=1, le=64)
    """MinHash values per band, 1 to 64; more makes fewer false candidates and overlooks more. Given with `bands`."""

    seed: int = Field(default=1, ge=0)
    """Seed of the MinHash functions, 0 or more; it changes which rare pairs are overlooked."""

    @model_validator(mode="after")
    def _bands_go_with_rows(self) -> MinHashSettings:
        if (self.bands is None) != (self.rows is None):
            raise ValueError(
                "bands and rows are given together or not at all; permutations are then bands * rows."
            )
        return self


class SemanticSettings(Settings):
    """Duplicates by meaning: texts whose vectors lie close together, with the same numbers and no opposites."""

    embedder: EmbedderSettings
    """Who makes vectors: {kind: sentence_transformers | openai | my_pkg.my_mod:Class, ...}."""

    threshold: float = Field(default=0.95, gt=0, lt=1)
    """Cosine, in (0, 1), from which two texts are duplicates."""

    planes: int = Field(default=512, ge=16, le=8_192)
    """At most so many random hyperplanes by which candidates are found, 16 to 8192; more makes fewer false candidates
    and takes longer."""

    seed: int = Field(default=1, ge=0)
    """Seed of the hyperplanes, 0 or more; it changes which rare pairs are overlooked."""

    max_chars: int = Field(default=8_000, ge=1)
    """So many leading characters of a text are embedded."""


class DedupSettings(Settings):
    """What counts as a duplicate, and which of several stays."""

    fields: Literal["question", "answer", "both"] = "question"
    """Text that is compared: the question, the answer, or both after one another."""

    keep: Literal["one", "distinct_answers"] = "one"
    """one: equal texts are duplicates whatever their answers say; distinct_answers: only if their answers match too."""

    survivor: Literal["best", "first"] | tuple[Criterion, ...] = "best"
    """Which of several duplicates stays: best, the best by [grounding, accepted, explained, longest, earliest] in this
    order; a list of some of these in an order of your own; first, the first in input order."""

    threshold: float = Field(default=0.7, gt=0, le=1)
    """Jaccard similarity of words and their runs, in (0, 1], from which two texts are duplicates; 1 keeps near
    duplicates."""

    must_ask_the_same: bool = True
    """Whether two questions must also end alike (their last ten words by half the threshold) and, under about 20 words,
    be alike by 0.8: there one word is the question. false leaves all to the threshold; other fields always do."""

    against: tuple[str, ...] = ()
    """Earlier releases (Parquet or JSONL files, folders, globs): rows that they have already are removed, and name the
    file and the row."""

    minhash: MinHashSettings = MinHashSettings()
    """How candidates for near duplicates are found."""

    semantic: SemanticSettings | None = None
    """Also find duplicates by meaning; null does not."""

    @field_validator("survivor")
    @classmethod
    def _each_criterion_once(cls, rule: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if not isinstance(rule, str) and (not rule or len(set(rule)) < len(rule)):
            raise ValueError(f"'survivor' is {list(rule)}: name at least one criterion, and each once.")
        return rule
