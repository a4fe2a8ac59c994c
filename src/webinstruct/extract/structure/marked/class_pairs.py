"""Elements whose class says question, each followed by elements whose class says answer, whatever the site."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from webinstruct.core.spans import Span
from webinstruct.extract.found import AnswerStatus, Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import asks, asks_openly
from webinstruct.extract.structure.chrome import without_chrome
from webinstruct.extract.structure.conversation import is_conversation
from webinstruct.extract.structure.dom import classes_of, spans_without
from webinstruct.extract.structure.faq.options import are_choices
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import DROPPED

__all__ = ["class_pairs"]

_PART = (
    r"(?:[-_]*(?:text|title|body|content|wrap(?:per)?|box|item|block|head(?:er|ing)?|container|"
    r"section|inner|row|name|"
    r"label|panel)){0,3}"
)
_QUESTION = re.compile(rf"(?:[a-z0-9]+[-_]+)*(?:q|ques|questions?|frage|pregunta){_PART}$", re.IGNORECASE)
_ANSWER = re.compile(
    rf"(?:[a-z0-9]+[-_]+)*(?:a|ans|answers?|antwort|respuesta|reponse){_PART}$", re.IGNORECASE
)
# A letter says it only where a name begins with it.
_SAYS = re.compile(r"[qa]|.*(?:question|answer|faq|frage|antwort|pregunta|respuesta|reponse)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ANSWER_WORDS = ("answer", "antwort", "respuesta", "reponse", "faq")
_NEVER = frozenset(
    {"a", "button", "input", "select", "form", "label", "nav", "body", "html", "svg", "i", "sup"}
)
# What a shop says beside what people wrote, in elements of its own: who and when, how many it helped, a sign.
_BESIDE = re.compile(
    r"(?:[a-z0-9]+[-_]+)+(?:by|byline|author|meta|dates?|votes?|voting|helpful|feedback|badge|icon|avatar)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\W*(?:by|from|answered|posted|written|submitted)\b", re.IGNORECASE)
_LONGEST_BYLINE = 200
_LONGEST_QUESTION = 4000
_LABEL = re.compile(r"[^\W\d]{2,12}(?: [^\W\d]{2,12})?")  # such as "Best answer"; who answers ends a sentence


class _Region(NamedTuple):
    """The characters of a marked element, and whether it is a question."""

    start: int
    end: int
    asks: bool


def class_pairs(page: Page) -> Sighting:
    """The pairs of marked questions and answers; nothing where fewer than half of the questions ask."""
    twins = _twins(page)
    if not twins and not any(word in page.vocabulary for word in _ANSWER_WORDS):
        return Sighting()
    kinds = {name: kind for name in page.classes if (kind := _kind(name)) is not None}
    if len(set(kinds.values())) < 2:
        kinds = twins
    if not kinds:
        return Sighting()
    regions = _without_wrappers(_regions(page, kinds))
    questions = sum(region.asks for region in regions)
    if not questions or questions == len(regions):
        return Sighting(says=f"elements marked as questions: {questions}" if questions else "")
    pairs = _with_details(page.text, list(_pairs(page, regions)))
    asking = sum(_is_asking(pair.question.text(page.text)) for pair in pairs)
    answers = {pair.answer.text(page.text) for pair in pairs}
    fits = 2 * asking >= len(pairs) and 2 * len(pairs) >= questions and 2 * len(answers) > len(pairs)
    fits = fits and not are_choices(page, [pair.answer.spans[0] for pair in pairs])
    fits = fits and (len(pairs) > 1 or not _LABEL.fullmatch("".join(answers)))
    if is_conversation(page.title, (), sorted(answers)) and len(pairs) > 1:
        return Sighting(says=f"a conversation, questions: {questions}")
    return Sighting(
        pairs if fits else (), f"elements marked as questions: {questions}, answered: {len(pairs)}"
    )


def _twins(page: Page) -> dict[str, bool]:
    """Class names that differ in their last letter alone, a "q" behind a dash and an "a": a question, its answer."""
    if not any(f"{dash}q " in f"{page.vocabulary} " for dash in "-_"):
        return {}
    asked = [name for name in page.classes if name.endswith(("-q", "_q")) and f"{name[:-1]}a" in page.classes]
    return {f"{name[:-1]}{letter}": letter == "q" for name in asked for letter in "qa"}


def _is_asking(question: str) -> bool:
    return asks(question) or asks_openly(question)


@lru_cache(maxsize=32_768)
def _kind(name: str) -> bool | None:
    """Whether a class name speaks of a question; False of an answer, None of neither."""
    if not _SAYS.match(name):
        return None
    words = _CAMEL.sub("-", name)
    return True if _QUESTION.fullmatch(words) else False if _ANSWER.fullmatch(words) else None


def _regions(page: Page, kinds: Mapping[str, bool]) -> list[_Region]:
    """The elements with one of the classes in `kinds`, each once."""
    nodes = page.nodes(", ".join(f'[class~="{name}"]' for name in sorted(kinds) if '"' not in name))
    regions = []
    for node in {node.mem_id: node for node in nodes}.values():
        span = page.span(node) if node.tag not in _NEVER else None
        if span is not None:
            regions.append(_Region(*span, any(kinds.get(name) for name in classes_of(node))))
    return regions


def _without_wrappers(regions: Sequence[_Region]) -> list[_Region]:
    """Regions in reading order. Wrappers of several go; of nested ones stay the inner question, the outer answer."""
    kept: list[_Region] = []
    for region in sorted(regions, key=lambda r: (r.start, -r.end)):
        while kept and region.start < kept[-1].end and _gives_way(kept[-1], region):
            kept.pop()
        if kept and region.start < kept[-1].end and region.asks == kept[-1].asks:
            continue
        kept.append(region)
    return kept


def _gives_way(outer: _Region, inner: _Region) -> bool:
    """Whether `outer` is a wrapper around `inner` and more: another question, or questions with answers."""
    if outer.asks == inner.asks:
        return outer.asks or (outer.end - outer.start) > 3 * (inner.end - inner.start) + 200
    return not outer.asks and inner.asks


def _pairs(page: Page, regions: Sequence[_Region]) -> Iterator[Found]:
    beside = [f'[class~="{name}"]' for name in sorted(page.classes) if _BESIDE.fullmatch(name)]
    nodes = page.nodes(", ".join([DROPPED, *beside]))
    dropped = sorted(span for span in map(page.span, nodes) if span is not None)
    asked: _Region | None = None
    answers: list[_Region] = []
    for region in [*regions, None]:
        if region is not None and not region.asks:
            answers.append(region)
            continue
        found = _found(page, asked, answers, dropped) if asked and answers else None
        if found is not None:
            yield found
        asked, answers = region, []


def _with_details(text: str, pairs: Sequence[Found]) -> list[Found]:
    """`pairs` with what askers add above their own byline taken from the answers to the questions.

    Only where most of what stands above a first byline asks: elsewhere the byline is that of a first answer.
    """
    headed = [
        pair for pair in pairs if len(pair.answer.spans) > 1 and not _is_signed(text, pair.answer.spans[0][0])
    ]
    asking = sum(asks(text[slice(*pair.answer.spans[0])]) for pair in headed)
    if 2 * asking <= len(headed):
        return list(pairs)
    above = frozenset(headed)
    return [_moved(pair) if pair in above else pair for pair in pairs]


def _moved(pair: Found) -> Found:
    detail, *rest = pair.answer.spans
    question = Passage((*pair.question.spans, detail))
    return replace(pair, question=question, answer=Passage(tuple(rest)))


def _is_signed(text: str, start: int) -> bool:
    """Whether the line above `start` says who wrote what follows."""
    above = text[max(0, start - _LONGEST_BYLINE) : start].rstrip().rpartition("\n")[2]
    return _BYLINE.match(above) is not None


def _found(page: Page, asked: _Region, answers: Sequence[_Region], dropped: Sequence[Span]) -> Found | None:
    question = _own(page, asked, dropped, [(answer.start, answer.end) for answer in answers])
    passages = [own for own in (_own(page, answer, dropped) for answer in answers) if own.spans]
    length = sum(end - start for start, end in question.spans)
    if not question.spans or not passages or length > _LONGEST_QUESTION:
        return None
    status = AnswerStatus.FIRST if len(passages) > 1 else AnswerStatus.ONLY
    return Found(question, passages[0], status, tuple(passages[1:]))


def _own(page: Page, region: _Region, dropped: Sequence[Span], others: Sequence[Span] = ()) -> Passage:
    first = bisect_left(dropped, (region.start, 0))
    cut = dropped[first : bisect_left(dropped, (region.end, 0), first)]
    spans = spans_without((region.start, region.end), [*others, *cut])
    return passage(page.text, without_chrome(page.text, spans))
