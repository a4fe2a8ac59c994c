"""The tables on the way to a cut-off: files of scores, their histograms, the sample, and its labels."""

from __future__ import annotations

import pyarrow as pa

from webinstruct.core.table import Column, Table
from webinstruct.tables.recall import LABEL_COLUMNS

__all__ = ["HISTOGRAMS", "LABELLED_PAGES", "SAMPLED_PAGES", "SCORED_FILES", "SHOWN_PAGES"]

_OF_A_FILE = (
    Column("scored", pa.string(), "The shard's table of scored pages."),
    Column("kept", pa.string(), "The shard's candidates.", default=""),
    Column("slices", pa.string(), "What the shard reads, as JSON: a list of slices.", default="[]"),
)

SCORED_FILES = Table("scored_files", 1, "scored", _OF_A_FILE)

HISTOGRAMS = SCORED_FILES.extended(
    "histograms",
    Column("pages", pa.list_(pa.int64()), "Pages in each of 1,000 bins of the score."),
    Column("tokens", pa.list_(pa.int64()), "Their tokens."),
)

SAMPLED_PAGES = Table(
    "sampled_pages",
    1,
    "page_id",
    (
        Column("page_id", pa.string(), "Id from URL and body."),
        Column("url", pa.string(), "Where the page was fetched."),
        Column("score", pa.float32(), "Classifier's score in [0, 1]."),
        Column("stratum", pa.int64(), "Number of its stratum, from 0 at the lowest scores."),
        Column("is_kept", pa.bool_(), "Whether the page is a candidate.", default=False),
        Column("row", pa.int64(), "Its position in its shard, from 0.", default=-1),
        Column("record_offset", pa.int64(), "Byte offset of its record in its file; -1 if none.", default=-1),
        *_OF_A_FILE,
    ),
)

SHOWN_PAGES = SAMPLED_PAGES.extended(
    "shown_pages",
    Column("title", pa.string(), "Title of the page.", default=""),
    Column("text", pa.string(), "Its text, shortened: what a labeller sees.", default=""),
)

LABELLED_PAGES = SHOWN_PAGES.extended(
    "labelled_pages", Column("label", pa.string(), "wanted or other."), *LABEL_COLUMNS
)
