"""From the lines that a model points at to passages of the page."""

from __future__ import annotations

from collections.abc import Sequence

from webinstruct.core.spans import Span, merged_spans
from webinstruct.extract.found import AnswerStatus, Passage, passage
from webinstruct.extract.llm.lines import NumberedPage
from webinstruct.extract.structure.labels import labels

__all__ = ["Range", "pointed", "status_of"]

Range = tuple[int, int]


def pointed(page: NumberedPage, ranges: Sequence[Range]) -> Passage:
    """What the lines of inclusive `ranges` say, in reading order; what names no line of the page is passed over."""
    spans: list[Span] = []
    for first, last in merged_ranges(ranges, len(page.lines)):
        spans += [span for line in page.lines[first - 1 : last] for span in line.spans]
    return passage(page.text, _without_label(page.text, _joined(page.text, spans)))


def merged_ranges(ranges: Sequence[Range], most: int) -> list[Range]:
    """Ranges within 1 to `most`, sorted, those that touch made one.

    >>> merged_ranges([(5, 3), (6, 7), (0, 1), (90, 99)], 10)
    [(1, 1), (3, 7)]
    """
    turned = (sorted(pair) for pair in ranges)
    bounded = ((max(1, first), min(most, last) + 1) for first, last in turned)
    return [(start, stop - 1) for start, stop in merged_spans(bounded)]


def status_of(page: NumberedPage, answer: Sequence[Range], others: Sequence[Sequence[Range]]) -> AnswerStatus:
    """Why this answer: what the marks of its post say, else whether it is the only one."""
    return AnswerStatus.FIRST if others else AnswerStatus.ONLY


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans between which only white space lies, made one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _without_label(text: str, spans: Sequence[Span]) -> list[Span]:
    if not spans:
        return []
    (start, end), *rest = spans
    label = next(iter(labels(text[start:end])), None)
    if label is None or label.start > 0:
        return list(spans)
    return [(start + label.end, end), *rest]
