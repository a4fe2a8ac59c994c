"""What a tool found of the planted copies, and what it removed that nobody planted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from near_copies.planting import COPIES, DIFFERENT, FORM_NAMES, KINDS, Corpus, planted

__all__ = ["Kept", "figures_of", "kept_mask"]

Kept = NDArray[np.bool_]
"""Whether each row of the corpus was kept, shape [rows]."""


def kept_mask(ids: NDArray[np.int64], rows: int) -> Kept:
    """The mask of a corpus of which the rows `ids` were kept."""
    mask = np.zeros(rows, np.bool_)
    mask[ids] = True
    return mask


def figures_of(corpus: Corpus, kept: Kept) -> dict[str, Any]:
    """Recall and precision over all rows, and by kind and form.

    A copy is found where it or its original went. A row went rightly while another of the same meaning stays, so
    precision is the share of such among all that went; `wrong` counts, for kinds that ask something else, rows of
    which one of the two was taken for the other.
    """
    found = planted(corpus, np.arange(corpus.rows, dtype=np.int64))
    original = np.zeros(corpus.questions, np.int64)
    is_original = found.kind == 0
    original[found.question[is_original]] = np.flatnonzero(is_original)
    both_stay = kept & kept[original[found.question]]
    members = np.bincount(found.meaning, minlength=corpus.rows)
    staying = np.bincount(found.meaning[kept], minlength=corpus.rows)
    gone = int((~kept).sum())
    wrong = int(((members > 0) & (staying == 0)).sum())
    is_copy = np.isin(found.kind, [KINDS.index(name) for name in COPIES])
    return {
        "recall": _share(int((is_copy & ~both_stay).sum()), int(is_copy.sum())),
        "precision": _share(gone - wrong, gone),
        "removed": gone,
        "wrongly_removed": wrong,
        "found": {name: _by_form(found.kind == KINDS.index(name), ~both_stay, found.form) for name in COPIES},
        "wrong": {
            name: _by_form(found.kind == KINDS.index(name), ~both_stay, found.form) for name in DIFFERENT
        },
    }


def _by_form(chosen: Kept, hit: Kept, form: NDArray[np.int64]) -> dict[str, float]:
    """The share of `chosen` rows that are hit, over all forms and by form."""
    shares = {"all": _share(int((chosen & hit).sum()), int(chosen.sum()))}
    for number, name in enumerate(FORM_NAMES):
        here = chosen & (form == number)
        if here.any():
            shares[name] = _share(int((here & hit).sum()), int(here.sum()))
    return shares


def _share(part: int, whole: int) -> float:
    return round(part / whole, 5) if whole else 1.0
