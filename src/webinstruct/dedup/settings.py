"""The settings of dedup."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from webinstruct.core.settings import Settings

__all__ = ["DedupSettings"]


class DedupSettings(Settings):
    """What counts as a duplicate, and which of several stays."""

    fields: Literal["question", "answer", "both"] = "question"
    """Text that is compared: the question, the answer, or both after one another."""

    keep: Literal["one", "distinct_answers"] = "one"
    """one: equal texts are duplicates whatever their answers say; distinct_answers: only if their answers match too."""

    survivor: Literal["best", "first"] = "best"
    """best: the best grounded, accepted, explained, longest answer stays; first: the first in input order."""

    threshold: float = Field(default=0.75, gt=0, le=1)
    """Jaccard similarity of word n-grams, in (0, 1], from which two texts are duplicates; 1 keeps near duplicates."""

    ngram: int = Field(default=2, ge=1, le=10)
    """Words per n-gram, 1 to 10; more makes one changed word weigh more."""

    permutations: int = Field(default=128, ge=16, le=1024)
    """MinHash values per text, 16 to 1024; more finds pairs near the threshold more surely and takes longer."""

    seed: int = Field(default=1, ge=0)
    """Seed of the MinHash functions, 0 or more; it changes which rare pairs are overlooked."""
