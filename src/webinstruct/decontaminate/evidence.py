"""What is left of every match: a table beside the books, and the sentence in the rejected row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from webinstruct.core.table import Column, Row, Table
from webinstruct.decontaminate.index import TIERS, Hit

__all__ = ["EVIDENCE", "HITS", "ROW_NUMBER", "detail_of", "evidence_of"]

EVIDENCE = Table(
    "evidence",
    1,
    "row_id",
    (
        Column("row_id", pa.string(), "Id of the pair that was stopped."),
        Column("side", pa.string(), "Where the item was found: question, answer, or the page of the pair."),
        Column("benchmark", pa.string(), "Name of the benchmark."),
        Column("item", pa.string(), "Id of its item."),
        Column("field", pa.string(), "Field of the item that was found."),
        Column("tier", pa.string(), f"How it was found: {', '.join(TIERS)}."),
        Column(
            "words",
            pa.string(),
            "The words of the side that agree, in normal form; where an engine judged, its reason.",
        ),
        Column(
            "share",
            pa.float32(),
            "Share of what the tier compares that agrees, in [0, 1]: of the item's runs of words, or of its words; "
            "where an engine judged, the cosine.",
        ),
    ),
)
"""One row for each side of a pair that matches."""

ROW_NUMBER = "row"
HITS = pa.schema([pa.field(ROW_NUMBER, pa.int64()), *EVIDENCE.schema])
"""What a search leaves: EVIDENCE with the place of the pair in its shard."""


def evidence_of(row_id: str, side: str, hit: Hit) -> dict[str, Any]:
    """The row of EVIDENCE that says where `side` matches."""
    values = {"row_id": row_id, "side": side, **hit._asdict()}
    return {name: _storable(value) if isinstance(value, str) else value for name, value in values.items()}


def detail_of(evidence: Row) -> str:
    """The particulars of a rejected row.

    >>> detail_of(evidence_of("r", "answer", Hit("gsm8k", "12", "question", "share", "how many eggs", 0.875)))
    'gsm8k item 12, question, in the answer by share (0.88): "how many eggs"'
    """
    where: Mapping[str, Any] = evidence
    return (
        f"{where['benchmark']} item {where['item']}, {where['field']}, in the {where['side']} by {where['tier']} "
        f'({where["share"]:.2f}): "{where["words"]}"'
    )


def _storable(text: str) -> str:
    """`text` without lone surrogates, which no file holds."""
    return text.encode("utf-8", "replace").decode("utf-8")
