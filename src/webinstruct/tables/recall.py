"""The tables of the loop around recall, one sentence per column: what the classifier said, and what was made of it."""

from __future__ import annotations

import pyarrow as pa

from webinstruct.core.table import Column, Table

__all__ = ["SCORED"]

SCORED = Table(
    "scored",
    1,
    "page_id",
    (
        Column("page_id", pa.string(), "Id from URL and body."),
        Column("url", pa.string(), "Where the page was fetched."),
        Column(
            "score", pa.float32(), "Classifier's score in [0, 1]; null without a classifier.", default=None
        ),
        Column(
            "tokens", pa.int64(), "Tokens of its text, estimated from what recall had seen of it.", default=0
        ),
        Column("is_kept", pa.bool_(), "Whether the page is a candidate.", default=False),
        Column("row", pa.int64(), "Its position in its shard, from 0.", default=-1),
        Column(
            "record_offset",
            pa.int64(),
            "Byte offset of its record in its file; -1 where it has none.",
            default=-1,
        ),
    ),
)
