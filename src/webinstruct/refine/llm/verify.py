"""Answers sampled without showing the reference: how often a model comes to the same result by itself."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from webinstruct.core.reject import Reject
from webinstruct.core.stage import Note, Rejected, Verdict
from webinstruct.engines.protocol import Answer, Refused, Reply, Request
from webinstruct.refine.gate.final_answers import has_result, same_result
from webinstruct.refine.gate.pair import Pair
from webinstruct.refine.llm.refiners import Asked
from webinstruct.refine.llm.settings import VerifySettings
from webinstruct.refine.llm.talk import Unanswered

__all__ = ["verified"]

Row = dict[str, object]


def verified(
    rows: Sequence[Row], verifier: Asked, settings: VerifySettings
) -> Generator[Sequence[Request], Sequence[Reply], list[Verdict]]:
    """`rows` (versions of one pair) with their pass rate, but for those under `min_pass_rate`; a rejection where none
    is left. Answers without a result that can be compared are not asked about: their rate stays null.

    Raises:
        Unanswered: the engine failed, otherwise than by the question's length or a filter.
    """
    asked = [row for row in rows if has_result(_pair(row))]
    requests = [_request(row, k, verifier, settings) for row in asked for k in range(settings.samples)]
    replies = (yield requests) if requests else ()
    verdicts: list[Verdict] = [row for row in rows if row not in asked]
    if verdicts:
        verdicts.append(Note("verify_without_result", len(verdicts)))
    low: list[float] = []
    for place, row in enumerate(asked):
        rate = _pass_rate(_pair(row), replies[place * settings.samples : (place + 1) * settings.samples])
        if rate is not None and rate < settings.min_pass_rate:
            low.append(rate)
        else:
            verdicts.append({**row, "pass_rate": rate})
    if low and not any(isinstance(verdict, dict) for verdict in verdicts):
        detail = f"{max(low):g} of {settings.samples} samples agree, under {settings.min_pass_rate:g}"
        return [Rejected(Reject.LOW_PASS_RATE, detail)]
    if low:
        verdicts.append(Note("verify_dropped", len(low)))
    return verdicts


def _request(row: Row, number: int, verifier: Asked, settings: VerifySettings) -> Request:
    sampling = verifier.sampling.plain()
    sampling["seed"] = sampling.get("seed", 0) + number  # k draws, not one draw k times
    question = str(row["question"])
    return Request(
        id="",
        messages=verifier.prompt.messages({"question": question}),
        max_tokens=settings.answer_tokens,
        sampling=sampling,
        name=f"{row['pair_id']}/{verifier.name}/{number}",
        engine=verifier.engine,
    )


def _pass_rate(pair: Pair, replies: Sequence[Reply]) -> float | None:
    """The share of the answers that agree; one that was cut off does not. None where there was no answer."""
    answers = []
    for reply in replies:
        if isinstance(reply, Answer):
            answers.append(reply)
        elif reply.reason not in (Refused.TOO_LONG, Refused.FILTERED):
            raise Unanswered(reply.reason, reply.detail)
    if not answers:
        return None
    agree = sum(reply.finish != "length" and same_result(pair, reply.text) for reply in answers)
    return agree / len(answers)


def _pair(row: Row) -> Pair:
    return Pair(str(row["question"]), str(row["answer"]))
