"""The tables that flow, one sentence per column. Read this after the README.

    PAGES ─recall─▶ CANDIDATES ─extract─▶ PAIRS ─refine─▶ REFINED ─dedup─▶ REFINED
                                                         EXPORTED ◀─export─ REFINED ◀─decontaminate─┘

Beside each: REJECTED and QUARANTINED, what was stopped on the way. A table may gain columns; those of a version
stay.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from webinstruct.core.table import Column, Table

__all__ = ["CANDIDATES", "EXPORTED", "PAGES", "PAIRS", "QUARANTINED", "REFINED", "REJECTED", "TABLES"]

_SPANS = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))

_WHERE_FROM = (
    Column("source_file", pa.string(), "File that the page was read from.", default=""),
    Column(
        "record_offset",
        pa.int64(),
        "Byte offset of its record in that file; -1 where it has none.",
        default=-1,
    ),
    Column(
        "fetched_at",
        pa.string(),
        "When it was fetched, ISO 8601, as the source says; else empty.",
        default="",
    ),
)

PAGES = Table(
    "pages",
    1,
    "page_id",
    (
        Column("page_id", pa.string(), "Id from URL and body."),
        Column("url", pa.string(), "Where the page was fetched; file:NAME for a file of a folder."),
        Column("body", pa.binary(), "Bytes of the page as served, unpacked, undecoded.", default=b""),
        Column(
            "content_type",
            pa.string(),
            "Content-Type header without parameters; empty if unknown.",
            default="",
        ),
        Column("charset", pa.string(), "Charset that the header names; empty if it names none.", default=""),
        Column(
            "text",
            pa.string(),
            "Text, where the source has it already (WET, Parquet); else null.",
            default=None,
        ),
        Column("title", pa.string(), "Title, where the source has it already.", default=""),
        *_WHERE_FROM,
    ),
)

CANDIDATES = Table(
    "candidates",
    1,
    "page_id",
    (
        Column("page_id", pa.string(), "Id from URL and body."),
        Column("url", pa.string(), "Where the page was fetched; file:NAME for a file of a folder."),
        Column("domain", pa.string(), "Host of the URL in lower case; empty for a file.", default=""),
        Column("title", pa.string(), "Title of the page.", default=""),
        Column("text", pa.string(), "Text of the page, formulae as LaTeX; spans count its characters."),
        Column(
            "html",
            pa.string(),
            "HTML of the page, decoded; empty where the source has text only.",
            default="",
        ),
        Column(
            "score",
            pa.float32(),
            "Classifier's probability that the page is wanted, in [0, 1]; null if none.",
            default=None,
        ),
        Column("lang", pa.string(), "Language, ISO 639-1; empty if unknown.", default=""),
        *_WHERE_FROM,
    ),
)

PAIRS = Table(
    "pairs",
    1,
    "pair_id",
    (
        Column("pair_id", pa.string(), "Id from page id, question and answer as extracted."),
        Column(
            "page_id",
            pa.string(),
            "Page that the pair was taken from; empty if it came without one.",
            default="",
        ),
        Column("url", pa.string(), "URL of that page.", default=""),
        Column("question", pa.string(), "The question."),
        Column("answer", pa.string(), "The answer."),
        Column("method", pa.string(), "How it was found: structure:faq, llm, ...", default="given"),
        Column("question_spans", _SPANS, "Where the question stands in the page's text.", default=()),
        Column("answer_spans", _SPANS, "Where the answer stands in the page's text.", default=()),
        Column(
            "grounding",
            pa.string(),
            "How the pair stands in its page: verbatim, normalized, stitched, not_found; "
            "given where there is no page.",
            default="given",
        ),
        Column(
            "coverage",
            pa.float32(),
            "Share of the pair's words that stand in its spans, in [0, 1]; null where there is no page.",
            default=None,
        ),
        Column(
            "answer_status",
            pa.string(),
            "accepted, voted, first or only, as the page marks it.",
            default="only",
        ),
        Column(
            "other_answers",
            pa.list_(pa.string()),
            "Further answers that the page gives, in its order.",
            default=(),
        ),
        Column("domain", pa.string(), "Host of the URL.", default=""),
        Column("lang", pa.string(), "Language of the page.", default=""),
        *_WHERE_FROM,
    ),
)

REFINED = PAIRS.extended(
    "refined",
    Column("orig_question", pa.string(), "The question as extracted.", default=""),
    Column("orig_answer", pa.string(), "The answer as extracted.", default=""),
    Column(
        "refine_action",
        pa.string(),
        "What refine did: unchanged, cleaned, rewritten, kept_original.",
        default="unchanged",
    ),
    Column(
        "refiner", pa.string(), "Who did it: rules, or a model's name; none where nobody did.", default="none"
    ),
    Column("has_explanation", pa.bool_(), "Whether the answer says more than the bare result.", default=True),
    Column(
        "refine_detail",
        pa.string(),
        "Why the original was kept, or what the gate found; else empty.",
        default="",
    ),
    Column("refiner_model", pa.string(), "Model that the refiner asked; empty where none.", default=""),
    Column(
        "refiner_prompt", pa.string(), "SHA-256 of the prompt file, 12 digits; empty where none.", default=""
    ),
    Column("refiner_sampling", pa.string(), "Sampling as JSON; empty where no model was asked.", default=""),
    Column(
        "pass_rate",
        pa.float32(),
        "Share of sampled answers that agree with this one, in [0, 1]; null where none were sampled.",
        default=None,
    ),
)

EXPORTED = REFINED.extended(
    "exported",
    Column("index", pa.int64(), "Running number in the released files."),
    Column("split", pa.string(), "train, or the held-out split that its id falls into."),
)

REJECTED = Table(
    "rejected",
    1,
    "row_id",
    (
        Column(
            "row_id", pa.string(), "Id of the row that was stopped; FILE#OFFSET for a record that is no page."
        ),
        Column("stage", pa.string(), "Stage that stopped it."),
        Column("reason", pa.string(), "A word for the funnel."),
        Column(
            "detail",
            pa.string(),
            "The particulars: which limit, which survivor, which benchmark item.",
            default="",
        ),
        Column("url", pa.string(), "URL of the row, where it has one.", default=""),
    ),
)

QUARANTINED = Table("quarantined", 1, "row_id", REJECTED.columns)

TABLES: Mapping[str, Table] = {
    table.name: table for table in (PAGES, CANDIDATES, PAIRS, REFINED, EXPORTED, REJECTED, QUARANTINED)
}
