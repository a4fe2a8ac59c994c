"""keep: budget. First every page is scored, then the score is found at which the budget is spent.

A page's key is its score, and for equal scores its id, as one 64-bit number; the pages with the highest keys are
kept. The last kept key is found by halving the keys 16 bits at a time, so memory does not grow with the pages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.core.limits import time_limit
from webinstruct.core.stage import ROW, Rejected, StepContext
from webinstruct.core.table import Row
from webinstruct.recall.judge import Judged

__all__ = [
    "CUT",
    "SCORES",
    "Cut",
    "CutFound",
    "Entry",
    "Scores",
    "cut_found",
    "cut_key",
    "entries",
    "entry_of",
    "key_of",
]

SCORES, CUT = "scores", "cut"
_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("key", pa.uint64()),
        ("score", pa.float32()),
        ("tokens", pa.int64()),
        ("reason", pa.string()),
        ("detail", pa.string()),
    ]
)
_BATCH_ROWS = 1_000
_PAGE_TIMEOUT_S = 30.0
_LOOK_AGAIN = "look_again"
_DIGIT_BITS = 16
_SHIFTS = (48, 32, 16, 0)
_DIGITS = 1 << _DIGIT_BITS
_ALL = 1
"""The lowest key of a page; as the cut it keeps every page with a score."""

Numbers = np.ndarray[Any, np.dtype[Any]]
Chunks = Callable[[], Iterator[tuple[Numbers, Numbers]]]


class Entry(NamedTuple):
    """What the step found of one page: its key (0 if it is stopped), score, tokens, and why it is stopped."""

    key: int
    score: float | None
    tokens: int
    reason: str = ""
    detail: str = ""

    @property
    def must_be_judged_again(self) -> bool:
        """Whether the step could not settle the page; the stage will meet the same error and account for it."""
        return self.reason == _LOOK_AGAIN


class CutFound(NamedTuple):
    """The lowest key that is kept and its score; `is_reached` says whether the budget ran out."""

    key: int
    score: float
    is_reached: bool


class Scores:
    """The step that scores each page of a shard: a Parquet file with its key and tokens, or why it is stopped."""

    name = SCORES
    per_shard = True
    suffix = ".parquet"

    def __init__(self, judge_of: Callable[[StepContext], Callable[[Row], Judged]]) -> None:
        self._judge_of = judge_of
        self._judged: Callable[[Row], Judged] | None = None

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Score the shard `part`."""
        self._judged = self._judged or self._judge_of(context)
        with pq.ParquetWriter(out, _SCHEMA, compression="zstd") as file:
            waiting: list[dict[str, Any]] = []
            for row in context.rows(part):
                waiting.append({"row": row[ROW], **_entry(row, self._judged)._asdict()})
                if len(waiting) == _BATCH_ROWS:
                    file.write_table(pa.Table.from_pylist(waiting, schema=_SCHEMA))
                    waiting = []
            file.write_table(pa.Table.from_pylist(waiting, schema=_SCHEMA))


class Cut:
    """The step that finds the key of the last page within the budget: JSON {key, score, pages, tokens, reached}.

    `reached` tells whether the budget was spent before all pages were kept.
    """

    name = CUT
    per_shard = False
    suffix = ".json"

    def __init__(self, budget_tokens: int) -> None:
        self._budget_tokens = budget_tokens

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Find the cut over all shards."""

        def chunks() -> Iterator[tuple[Numbers, Numbers]]:
            for shard in range(context.shards):
                file = pq.ParquetFile(context.artifact(SCORES, shard))
                for batch in file.iter_batches(columns=["key", "tokens"]):
                    yield batch.column("key").to_numpy(False), batch.column("tokens").to_numpy(False)

        key = cut_key(chunks, self._budget_tokens)
        pages = spent = 0
        for keys, tokens in chunks():
            is_kept = keys >= np.uint64(key)
            pages, spent = pages + int(is_kept.sum()), spent + int(tokens[is_kept].sum())
        score = float(np.array([key >> 32], dtype=np.uint32).view(np.float32)[0])
        found = {"key": key, "score": round(score, 6), "pages": pages, "tokens": spent, "reached": key > _ALL}
        Path(out).write_text(json.dumps(found, indent=1), encoding="utf-8")


def entries(path: str) -> dict[int, Entry]:
    """The file of the step `Scores`: an entry for the number of each of the shard's pages."""
    with pq.ParquetFile(path) as file:
        return {row.pop("row"): Entry(**row) for row in file.read().to_pylist()}


