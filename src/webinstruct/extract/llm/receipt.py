"""From what a model said to pairs that stand in the page: the text of every pair is the page's own.

Pointed lines have to be among those that were shown. Copied text is looked for to the letter, by its words, and in
pieces, each side for itself; what the page does not say, because it was made up or comes from the prompt's examples,
has no place in it and is not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage
from webinstruct.extract.grounding import Locator, words_of
from webinstruct.extract.llm.parse import Copied, Pointed
from webinstruct.extract.stitching import Stitcher
from webinstruct.extract.view.lines import NumberedPage
from webinstruct.extract.view.pointers import Range, merged_ranges, pointed, status_of

__all__ = ["CopiedReceipts", "Wrong", "found_at"]

_TELLING_WORDS = 3
"""Words from which on an answer may also stand before its question; a shorter one stands anywhere by chance."""
_NEAR_CHARS = 2_000
"""How far behind its question a shorter one may stand; beyond, only in a line that says little else, as keys do."""
_KEY_LINE_CHARS = 40
_REPEATS = 20


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why what a model pointed at is no pair: out_of_range, answer_is_question."""

    reason: str


def found_at(page: NumberedPage, numbers: Range, pair: Pointed) -> Found | Wrong:
    """The pair in the lines that `pair` points at, of which those with the inclusive `numbers` were shown."""
    question, answer = _shown(pair.question, numbers), _shown(pair.answer, numbers)
    if not question or not answer:
        return Wrong("out_of_range")
    answer = _without(answer, question)
    if not answer:
        return Wrong("answer_is_question")
    others = []
    for other in pair.others:
        ranges = _without(_without(_shown(other, numbers), question), answer)
        if ranges and ranges not in others and pointed(page, ranges).spans:
            others.append(ranges)
    found = Found(
        pointed(page, question),
        pointed(page, answer),
        status_of(page, answer, others),
        tuple(pointed(page, other) for other in others),
    )
    if not found.question.spans or not found.answer.spans:
        return Wrong("out_of_range")
    return Wrong("answer_is_question") if found.question.spans == found.answer.spans else found


@dataclass
class CopiedReceipts:
    """Looks copied pairs up in one page; `min_coverage` is the least share of a side's words, in (0, 1]."""

    text: str
    min_coverage: float
    _locator: Locator = field(init=False)
    _stitcher: Stitcher = field(init=False)

    def __post_init__(self) -> None:
        self._locator = Locator(self.text)
        self._stitcher = Stitcher(self._locator)

    def found(self, pair: Copied) -> Found | Wrong:
        """The pair with the places where it stands; a side without one has only what was `given`."""
        question = self._passage(pair.question, 0)
        if not question.spans:
            return Found(question, Passage(given=pair.answer))
        after = question.spans[-1][1]
        if len(words_of(pair.answer)) < _TELLING_WORDS:
            answer = self._short_passage(pair.answer, after)
        else:
            answer = self._passage(pair.answer, after)
            answer = answer if answer.spans else self._passage(pair.answer, 0)
        if answer.spans and set(answer.spans) <= set(question.spans):
            return Wrong("answer_is_question")
        return Found(self._nearest(question, answer), answer)

    def _passage(self, wording: str, after: int) -> Passage:
        """The passage that says `wording` at or behind character `after`."""
        exact = self._locator.slice(wording, after)
        if exact is not None:
            return Passage((exact,))
        span = self._locator.span(wording, after)
        if span is not None:
            return Passage((span,), wording)
        spans, coverage = self._stitcher.stitched(wording, after)
        return (
            Passage(spans, wording, coverage=coverage)
            if coverage >= self.min_coverage
            else Passage(given=wording)
        )

    def _short_passage(self, wording: str, after: int) -> Passage:
        """As `_passage`, near to character `after` or in a short line of its own."""
        place = after
        for _ in range(_REPEATS):
            passage = self._passage(wording, place)
            if not passage.spans or self._is_by_itself(passage.spans[0], after):
                return passage
            place = passage.spans[0][1]
        return Passage(given=wording)

    def _is_by_itself(self, span: Span, after: int) -> bool:
        start, end = span
        before = self.text.rfind("\n", max(after, start - _KEY_LINE_CHARS), start)
        behind = self.text.find("\n", end, end + _KEY_LINE_CHARS)
        is_key = before >= 0 and (behind >= 0 or len(self.text) - end < _KEY_LINE_CHARS)
        return start - after <= _NEAR_CHARS or is_key

    def _nearest(self, question: Passage, answer: Passage) -> Passage:
        """The last place of `question` before `answer`: a FAQ lists its questions first and asks them again below."""
        if len(question.spans) != 1 or not answer.spans:
            return question
        wording = question.given or question.text(self.text)
        for _ in range(_REPEATS):
            look = self._locator.span if question.given else self._locator.slice
            later = look(wording, question.spans[0][1])
            if later is None or later[1] > answer.spans[0][0]:
                break
            question = replace(question, spans=(later,))
        return question


def _shown(ranges: Sequence[Range], numbers: Range) -> tuple[Range, ...]:
    """What of `ranges` lies within `numbers`, sorted."""
    first, last = numbers
    inside = [(max(first, start), min(last, end)) for start, end in ranges if start <= last and end >= first]
    return tuple(merged_ranges(inside, last))


def _without(ranges: Sequence[Range], taken: Sequence[Range]) -> tuple[Range, ...]:
    """`ranges` without the lines of `taken`.

    >>> _without([(3, 9)], [(3, 4), (7, 7)])
    ((5, 6), (8, 9))
    """
    left = list(ranges)
    for first, last in taken:
        pieces = []
        for start, end in left:
            pieces += [(start, min(end, first - 1)), (max(start, last + 1), end)]
        left = [piece for piece in pieces if piece[0] <= piece[1]]
    return tuple(left)
