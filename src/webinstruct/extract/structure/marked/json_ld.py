"""schema.org questions in JSON-LD: nested, in graphs and arrays, over several scripts, with slips browsers forgive.

What is given here stands beside the text; whether the page shows it too is decided by `grounding`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from webinstruct.extract.found import AnswerStatus, Found, Passage, Sighting
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import page_text, parse_html

__all__ = ["json_ld", "loaded", "questions_in"]

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_WRAPPER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|"
    r"/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_DEEPEST = 40


def json_ld(page: Page) -> Sighting:
    """The Question objects of all JSON-LD scripts that carry an answer."""
    if not page.names_questions or "ld+json" not in page.html:
        return Sighting()
    pairs, seen = [], 0
    for node in page.nodes('script[type*="ld+json"]'):
        for question in questions_in(loaded(node.text())):
            seen += 1
            found = _found(question)
            if found is not None:
                pairs.append(found)
    return Sighting(pairs, f"JSON-LD questions: {seen}" if seen else "")


def loaded(script: str) -> Any:
    """The value of a script, mended where that is safe: comment wrappers, raw newlines, trailing commas; else None.

    >>> loaded('<!-- {"a": [1, 2,],} -->')
    {'a': [1, 2]}
    """
    text = _WRAPPER.sub("", _WRAPPER.sub("", script)).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def questions_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects of type Question, in document order, at most 40 levels deep.

    >>> [q["name"] for q in questions_in({"@graph": [{"mainEntity": {"@type": ["Question"], "name": "Why?"}}]})]
    ['Why?']
    """
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        current, depth = stack.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(current, list):
            stack.extend((part, depth + 1) for part in reversed(current))
        elif isinstance(current, Mapping):
            if _is_a(current, "Question"):
                yield current
            else:
                stack.extend((part, depth + 1) for part in reversed(list(current.values())))


def _is_a(value: Mapping[str, Any], kind: str) -> bool:
    types = value.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(str(name).rsplit("/", 1)[-1] == kind for name in names)


def _found(question: Mapping[str, Any]) -> Found | None:
    name, body = _plain(question.get("name")), _plain(question.get("text"))
    asked = (
        name
        if not body or (body.startswith(name) and body == name)
        else f"{name}\n\n{body}"
        if name
        else body
    )
    accepted = [a for a in map(_answer, _many(question.get("acceptedAnswer"))) if a[0]]
    suggested = [a for a in map(_answer, _many(question.get("suggestedAnswer"))) if a[0]]
    answers = accepted + sorted(suggested, key=lambda a: -a[1])
    if not asked or not answers:
        return None
    status = AnswerStatus.ACCEPTED if accepted and suggested else AnswerStatus.ONLY
    if not accepted and len(suggested) > 1:
        status = AnswerStatus.VOTED
    others = tuple(Passage(given=text) for text, _ in answers[1:])
    return Found(Passage(given=asked), Passage(given=answers[0][0]), status, others)


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _answer(value: Any) -> tuple[str, float]:
    if isinstance(value, str):
        return _plain(value), 0.0
    if not isinstance(value, Mapping):
        return "", 0.0
    try:
        votes = float(value.get("upvoteCount") or 0)
    except (TypeError, ValueError, OverflowError):
        votes = 0.0
    return _plain(value.get("text")), votes if isfinite(votes) else 0.0


def _plain(value: Any) -> str:
    """The text of a value that may hold HTML, plain or with its entities escaped once more."""
    if not isinstance(value, str):
        return ""
    if "<" not in value and "&" not in value:
        return value.strip()
    text = page_text(parse_html(value)).text
    return page_text(parse_html(text)).text if "</" in text else text