def cut_found(path: str) -> CutFound:
    """What the step `Cut` found, from its file."""
    found = json.loads(Path(path).read_text("utf-8"))
    return CutFound(int(found["key"]), float(found["score"]), int(found["key"]) > _ALL)


def key_of(score: float, page_id: str) -> int:
    """The page's place in the order: a higher score first, then chance that is the same in every run.

    >>> key_of(0.9, "a") > key_of(0.8, "a") > 0, key_of(0.9, "a") == key_of(0.9, "b")
    (True, False)
    """
    score_bits = int(
        np.array([score], dtype=np.float32).view(np.uint32)[0]
    )  # ordered as the scores, if not negative
    tie = int.from_bytes(hashlib.blake2b(page_id.encode(), digest_size=4).digest(), "big")
    return max(1, score_bits << 32 | tie)


def entry_of(row: Row, judged: Judged) -> Entry:
    """The entry of the page in `row`, of which `judged` was found."""
    score, tokens, end = judged
    if isinstance(end, Rejected):
        return Entry(0, None, 0, str(end.reason), end.detail)
    return Entry(key_of(score or 0.0, row["page_id"]), score or 0.0, tokens)


def cut_key(chunks: Chunks, budget_tokens: int) -> int:
    """The lowest key such that all keys from it upwards have at most `budget_tokens` together.

    `chunks` gives (keys, tokens) anew at each call: arrays of shape [pages], uint64 and int64; key 0 does not count.

    >>> keys, tokens = np.array([5, 9, 7], dtype=np.uint64), np.array([10, 10, 10])
    >>> [cut_key(lambda: iter([(keys, tokens)]), budget) for budget in (5, 20, 29, 30)]
    [10, 6, 6, 1]
    """
    prefix, spent = 0, 0
    for shift in _SHIFTS:
        by_digit = _tokens_by_digit(chunks, prefix, shift)
        from_top = spent + np.cumsum(by_digit[::-1])
        over = int(np.searchsorted(from_top, budget_tokens, side="right"))
        if over == _DIGITS:
            return _ALL
        spent = int(from_top[over] - by_digit[::-1][over])
        prefix = prefix << _DIGIT_BITS | (_DIGITS - 1 - over)
    return prefix + 1


def _tokens_by_digit(chunks: Chunks, prefix: int, shift: int) -> Numbers:
    """Tokens of the keys that begin with `prefix`, by their next 16 bits; shape [65536]."""
    total = np.zeros(_DIGITS, dtype=np.int64)
    for keys, tokens in chunks():
        is_below = (keys > 0) & (_shifted(keys, shift + _DIGIT_BITS) == prefix)
        digits = (_shifted(keys[is_below], shift) & np.uint64(_DIGITS - 1)).astype(np.int64)
        np.add.at(total, digits, tokens[is_below])
    return total


def _shifted(keys: Numbers, bits: int) -> Numbers:
    return keys >> np.uint64(bits) if bits < 64 else np.zeros_like(keys)


def _entry(row: Row, judged: Callable[[Row], Judged]) -> Entry:
    try:
        with time_limit(_PAGE_TIMEOUT_S):
            return entry_of(row, judged(row))
    except Exception:  # one bad page must not stop the step; process meets the same error and accounts for it
        return Entry(0, None, 0, _LOOK_AGAIN)
