"""Pairs rewritten by models: rules first, then a conversation per pair, and a gate that no answer passes changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from webinstruct.core.ids import pair_id
from webinstruct.core.stage import (
    SHARD,
    Note,
    Numbered,
    Pages,
    Quarantined,
    Rejected,
    Settled,
    StageContext,
)
from webinstruct.core.table import Row
from webinstruct.engines.opening import gpus_of, opened
from webinstruct.engines.protocol import Engine
from webinstruct.engines.talk import Talk, settled
from webinstruct.engines.tokens import room_beside
from webinstruct.refine.explanation import has_explanation
from webinstruct.refine.gate.mathematics import judge_version, opened_judge
from webinstruct.refine.gate.pair import Pair
from webinstruct.refine.llm.refiners import asked_refiners, asked_verifier, engines_of
from webinstruct.refine.llm.settings import RefineLlmSettings
from webinstruct.refine.llm.surroundings import spans_of, surroundings
from webinstruct.refine.llm.talk import Outcome, Unanswered, rewritings
from webinstruct.refine.llm.verify import verified
from webinstruct.refine.settings import RefineSettings
from webinstruct.refine.stage import Refine, cleaned_or_rejected

__all__ = ["RefineWithModel"]

_LEAST_ANSWER_TOKENS = 16


class RefineWithModel(Refine):
    """Cleans pairs, has them rewritten by one or several models, and keeps the original where the gate says so."""

    def __init__(self, settings: RefineSettings) -> None:
        super().__init__(settings)
        named = engines_of(settings)
        self._built: Mapping[str, Engine] = named.built()
        self._engines: Mapping[str, Engine] = {}
        self._refiners = asked_refiners(settings, named)
        self._verifier = asked_verifier(settings, named)
        self._pages: Pages | None = None
        self._fitted: RefineLlmSettings | None = None
        self.gpus = sum(gpus_of(engine) for engine in named.settings.values())

    def identity(self) -> Mapping[str, str]:
        """What else decides on a row: engines, prompts, sampling, and who compares results."""
        facts = {"judge": judge_version()}
        for asked in (*self._refiners, *((self._verifier,) if self._verifier else ())):
            facts[f"{asked.name}.prompt"] = asked.prompt.sha256
            facts[f"{asked.name}.sampling"] = asked.columns["refiner_sampling"]
            for word, value in self._built[asked.engine].identity().items():
                facts[f"{asked.name}.{word}"] = value
        return facts

    def open(self, context: StageContext) -> None:
        """Load who compares results, find the pages where they are shown, and open the engines."""
        opened_judge()
        if self._llm is not None and self._llm.context == "page":
            self._pages = context.pages()
        self._engines = {
            name: opened(self._remembering(engine), context) for name, engine in self._built.items()
        }
        if self._llm is not None:
            self._fitted = self._llm.model_copy(update={"answer_tokens": self._answer_tokens()})

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        """The verdicts on every row, as its conversation ends."""
        return settled(self._engines, rows, self.talk, self.row_timeout_s)

    def talk(self, row: Row) -> Talk:
        """The conversation about one pair."""
        cleaned = cleaned_or_rejected(row, self.settings)
        if isinstance(cleaned, Rejected):
            return [cleaned]
        try:
            verdicts = yield from self._rewritten(cleaned)
            if self._verifier is None or self.settings.verify is None:
                return verdicts
            versions = [dict(verdict) for verdict in verdicts if isinstance(verdict, Mapping)]
            checked = yield from verified(versions, self._verifier, self.settings.verify)
        except Unanswered as failure:
            return [Quarantined(failure.reason, failure.detail)]
        return [*checked, *(verdict for verdict in verdicts if isinstance(verdict, Note))]

    def _rewritten(self, row: dict[str, Any]) -> Talk:
        llm = self._fitted
        if llm is None:
            return [row]
        if llm.when == "unexplained" and row["has_explanation"]:
            return [row, Note("explained_already")]
        pair = Pair(row["question"], row["answer"])
        outcomes = yield from rewritings(row["pair_id"], pair, self._around(row), self._refiners, llm)
        return [*self._versions(row, outcomes), *self._notes(outcomes)]

    def _versions(self, row: dict[str, Any], outcomes: Sequence[Outcome]) -> Iterator[Row]:
        """A row for every version that passed; the cleaned original where none did."""
        are_several = self._llm is not None and self._llm.combine == "union" and len(self._refiners) > 1
        passed = [outcome for outcome in outcomes if outcome.pair is not None]
        if not passed:
            detail = outcomes[-1].detail if len(outcomes) == 1 else _details(outcomes)
            columns = outcomes[-1].refiner.columns
            yield {**row, **columns, "refine_action": "kept_original", "refine_detail": detail}
        for outcome in passed:
            version = _version(row, outcome)
            if are_several:
                version["pair_id"] = pair_id(row["pair_id"], outcome.refiner.name, "refined")
            yield version

    def _notes(self, outcomes: Sequence[Outcome]) -> Iterator[Note]:
        for outcome in outcomes:
            of = f":{outcome.refiner.name}" if len(self._refiners) > 1 else ""
            yield Note(f"{'kept_original' if outcome.pair is None else 'rewritten'}{of}")
            for judgement in outcome.failed:
                yield Note(f"gate_{judgement.reason}{of}")

    def _around(self, row: Row) -> str:
        if self._pages is None or not row.get("page_id"):
            return ""
        text = self._pages.text(row[SHARD], row["page_id"])
        spans = [*spans_of(row.get("question_spans")), *spans_of(row.get("answer_spans"))]
        return surroundings(text, spans)

    def _answer_tokens(self) -> int:
        """Most tokens of an answer: as the settings say, or two thirds of what a short model has beside the prompt."""
        assert self._llm is not None  # noqa: S101 -- asked where there are refiners
        most = self._llm.answer_tokens
        for refiner in self._refiners:
            room = room_beside(self._built[refiner.engine], refiner.prompt)
            if room is not None:
                most = min(most, max(_LEAST_ANSWER_TOKENS, 2 * room // 3))
        return most

    @property
    def _llm(self) -> RefineLlmSettings | None:
        return self.settings.llm if self.settings.method == "llm" else None

    def _remembering(self, engine: Engine) -> Engine:
        if self._llm is None or not self._llm.cache:
            return engine
        from webinstruct.engines.replay.cache import with_cache

        return with_cache(engine, self._llm.cache)


def _version(row: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    assert outcome.pair is not None  # noqa: S101 -- the caller has looked
    question, answer = outcome.pair
    is_same = (question, answer) == (row["question"], row["answer"])
    return {
        **row,
        **outcome.refiner.columns,
        "question": question,
        "answer": answer,
        "refine_action": row["refine_action"] if is_same else "rewritten",
        "refine_detail": f"after {outcome.detail}" if outcome.failed else "",
        "has_explanation": has_explanation(answer),
    }


def _details(outcomes: Sequence[Outcome]) -> str:
    return "; ".join(f"{outcome.refiner.name}: {outcome.detail}" for outcome in outcomes)
