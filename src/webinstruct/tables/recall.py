"""The tables of the loop around recall, one sentence per column: what the classifier said, and what was made of it."""

from __future__ import annotations

import pyarrow as pa

from webinstruct.core.table import Column, Table

__all__ = ["DRAWN_PAGES", "LABELLED_SITES", "LABEL_COLUMNS", "NAMED_PAGES", "SCORED", "SITES"]

LABEL_COLUMNS = (
    Column(
        "label_reason", pa.string(), "Why, in the labeller's words; empty where it gave none.", default=""
    ),
    Column("labeller", pa.string(), "Who labelled: file:NAME or engine.", default=""),
    Column("label_model", pa.string(), "Model that was asked; empty for a file.", default=""),
    Column(
        "label_prompt", pa.string(), "SHA-256 of the prompt file, 12 digits; empty for a file.", default=""
    ),
    Column("label_shown", pa.string(), "What the model was shown; empty for a file.", default=""),
)
"""Where a label comes from; in every table of labels."""

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

SITES = Table(
    "sites",
    1,
    "site",
    (
        Column("site", pa.string(), "Registered domain, or with the beginning of a path: example.org/forum."),
        Column("domain", pa.string(), "Its registered domain; empty for pages without a host."),
        Column("pages", pa.int64(), "Pages that recall judged.", default=0),
        Column("tokens", pa.int64(), "Their tokens, estimated.", default=0),
        Column("recalled_pages", pa.int64(), "Pages among them that are candidates.", default=0),
        Column("recalled_tokens", pa.int64(), "Tokens of the candidates.", default=0),
        Column("recalled_share", pa.float64(), "recalled_pages / pages, in [0, 1].", default=0.0),
        Column(
            "samples",
            pa.list_(pa.struct([("path", pa.string()), ("title", pa.string())])),
            "Some of its candidates, drawn by their ids.",
            default=(),
        ),
    ),
)

LABELLED_SITES = SITES.extended(
    "labelled_sites", Column("label", pa.string(), "keep or drop."), *LABEL_COLUMNS
)

NAMED_PAGES = Table(
    "named_pages",
    1,
    "page_id",
    (
        Column("page_id", pa.string(), "Id from URL and body."),
        Column("url", pa.string(), "Where the page was fetched."),
        Column("place", pa.int64(), "Its position among the candidates of its shard, from 0.", default=-1),
    ),
)

DRAWN_PAGES = Table(
    "drawn_pages",
    1,
    "page_id",
    (
        Column("page_id", pa.string(), "Id from URL and body."),
        Column("url", pa.string(), "Where the page was fetched."),
        Column("site", pa.string(), "The labelled site that it belongs to."),
        Column("title", pa.string(), "Title of the page.", default=""),
        Column("html", pa.string(), "HTML of the page, decoded; empty where there is text only.", default=""),
        Column("text", pa.string(), "Text of the page, where there is no HTML; else null.", default=None),
    ),
)
