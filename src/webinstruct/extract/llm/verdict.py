"""The verdict on a page of which nothing is kept, and the reason in particular."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from webinstruct.core.reject import Reject
from webinstruct.core.stage import Quarantined, Rejected
from webinstruct.extract.kept import Choice
from webinstruct.extract.llm.heard import Failure, Heard

__all__ = ["stopped_by"]

_WRONG = ("pairs_malformed", "pairs_out_of_range", "pairs_answer_is_question", "pairs_left_unread")


def stopped_by(
    says: Sequence[str], gated: str, heard: Heard | None, choice: Choice
) -> Rejected | Quarantined:
    """Why a page gives no pair: `says` is what structure saw, `gated` why the model was not asked, if so."""
    seen = "; ".join(says)
    if heard is None:
        if gated:
            return Rejected(Reject.GATED, "; ".join(part for part in (gated, seen) if part))
        return Rejected(Reject.NO_PAIRS, seen or "no shape of question and answer")
    if heard.failures:
        return _quarantine(heard.failures, heard.counts["pieces"])
    if not heard.counts["pieces"]:
        return Rejected(Reject.NO_PAIRS, "no lines to show a model")
    if not heard.entries:
        return Rejected(Reject.VOID, seen)
    counted = Counter({word: heard.counts[word] for word in _WRONG})
    counted["pairs_not_grounded"] = choice.ungrounded
    counted["pairs_too_short_or_long"] = choice.unfit
    detail = ", ".join(f"{word}: {count}" for word, count in counted.items() if count)
    is_ungrounded = counted["pairs_not_grounded"] or counted["pairs_out_of_range"]
    return Rejected(Reject.NOT_GROUNDED if is_ungrounded else Reject.NO_PAIRS, detail)


def _quarantine(failures: Sequence[Failure], pieces: int) -> Quarantined:
    """The most frequent failure stands for all.

    >>> _quarantine([Failure("cut_off", "after 9 tokens")], 1)
    Quarantined(reason='cut_off', detail='1 of 1 requests: after 9 tokens')
    """
    reason = Counter(failure.reason for failure in failures).most_common(1)[0][0]
    detail = next(failure.detail for failure in failures if failure.reason == reason)
    return Quarantined(reason, f"{len(failures)} of {pieces} requests: {detail}")
