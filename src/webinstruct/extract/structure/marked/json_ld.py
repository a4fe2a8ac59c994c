"""schema.org questions in JSON-LD: nested, in graphs and arrays, over several scripts, referred to by their `@id`.

What is given here stands beside the text; whether the page shows it too is decided by `grounding`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from webinstruct.extract.found import AnswerStatus, Found, Passage, Sighting
from webinstruct.extract.structure.marked.quizzes import is_choice, quiz_pair
from webinstruct.extract.structure.marked.slips import loaded
from webinstruct.extract.structure.marked.values import (
    kinds_of,
    many,
    number_of,
    objects_in,
    plain,
    property_of,
)
from webinstruct.extract.structure.page import Page

__all__ = ["json_ld", "questions_in"]

_TYPES = ('Question"', "Question'", "Question&quot;")


def json_ld(page: Page) -> Sighting:
    """The Question objects of all JSON-LD scripts that carry an answer, each once."""
    if not page.names_questions or not _may_name_one(page.html):
        return Sighting()
    values = [loaded(node.text()) for node in page.nodes('script[type*="ld+json" i]')]
    named = _Named(values)
    pairs: dict[tuple[str, str], Found] = {}
    seen = 0
    for question in questions_in(values):
        seen += 1
        found = _found(question, named)
        if found is not None:
            pairs.setdefault((found.question.given, found.answer.given), found)
    return Sighting(tuple(pairs.values()), f"JSON-LD questions: {seen}" if seen else "")


def _may_name_one(html: str) -> bool:
    """Whether a source has linked data and the name of a type that ends in Question."""
    return any(kind in html for kind in ("ld+json", "LD+JSON")) and any(name in html for name in _TYPES)


def questions_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects of type Question that are more than a reference, in document order, at most 40 levels deep.

    >>> [q["name"] for q in questions_in({"@graph": [{"mainEntity": {"@type": ["Question"], "name": "Why?"}}]})]
    ['Why?']
    """
    return (found for found in objects_in(value) if "question" in kinds_of(found))


class _Named:
    """The objects that say more than their `@id`, to be had by it; a page may refer a thousand times to a long one."""

    def __init__(self, values: Any) -> None:
        self._left: dict[str, Mapping[str, Any]] = {}
        for found in objects_in(values):
            name = found.get("@id")
            if isinstance(name, str) and len(found) > 2:
                self._left.setdefault(name, found)

    def taken(self, answer: Any) -> Any:
        """What an answer refers to, the first time that one does; an answer that is no reference as it is."""
        if not isinstance(answer, Mapping) or len(answer) > 2:
            return answer
        return self._left.pop(str(answer.get("@id")), answer)


def _found(question: Mapping[str, Any], named: _Named) -> Found | None:
    accepted = _answers(question, "acceptedAnswer", named)
    suggested = _answers(question, "suggestedAnswer", named)
    if is_choice(question, accepted, suggested):
        return quiz_pair(_asked(question), accepted, suggested)
    right = [text for text in map(_said, accepted) if text]
    ranked = sorted(suggested, key=lambda answer: -_votes(answer))
    answers = right + [text for text in map(_said, ranked) if text]
    asked = _asked(question)
    if not asked or not answers:
        return None
    status = AnswerStatus.ACCEPTED if right and suggested else AnswerStatus.ONLY
    if not right and len(answers) > 1:
        status = AnswerStatus.VOTED
    return Found(
        Passage(given=asked),
        Passage(given=answers[0]),
        status,
        tuple(Passage(given=text) for text in answers[1:]),
    )


def _answers(question: Mapping[str, Any], name: str, named: _Named) -> list[Any]:
    """The answers under `name`, those referred to looked up."""
    return [named.taken(answer) for answer in many(property_of(question, name))]


def _asked(question: Mapping[str, Any]) -> str:
    """The name of a question, and its text where that says more."""
    name = plain(property_of(question, "name")) or plain(property_of(question, "headline"))
    body = plain(property_of(question, "text"))
    if not body or not name:
        return name or body
    return body if body.startswith(name) else f"{name}\n\n{body}"


def _said(answer: Any) -> str:
    """The text of an answer, however it is given."""
    if not isinstance(answer, Mapping):
        return plain(answer)
    names = ("text", "articleBody", "description", "name", "itemListElement")
    return next((text for text in (plain(property_of(answer, name)) for name in names) if text), "")


def _votes(answer: Any) -> float:
    votes = number_of(property_of(answer, "upvoteCount")) if isinstance(answer, Mapping) else 0.0
    return votes if isfinite(votes) else 0.0
