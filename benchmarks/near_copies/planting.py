"""Which row of a corpus is what: a function of its number alone, so that any part can be written or judged by itself.

The first questions each have one row derived from them, somewhere else in the corpus: a copy that asks the same, or a
question that only looks like it and has to stay.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from near_copies.lexicon import keyed
from near_copies.patterns import FORMS

__all__ = ["COPIES", "DIFFERENT", "FORM_NAMES", "KINDS", "Corpus", "Planted", "planted"]

Ints = NDArray[np.int64]

COPIES = ("exact", "edited_5", "edited_10")
"""Kinds of derived rows that ask what their original asks."""
DIFFERENT = ("numbers", "other_ask", "other_words")
"""Kinds of derived rows that ask something else."""
KINDS = ("original", *COPIES, *DIFFERENT)
FORM_NAMES = tuple(form.name for form in FORMS)

_FORM_SHARES = {"mixed": (0.55, 0.20, 0.15, 0.10), "long": (0.75, 0.25, 0.0, 0.0)}
_DERIVED = {"mixed": 0.262, "long": 0.25}  # so that a fifth of all rows are copies
_GOLDEN = 0.6180339887


@dataclass(frozen=True)
class Corpus:
    """A corpus of so many rows; `forms` is "mixed", or "long" for questions of 40 words only."""

    rows: int
    seed: int = 1
    forms: str = "mixed"

    @property
    def questions(self) -> int:
        """Rows that are nobody's copy."""
        return self.rows - int(self.rows * _DERIVED[self.forms])


class Planted(NamedTuple):
    """What some rows are; arrays of one value a row."""

    question: Ints
    """The original question that the row is, or is derived from."""
    meaning: Ints
    """Equal for rows that ask the same."""
    kind: Ints
    """A place in KINDS."""
    form: Ints
    """A place in FORM_NAMES."""


def planted(corpus: Corpus, rows: Ints) -> Planted:
    """What `rows` (numbers from 0) of `corpus` are.

    >>> found = planted(Corpus(1000), np.arange(1000))
    >>> [int((found.kind == kind).sum()) for kind in range(len(KINDS))]  # doctest: +ELLIPSIS
    [738, ...]
    """
    place = (rows * _stride(corpus.rows) + corpus.seed) % max(1, corpus.rows)
    is_derived = place >= corpus.questions
    question = np.where(is_derived, place - corpus.questions, place)
    shares = np.cumsum(_FORM_SHARES[corpus.forms])
    form = np.searchsorted(shares[:-1], _share(question, corpus.seed + 1), side="right")
    drawn = np.floor(_share(question, corpus.seed + 2) * 40).astype(np.int64)
    kind = np.where(is_derived, _KIND_OF[form, drawn], 0)
    meaning = np.where(kind > len(COPIES), place, question)
    return Planted(question, meaning, kind, form)


def _share(numbers: Ints, salt: int) -> NDArray[np.float64]:
    return (keyed(numbers, salt) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _stride(rows: int) -> int:
    """A step through all rows that meets each once and leaves a copy far from its original."""
    stride = max(1, int(rows * _GOLDEN))
    while math.gcd(stride, max(1, rows)) != 1:
        stride += 1
    return stride


_KIND_OF = np.array(
    [[KINDS.index(name) for name, count in form.kinds for _ in range(count)] for form in FORMS]
)
