"""Pairs that several methods saw, each kept once: the first method's, because methods come in order of trust."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from webinstruct.core.normal_form import normal_form
from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage
from webinstruct.extract.grounding import Locator

__all__ = ["Named", "located", "merged"]


class Named(NamedTuple):
    """A pair with the name of the method that found it."""

    method: str
    found: Found


def merged(pairs: Iterable[Named], text: str) -> list[Named]:
    """Each question once, in reading order; pairs without a place in the text come last.

    Two pairs are the same when their questions have one normal form, or share most of their characters. A question
    that stands inside an answer kept before is part of that answer, and an answer that another method gave to another
    question is not given twice.
    """
    kept: list[Named] = []
    forms: set[str] = set()
    taken: list[Span] = []
    answers: dict[str, list[Span]] = defaultdict(list)
    for named in pairs:
        form = normal_form(named.found.question.text(text))
        spans = named.found.question.spans
        elsewhere = [span for method, found in answers.items() if method != named.method for span in found]
        if form in forms or _mostly_taken(spans, taken) or _mostly_taken(named.found.answer.spans, elsewhere):
            continue
        forms.add(form)
        taken += (*spans, *named.found.answer.spans)
        answers[named.method] += named.found.answer.spans
        kept.append(named)
    return sorted(
        kept, key=lambda n: n.found.question.spans[-1] if n.found.question.spans else (len(text), 0)
    )


def located(found: Found, locator: Locator) -> Found:
    """`found` with what was given beside the text looked up in it; the answer behind its question where possible."""
    question = _located(found.question, locator, 0)
    after = question.spans[-1][1] if question.spans else 0
    answer = _located(found.answer, locator, after)
    if not answer.spans and after:
        answer = _located(found.answer, locator, 0)
    others = tuple(_located(other, locator, 0) for other in found.others)
    return replace(found, question=question, answer=answer, others=others)


def _located(passage: Passage, locator: Locator, after: int) -> Passage:
    if passage.spans or not passage.given:
        return passage
    whole = locator.span(passage.given, after)
    if whole is not None:
        return Passage((whole,), passage.given)
    parts = [locator.span(part, after) for part in passage.given.split("\n\n")]
    spans = tuple(span for span in parts if span is not None)
    return Passage(spans, passage.given) if spans and len(spans) == len(parts) else passage


def _mostly_taken(spans: Iterable[Span], taken: Iterable[Span]) -> bool:
    """Whether the last of `spans` (the part of a problem, the body of a post) lies mostly in those taken."""
    last = tuple(spans)[-1:]
    length = sum(end - start for start, end in last)
    shared = sum(max(0, min(end, t) - max(start, s)) for start, end in last for s, t in taken)
    return 2 * shared > length > 0
