"""Which of several duplicates stays: a total order that does not depend on the order of the input.

Best first: grounding, then an accepted answer, then an explanation, then the longer answer (up to a cap, so that
rambling does not win), then the earlier fetch, then the id, then hashes of the texts. Of rows equal in all of this
the first in the input stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from webinstruct.core.ngrams import text_hash
from webinstruct.core.table import Row

__all__ = ["MERIT_COLUMNS", "MERIT_FIELDS", "merit_of", "ranks"]

_GROUNDING = {"verbatim": 0, "normalized": 1, "stitched": 2, "given": 3, "not_found": 4}
_STATUS = {"accepted": 0}
_LONG_ENOUGH = 4_000  # characters; beyond, more text is no merit
_NEVER = "~"  # sorts behind every date

MERIT_COLUMNS = (
    "pair_id",
    "question",
    "answer",
    "grounding",
    "answer_status",
    "has_explanation",
    "fetched_at",
)
"""The columns of REFINED that the order looks at."""

MERIT_FIELDS = (
    pa.field("grounding", pa.int8()),
    pa.field("status", pa.int8()),
    pa.field("bare", pa.int8()),
    pa.field("missing_length", pa.int32()),
    pa.field("fetched_at", pa.string()),
    pa.field("pair_id", pa.string()),
    pa.field("answer_key", pa.uint64()),
    pa.field("question_key", pa.uint64()),
)
"""The order's columns, each with the best value the smallest, the weightiest first."""


def merit_of(row: Row) -> dict[str, Any]:
    """The values of MERIT_FIELDS for a row.

    >>> row = {"pair_id": "p", "answer": "x" * 10, "grounding": "verbatim", "answer_status": "accepted"}
    >>> merit = merit_of(row)
    >>> merit["grounding"], merit["status"], merit["missing_length"], merit["fetched_at"]
    (0, 0, 3990, '~')
    """
    answer = row.get("answer") or ""
    return {
        "grounding": _GROUNDING.get(row.get("grounding") or "given", len(_GROUNDING)),
        "status": _STATUS.get(row.get("answer_status") or "", 1),
        "bare": int(row.get("has_explanation") is False),
        "missing_length": max(0, _LONG_ENOUGH - len(answer)),
        "fetched_at": row.get("fetched_at") or _NEVER,
        "pair_id": row.get("pair_id") or "",
        "answer_key": text_hash(answer),
        "question_key": text_hash(row.get("question") or ""),
    }


def ranks(merits: Mapping[str, Any], rule: str) -> NDArray[np.int64]:
    """The rank of each row, 0 for the one to keep before all others, shape [rows].

    `merits` maps each name of MERIT_FIELDS to an array of one value per row, in input order.

    >>> one = {field.name: np.array([0, 0]) for field in MERIT_FIELDS}
    >>> ranks(one | {"grounding": np.array([2, 1])}, "best").tolist()
    [1, 0]
    >>> ranks(one | {"grounding": np.array([2, 1])}, "first").tolist()
    [0, 1]
    """
    count = len(merits["grounding"])
    if rule == "first":
        return np.arange(count)
    # lexsort is stable and takes its weightiest key last.
    order = np.lexsort([np.asarray(merits[field.name]) for field in reversed(MERIT_FIELDS)])
    result = np.empty(count, np.int64)
    result[order] = np.arange(count)
    return result
