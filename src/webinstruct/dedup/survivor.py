"""Which of several duplicates stays: a total order that does not depend on the order of the input.

The criteria of the survivor rule are packed into one number, the weightiest in the highest bits and the best value the
smallest; ties are settled by hashes of the id and of question, answer and URL, which are the same wherever the row
stands. Rows equal in all of this hold the same pair: of those the first in the input stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from webinstruct.core.ngrams import Hashes
from webinstruct.core.table import Row
from webinstruct.dedup.settings import Criterion

__all__ = ["BEST", "MERIT_COLUMNS", "merits", "ties"]

BEST: tuple[Criterion, ...] = ("grounding", "accepted", "explained", "longest", "earliest")
"""The criteria of `survivor: best`, the weightiest first."""

MERIT_COLUMNS = (
    "pair_id",
    "url",
    "question",
    "answer",
    "grounding",
    "answer_status",
    "has_explanation",
    "fetched_at",
)
"""The columns of REFINED that the order looks at."""

_GROUNDING = {"verbatim": 0, "normalized": 1, "stitched": 2, "given": 3, "not_found": 4}
_LONG_ENOUGH = 4_000  # characters; beyond, more text is no merit
_START = datetime(1, 1, 1, tzinfo=UTC)
_DATE_BITS = 40
_ID_BITS = np.uint64(0xFFFFFFFF00000000)
_NEVER = (1 << _DATE_BITS) - 1


def merits(rows: Sequence[Row], rule: str | Sequence[Criterion]) -> Hashes:
    """How good each row is by `rule`, the smaller the better, shape [rows]; all 0 for "first".

    >>> found, lost = {"grounding": "verbatim", "answer": "5"}, {"grounding": "not_found", "answer": "It is five."}
    >>> one, other = merits([found, lost], "best")
    >>> bool(one < other)
    True
    >>> one, other = merits([found, lost], ["longest"])
    >>> bool(one < other)
    False
    """
    packed = np.zeros(len(rows), np.uint64)
    criteria = () if rule == "first" else BEST if rule == "best" else rule
    for name in criteria:
        measure = _MEASURES[name]  # type: ignore[index]
        packed = (packed << np.uint64(measure.bits)) | measure.values(
            [row.get(measure.column) for row in rows]
        )
    return packed


def ties(rows: Sequence[Row], ids: Hashes) -> Hashes:
    """A number for each row by which equal merits are settled, shape [rows]: of the hash of its id, then of the texts.

    >>> from webinstruct.core.tokens import token_hashes
    >>> one, other = ties([{"answer": "5"}, {"answer": "five"}], token_hashes(["p", "p"]))
    >>> bool(one >> np.uint64(32) == other >> np.uint64(32)), bool(one == other)
    (True, False)
    """
    texts = np.fromiter(map(_checksum, rows), np.uint64, len(rows))
    return (ids & _ID_BITS) | texts


def _checksum(row: Row) -> int:
    """32 bits are enough: they tell apart rows of one id, or duplicates that are equally good."""
    texts = [row.get(name) or "" for name in ("question", "answer", "url")]
    return crc32("\0".join(texts).encode("utf-8", "surrogatepass"))


def _ungrounded(grounding: Any) -> int:
    return _GROUNDING.get(grounding or "given", len(_GROUNDING))


def _unaccepted(status: Any) -> int:
    return int(status != "accepted")


def _bare(has_explanation: Any) -> int:
    return int(has_explanation is False)


def _seconds(moment: Any) -> int:
    """Seconds from the year 1 to `moment`; what is no ISO date comes after all that are.

    >>> _seconds("2024-05-01T10:00:00Z") - _seconds("2024-05-01")
    36000
    >>> _seconds("yesterday") == _NEVER
    True
    """
    try:
        parsed = datetime.fromisoformat(moment or "")
    except ValueError:
        return _NEVER
    zoned = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return int((zoned - _START).total_seconds())


def _by_value(measure: Callable[[Any], int]) -> Callable[[Sequence[Any]], Hashes]:
    """`measure` of a column that has few different values, each measured once."""

    def values(column: Sequence[Any]) -> Hashes:
        known = {value: measure(value) for value in set(column)}
        return np.fromiter(map(known.__getitem__, column), np.uint64, len(column))

    return values


def _missing_lengths(answers: Sequence[Any]) -> Hashes:
    sizes = np.fromiter((len(answer or "") for answer in answers), np.int64, len(answers))
    return np.maximum(0, _LONG_ENOUGH - sizes).astype(np.uint64)


class _Measure(NamedTuple):
    """What a criterion makes of a column, 0 for the best, and how many bits that takes."""

    column: str
    values: Callable[[Sequence[Any]], Hashes]
    bits: int


_MEASURES: Mapping[Criterion, _Measure] = {
    "grounding": _Measure("grounding", _by_value(_ungrounded), 3),
    "accepted": _Measure("answer_status", _by_value(_unaccepted), 1),
    "explained": _Measure("has_explanation", _by_value(_bare), 1),
    "longest": _Measure("answer", _missing_lengths, 12),
    "earliest": _Measure("fetched_at", _by_value(_seconds), _DATE_BITS),
}
