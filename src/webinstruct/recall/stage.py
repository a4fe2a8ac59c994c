"""The stage recall: pages in, candidates out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from webinstruct.core.reject import Reject
from webinstruct.core.stage import (
    PROCESS,
    ROW,
    SHARD,
    Aside,
    Note,
    Rejected,
    Stage,
    StageContext,
    Step,
    StepContext,
    Verdict,
)
from webinstruct.core.table import Row
from webinstruct.recall.budget import CUT, SCORES, Cut, Entry, Scores, cut_found, entries, entry_of
from webinstruct.recall.classifier import WANTED, Classifier, loaded_classifier
from webinstruct.recall.fold import FOLD, Fold
from webinstruct.recall.judge import Judge
from webinstruct.recall.model_card import check_look
from webinstruct.recall.model_file import check_model
from webinstruct.recall.reading import Reading, domain_of, read_page
from webinstruct.recall.seen import EARLIER, Earlier, EarlierPages, Repeats, earlier_identity
from webinstruct.recall.settings import RecallSettings
from webinstruct.recall.train import TRAIN, Train, training_identity
from webinstruct.storage.files import sha256_of
from webinstruct.tables import CANDIDATES, PAGES
from webinstruct.tables.recall import SCORED

__all__ = ["Recall"]


class Recall(Stage):
    """Keeps the pages with text that are worth looking at: all, those over a score, or the best within a budget."""

    name = "recall"
    reads = PAGES
    writes = CANDIDATES
    settings: RecallSettings
    settings_type = RecallSettings
    rejects_listed = 1_000
    leaves = SCORED

    def identity(self) -> Mapping[str, str]:
        """The hash of the model, or of the pages that it is trained on, and of what was seen earlier.

        Raises:
            InputError: the model is no classifier; nothing is planned with one that has to be mended.
        """
        seen = earlier_identity(self.settings.seen)
        if self.settings.model:
            check_model(self.settings.model)
            check_look(self.settings.model, self.settings.text_chars)
            return {**seen, "model": sha256_of(self.settings.model)}
        return {**seen, **training_identity(self.settings.train)} if self.settings.trains else seen

    def steps(self) -> Sequence[Step | str]:
        """First what the rows need, as the settings ask for it: a classifier, earlier pages, scores and their cut. At
        the end pages that stand in two shards are taken back."""
        settings = self.settings
        classifier: list[Step] = []
        if settings.trains:
            classifier = [Train(settings.train, settings.text_chars)]
        elif settings.model:
            classifier = [Fold(settings.model)]
        scoring: list[Step] = []
        if settings.keep == "budget":
            scoring = [Scores(self._judge_of), Cut(settings.budget_tokens)]
        earlier: list[Step] = [Earlier(settings.seen)] if settings.seen else []
        return (*classifier, *earlier, *scoring, PROCESS, Repeats())

    def open(self, context: StageContext) -> None:
        """Load the classifier, and the cut of a budget."""
        self._judge = self._judge_in(context)
        self._scored = _ScoredShard(context) if self.settings.keep == "budget" else None

    def process(self, row: Row) -> Iterable[Verdict]:
        """One candidate, or why the page is none."""
        if self._scored is not None:
            yield from self._verdicts_within_budget(row, self._scored)
            return
        score, tokens, end = self._judge.judged(row)
        is_kept = not isinstance(end, Rejected)
        if tokens:
            yield _aside(row, score, tokens, is_kept)
        yield end if isinstance(end, Rejected) else _candidate(row, end, score)

    def _verdicts_within_budget(self, row: Row, scored: _ScoredShard) -> Iterable[Verdict]:
        entry = scored.entry(row)
        if entry is None or entry.must_be_judged_again:  # a server gives now what it did not give to the step
            entry = entry_of(row, self._judge.judged(row))
        verdict = self._verdict_on(row, entry, scored)
        yield verdict
        if not entry.reason:
            yield _aside(row, entry.score, entry.tokens, isinstance(verdict, Mapping))
        if isinstance(verdict, Mapping) and not scored.cut.is_reached:
            yield Note("budget_not_reached")

    def _verdict_on(self, row: Row, entry: Entry, scored: _ScoredShard) -> Verdict:
        if entry.reason:
            return Rejected(entry.reason, entry.detail)
        if entry.key < scored.cut.key:
            spent = f"recall.budget_tokens {self.settings.budget_tokens:,} were spent"
            return Rejected(
                Reject.OVER_BUDGET, f"{entry.score:.4f}, cut at {scored.cut.score:.4f}, where {spent}"
            )
        return _candidate(row, read_page(row, self.settings.min_words), entry.score)

    def _judge_of(self, context: StepContext) -> Any:
        return self._judge_in(context).judged

    def _judge_in(self, context: StageContext) -> Judge:
        earlier = EarlierPages(context.artifact(EARLIER)) if self.settings.seen else ()
        return Judge(self.settings, self._classifier(context), earlier)

    def _classifier(self, context: StageContext) -> Classifier | None:
        settings = self.settings
        if settings.trains:
            return loaded_classifier(context.artifact(TRAIN), WANTED, settings.text_chars)
        if settings.model:
            return loaded_classifier(
                context.artifact(FOLD), settings.label, settings.text_chars, shown=settings.model
            )
        return None


class _ScoredShard:
    """What the step scores found of the present shard's pages."""

    def __init__(self, context: StageContext) -> None:
        self._context = context
        self._shard: int | None = None
        self._entries: dict[int, Entry] = {}
        self.cut = cut_found(context.artifact(CUT))

    def entry(self, row: Row) -> Entry | None:
        """The entry of `row`, by its number in its shard; None if the page did not come when the pages were scored."""
        if row[SHARD] != self._shard:
            self._shard = row[SHARD]
            self._entries = entries(self._context.artifact(SCORES, row[SHARD]))
        return self._entries.get(row[ROW])


def _aside(row: Row, score: float | None, tokens: int, is_kept: bool) -> Aside:
    return Aside(
        {
            "page_id": row["page_id"],
            "url": row["url"],
            "score": score,
            "tokens": tokens,
            "is_kept": is_kept,
            "row": row[ROW],
            "record_offset": row["record_offset"],
        }
    )


def _candidate(row: Row, reading: Reading, score: float | None) -> Row:
    return {
        "page_id": row["page_id"],
        "url": row["url"],
        "domain": domain_of(row["url"]),
        "title": reading.title,
        "text": reading.text,
        "html": reading.html,
        "score": score,
        "lang": reading.lang,
        "source_file": row["source_file"],
        "record_offset": row["record_offset"],
        "fetched_at": row["fetched_at"],
    }
