"""Practice problems in linked data: the options stay in the question, the answer is the right one with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from webinstruct.extract.found import AnswerStatus, Found, Passage
from webinstruct.extract.structure.marked.values import kinds_of, number_of, plain, property_of

__all__ = ["is_choice", "quiz_pair"]

_CHOICES = ("multiple choice", "multiplechoice", "checkbox", "true/false", "single choice")


def is_choice(question: Mapping[str, Any], accepted: Sequence[Any], suggested: Sequence[Any]) -> bool:
    """Whether the suggested answers of a question are options to choose from, of which the accepted is right.

    Elsewhere they are what people answered, who have names and get votes.

    >>> is_choice({"eduQuestionType": "Multiple choice"}, ["4"], ["3", "5"]), is_choice({}, [{"upvoteCount": 2}], ["3"])
    (True, False)
    """
    if not accepted or not suggested:
        return False
    kind = plain(property_of(question, "eduQuestionType")).lower()
    if kind:
        return kind in _CHOICES
    told = [answer for answer in (*accepted, *suggested) if isinstance(answer, Mapping)]
    return bool(told) and all(
        property_of(answer, "position") is not None and property_of(answer, "upvoteCount") is None
        for answer in told
    )


def quiz_pair(asked: str, accepted: Sequence[Any], suggested: Sequence[Any]) -> Found | None:
    """The question with all options in their order, and the right ones with what explains them."""
    options = sorted((*suggested, *accepted), key=_position)
    listed = dict.fromkeys(text for text in map(_option, options) if text)
    right = [text for text in map(_option, accepted) if text]
    reasons = [text for text in map(_reason, accepted) if text]
    if not asked or not right:
        return None
    question = "\n\n".join([asked, *listed])
    return Found(Passage(given=question), Passage(given="\n\n".join([*right, *reasons])), AnswerStatus.ONLY)


def _position(answer: Any) -> float:
    return number_of(property_of(answer, "position")) if isinstance(answer, Mapping) else 0.0


def _option(answer: Any) -> str:
    return (
        plain(property_of(answer, "text")) or plain(property_of(answer, "name"))
        if _is_told(answer)
        else plain(answer)
    )


def _reason(answer: Any) -> str:
    """Why the answer is right: its explanation, else the comments on it that are no hints."""
    if not _is_told(answer):
        return ""
    explained = plain(property_of(answer, "answerExplanation"))
    comment = property_of(answer, "comment")
    if explained or (isinstance(comment, Mapping) and "hint" in plain(property_of(comment, "name")).lower()):
        return explained
    return plain(comment)


def _is_told(answer: Any) -> bool:
    return isinstance(answer, Mapping) and (
        len(answer) > 1 or "answer" in kinds_of(answer) or "text" in answer
    )
