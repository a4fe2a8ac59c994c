"""What is asked of refiners about one pair, and what becomes of their answers: pure, but for the engines behind it."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from webinstruct.core.ids import fingerprint
from webinstruct.engines.protocol import Answer, Refused, Reply, Request
from webinstruct.refine.formulae import unified_formulae
from webinstruct.refine.gate.kept import kept_answer
from webinstruct.refine.gate.pair import Judgement, Pair
from webinstruct.refine.llm.parse import PAIR_SCHEMA, refined_pair
from webinstruct.refine.llm.refiners import Asked
from webinstruct.refine.llm.settings import RefineLlmSettings
from webinstruct.refine.spacing import tidy

__all__ = ["Exchange", "Outcome", "Unanswered", "rewritings"]

_FINAL_REFUSALS: dict[str, str] = {Refused.TOO_LONG: "too_long", Refused.FILTERED: "filtered"}
_HOTTER = 0.3
_HOTTEST = 2.0

Exchange = Generator[Sequence[Request], Sequence[Reply], "list[Outcome]"]


class Unanswered(Exception):
    """An engine failed on a request: the row can be tried again. `reason` is the refusal's."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one refiner came to: its version where one passed the gate, and why the answers before it did not."""

    refiner: Asked
    pair: Pair | None
    failed: tuple[Judgement, ...] = ()

    @property
    def detail(self) -> str:
        """The last failure as a sentence; empty where the first answer passed."""
        if not self.failed:
            return ""
        last = self.failed[-1]
        return f"{last.reason}: {last.detail}" if last.detail else last.reason


def rewritings(
    row_id: str, pair: Pair, page: str, refiners: Sequence[Asked], settings: RefineLlmSettings
) -> Exchange:
    """Ask as `settings.combine` says; one outcome for every refiner that was asked.

    Raises:
        Unanswered: an engine failed, otherwise than by the pair's length or a filter.
    """
    asking = _Asking(row_id, pair, page, settings)
    if settings.combine == "union":
        return (yield from asking.outcomes(refiners))
    if settings.combine == "alternate":
        refiners = (refiners[int(fingerprint({"pair": row_id}), 16) % len(refiners)],)
    outcomes: list[Outcome] = []
    for refiner in refiners:
        outcomes += yield from asking.outcomes([refiner])
        if outcomes[-1].pair is not None:
            break
    return outcomes


@dataclass(frozen=True, slots=True)
class _Asking:
    row_id: str
    pair: Pair
    page: str
    settings: RefineLlmSettings

    def outcomes(self, refiners: Sequence[Asked]) -> Exchange:
        """Ask all `refiners` at once, and again those whose answer did not pass."""
        settled: dict[str, Outcome] = {}
        failed: dict[str, tuple[Judgement, ...]] = {refiner.name: () for refiner in refiners}
        for attempt in range(self.settings.tries):
            waiting = [refiner for refiner in refiners if refiner.name not in settled]
            if not waiting:
                break
            replies = yield [self._request(refiner, attempt) for refiner in waiting]
            for refiner, reply in zip(waiting, replies, strict=True):
                version, judgement, is_final = self._judged(reply)
                if not judgement.is_kept:
                    failed[refiner.name] += (judgement,)
                if judgement.is_kept or is_final:
                    settled[refiner.name] = Outcome(refiner, version, failed[refiner.name])
        return [settled.get(one.name, Outcome(one, None, failed[one.name])) for one in refiners]

    def _request(self, refiner: Asked, attempt: int) -> Request:
        sampling = refiner.sampling.plain()
        if attempt:
            sampling["temperature"] = round(min(_HOTTEST, sampling["temperature"] + _HOTTER * attempt), 2)
        return Request(
            id="",
            messages=refiner.prompt.messages(self._fields()),
            max_tokens=self.settings.answer_tokens,
            sampling=sampling,
            schema=PAIR_SCHEMA,
            name=f"{self.row_id}/{refiner.name}/{attempt}",
            engine=refiner.engine,
        )

    def _fields(self) -> Mapping[str, str]:
        """What a prompt can show. Pair and page come as JSON, so that nothing in them can end them."""
        return {
            "pair": json.dumps(self.pair._asdict(), ensure_ascii=False),
            "page": json.dumps(self.page, ensure_ascii=False),
            "question": self.pair.question,
            "answer": self.pair.answer,
        }

    def _judged(self, reply: Reply) -> tuple[Pair | None, Judgement, bool]:
        """The version that a reply holds if it passes, the judgement on it, and whether asking again is idle."""
        if not isinstance(reply, Answer):
            reason = _FINAL_REFUSALS.get(reply.reason)
            if reason is None:
                raise Unanswered(reply.reason, reply.detail)
            return None, Judgement(reason, reply.detail), True
        if reply.finish == "length":
            return None, Judgement("cut_off", f"at {reply.output_tokens} tokens"), False
        found = refined_pair(reply.text)
        if found is None:
            return None, Judgement("unparsable", reply.text.strip()[:80]), False
        version = Pair(_tidied(found.question), _tidied(found.answer))
        judgement = kept_answer(self.pair, version, self.page)
        return (version if judgement.is_kept else None), judgement, False


def _tidied(text: str) -> str:
    return unified_formulae(tidy(text))
