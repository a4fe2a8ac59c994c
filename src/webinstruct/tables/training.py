"""The tables of training the classifier, one sentence per column."""

from __future__ import annotations

import pyarrow as pa

from webinstruct.core.table import Column, Table
from webinstruct.tables import PAGES

__all__ = ["EXAMPLES", "LABELLED", "TRIED"]

_LABEL = (
    Column("is_wanted", pa.bool_(), "Whether the page is a positive."),
    Column("group", pa.string(), "positives, negatives, or the name of a file or folder of hard negatives."),
)

LABELLED = PAGES.extended("labelled", *_LABEL)

EXAMPLES = Table(
    "examples",
    1,
    "page_id",
    (
        Column("page_id", pa.string(), "Id from URL and body."),
        Column("url", pa.string(), "Where the page was fetched; file:NAME for a file of a folder."),
        *_LABEL,
        Column("source_file", pa.string(), "File that the page was read from."),
        Column("line", pa.string(), "What the classifier sees of the page: its tokens, in lower case."),
        Column("key", pa.uint64(), "A hash of the line: equal lines have equal keys."),
    ),
)

TRIED = Table(
    "tried",
    1,
    "page_id",
    (
        *(column for column in EXAMPLES.columns if column.name not in ("line", "key")),
        Column("fold", pa.int32(), "Part in which the page was held out; -1 where it was trained on."),
        Column(
            "score",
            pa.float32(),
            "Score in [0, 1] by the model that had not seen the page; null where there is none.",
            default=None,
        ),
    ),
)
