"""The stage label: sampled pages in, each with a label out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from webinstruct.core.stage import Numbered, Rejected, Settled, Stage, StageContext, Verdict
from webinstruct.core.table import Row
from webinstruct.recall.labels.label import Label
from webinstruct.recall.labels.labeller import Labeller
from webinstruct.recall.labels.settings import LabelSettings
from webinstruct.tables.threshold import LABELLED_PAGES, SHOWN_PAGES

__all__ = ["PAGE_KEYS", "LabelPages"]

PAGE_KEYS = ("page_id", "url")
"""Columns by which a file of labels may name a page."""
_PROMPT = "builtin:prompts/label_pages.md"
_MOST_URL_CHARS = 300


class LabelPages(Stage):
    """Has pages labelled wanted or other; every label keeps who gave it, why, and what he was shown."""

    name = "label"
    reads = SHOWN_PAGES
    writes = LABELLED_PAGES
    settings: LabelSettings
    settings_type = LabelSettings

    def __init__(self, settings: LabelSettings) -> None:
        super().__init__(settings)
        self._labeller = Labeller(settings, _PROMPT, _Page())
        self.gpus = self._labeller.gpus

    def identity(self) -> Mapping[str, str]:
        """Engine, prompt and file of labels."""
        return self._labeller.identity()

    def open(self, context: StageContext) -> None:
        """Open the engine."""
        self._labeller.open(context)

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        """The label of every page, or why it has none."""
        return self._labeller.stream(rows, self.row_timeout_s)


class _Page:
    """How a page is shown to whoever labels it."""

    keys = PAGE_KEYS

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

    def stopped(self, row: Row) -> Rejected | None:
        """Nothing: a page without text is labelled like any other, as it counts among those with its score."""
        return None

    def verdicts(self, row: Row, label: Label) -> Sequence[Verdict]:
        return [{**row, "label": "wanted" if label.is_wanted else "other", **label.columns()}]
