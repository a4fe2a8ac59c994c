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


_DRAWER_CHARS = 2_048


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
    taken = _Places()
    answers: dict[str, _Places] = defaultdict(_Places)
    for named in pairs:
        form = normal_form(named.found.question.text(text))
        spans = named.found.question.spans
        elsewhere = [places for method, places in answers.items() if method != named.method]
        if (
            form in forms
            or _mostly_taken(spans, [taken])
            or _mostly_taken(named.found.answer.spans, elsewhere)
        ):
            continue
        forms.add(form)
        taken.add(*spans, *named.found.answer.spans)
        answers[named.method].add(*named.found.answer.spans)
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


def _mostly_taken(spans: Iterable[Span], taken: Iterable[_Places]) -> bool:
    """Whether the last of `spans` (the part of a problem, the body of a post) lies mostly in those taken."""
    last = tuple(spans)[-1:]
    length = sum(end - start for start, end in last)
    return 2 * sum(places.shared(span) for span in last for places in taken) > length > 0


class _Places:
    """Spans that are asked what they share with another; a page of 30,000 pairs asks 30,000 times.

    They lie in drawers by the thousands of characters that they touch, so that only the near ones are looked at.
    """

    def __init__(self) -> None:
        self._drawers: dict[int, list[tuple[int, Span]]] = defaultdict(list)
        self._count = 0

    def add(self, *spans: Span) -> None:
        """Keep `spans` too."""
        for span in spans:
            self._count += 1
            for drawer in self._touched(span):
                self._drawers[drawer].append((self._count, span))

    def shared(self, span: Span) -> int:
        """Characters of `span` that lie in those kept, counted once for each of them."""
        near = {
            number: other for drawer in self._touched(span) for number, other in self._drawers.get(drawer, ())
        }
        return sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in near.values())

    def _touched(self, span: Span) -> range:
        return range(span[0] // _DRAWER_CHARS, span[1] // _DRAWER_CHARS + 1)
