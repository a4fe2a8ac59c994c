"""The stage label: sampled pages in, each with a label out."""

from __future__ import annotations

import json

from webinstruct.core.table import Row
from webinstruct.recall.labels.stage import LabelStage
from webinstruct.tables.threshold import LABELLED_PAGES, SHOWN_PAGES

__all__ = ["PAGE_KEYS", "LabelPages"]

PAGE_KEYS = ("page_id", "url")
"""Columns by which a file of labels may name a page."""
_MOST_URL_CHARS = 300


class _Page:
    """How a page is shown to whoever labels it."""

    keys = PAGE_KEYS
    words = ("wanted", "other")

    def name(self, row: Row) -> str:
        return str(row["page_id"])

    def shown(self, row: Row) -> str:
        """Address, title and text as one JSON object: nothing in them can end it."""
        page = {
            "url": row["url"][:_MOST_URL_CHARS],
            "title": row["title"][:_MOST_URL_CHARS],
            "text": row["text"],
        }
        return json.dumps(page, ensure_ascii=False)


class LabelPages(LabelStage):
    """Has pages labelled wanted or other, those without text too: they count among those with their score."""

    reads = SHOWN_PAGES
    writes = LABELLED_PAGES
    prompt = "builtin:prompts/label_pages.md"
    subject = _Page()
