"""The judgement on one page of a shard: cheap things first, so that most pages never have their text taken out."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from webinstruct.core.reject import Reject
from webinstruct.core.stage import SHARD, Rejected
from webinstruct.core.table import Row
from webinstruct.recall.classifier import Classifier
from webinstruct.recall.first_look import first_look
from webinstruct.recall.reading import Reading, read_page, token_estimate
from webinstruct.recall.settings import RecallSettings

__all__ = ["Judge", "Judged"]


class Judged(NamedTuple):
    """What became of a page: `end` is the page as it was read, or why it is stopped.

    `score` is None where it was not asked for; `tokens` estimates its text, from the text itself where that was taken
    out, else from the first look; 0 where neither was.
    """

    score: float | None
    tokens: int
    end: Reading | Rejected


class Judge:
    """Judges the pages of one shard after the other; remembers which of the present shard it has seen.

    `earlier` holds the ids of pages that earlier runs have taken.
    """

    def __init__(
        self, settings: RecallSettings, classifier: Classifier | None, earlier: Container[str] = ()
    ) -> None:
        self._settings = settings
        self._classifier = classifier
        self._earlier = earlier
        self._shard: object = None
        self._seen: set[str] = set()

    def judged(self, row: Row) -> Judged:
        """The page read and scored, or why it is stopped; a score stops pages where the settings have a threshold."""
        if seen := self._where_seen(row):
            return Judged(None, 0, Rejected(Reject.SEEN_BEFORE, f"page {row['page_id']} stands {seen}"))
        settings = self._settings
        score, tokens = None, 0
        if self._classifier:
            text, tokens = first_look(row, settings.text_chars)
            score = self._classifier.score(text)
            if settings.keep == "threshold" and score < settings.threshold:
                detail = f"{score:.4f}, under recall.threshold {settings.threshold:g}"
                return Judged(score, tokens, Rejected(Reject.LOW_SCORE, detail))
        end = self._read(row)
        return Judged(score, tokens if isinstance(end, Rejected) else token_estimate(end.text), end)

    def _read(self, row: Row) -> Reading | Rejected:
        settings = self._settings
        reading = read_page(row, settings.min_words)
        if reading.words < settings.min_words:
            return Rejected(
                Reject.NO_TEXT, f"{reading.words} words, under recall.min_words {settings.min_words}"
            )
        if settings.languages and reading.lang not in settings.languages:
            return Rejected(Reject.LANGUAGE, reading.lang or "unknown")
        return reading

    def _where_seen(self, row: Row) -> str:
        """Where the page was seen before, or nothing."""
        shard, page_id = row.get(SHARD), row["page_id"]
        if shard != self._shard:
            self._shard, self._seen = shard, set()
        if page_id in self._seen:
            return "earlier in the same shard"
        self._seen.add(page_id)
        return "in recall.seen" if page_id in self._earlier else ""
