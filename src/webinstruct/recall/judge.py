"""The judgement on one page of a shard, up to its score."""

from __future__ import annotations

from typing import NamedTuple

from webinstruct.core.reject import Reject
from webinstruct.core.stage import SHARD, Rejected
from webinstruct.core.table import Row
from webinstruct.recall.classifier import Classifier
from webinstruct.recall.reading import Reading, read_page
from webinstruct.recall.settings import RecallSettings

__all__ = ["Judge", "Judged"]


class Judged(NamedTuple):
    """A page as it was read, and its score (None without a classifier)."""

    reading: Reading
    score: float | None


class Judge:
    """Judges the pages of one shard after the other; remembers which of the present shard it has seen."""

    def __init__(self, settings: RecallSettings, classifier: Classifier | None) -> None:
        self._settings = settings
        self._classifier = classifier
        self._shard: object = None
        self._seen: set[str] = set()

    def verdict(self, row: Row) -> Judged | Rejected:
        """The page read and scored, or why it is stopped; a score alone stops no page here."""
        if self._was_seen(row):
            return Rejected(Reject.SEEN_BEFORE, f"page {row['page_id']} stands earlier in the same shard")
        settings = self._settings
        reading = read_page(row, settings.min_words)
        if reading.words < settings.min_words:
            return Rejected(
                Reject.NO_TEXT, f"{reading.words} words, under recall.min_words {settings.min_words}"
            )
        if settings.languages and reading.lang not in settings.languages:
            return Rejected(Reject.LANGUAGE, reading.lang or "unknown")
        score = self._classifier.score(reading.text) if self._classifier else None
        return Judged(reading, score)

    def _was_seen(self, row: Row) -> bool:
        shard = row.get(SHARD)
        if shard != self._shard:
            self._shard, self._seen = shard, set()
        was_seen = row["page_id"] in self._seen
        self._seen.add(row["page_id"])
        return was_seen
