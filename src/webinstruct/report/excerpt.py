"""What to show of a page: the text around a pair's spans, in pieces that say what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from webinstruct.core.spans import Span, merged_spans

__all__ = ["Piece", "excerpt", "spans_in"]

_MOST_SPANS = 24
_LONGEST_MARK = 1_200


class Piece(NamedTuple):
    """A piece of a page. `kind` is question, answer, plain, or gap (then `text` says how much is left out)."""

    kind: str
    text: str


def spans_in(value: Any, length: int) -> list[Span]:
    """The spans of a table cell that lie in a text of `length` characters; what makes no sense is left out.

    >>> spans_in([{"start": 2, "end": 4}, {"start": 5, "end": 99}, {"start": 7, "end": 3}, None], 8)
    [(2, 4), (5, 8)]
    """
    return merged_spans((max(0, start), min(end, length)) for start, end in _numbers(value))


def excerpt(text: str, question: Sequence[Span], answer: Sequence[Span], context: int = 300) -> list[Piece]:
    """Pieces of `text` around the spans, with `context` characters before and behind; without spans, its start.

    >>> excerpt("0123456789", [(3, 4)], [(5, 7)], 1)
    [Piece(kind='gap', text='2 characters'), Piece(kind='plain', text='2'), Piece(kind='question', text='3'), \
Piece(kind='plain', text='4'), Piece(kind='answer', text='56'), Piece(kind='plain', text='7'), \
Piece(kind='gap', text='2 characters')]
    """
    marks = list(_without_overlap(question, answer))[:_MOST_SPANS]
    around = [(max(0, start - context), min(len(text), end + context)) for start, end, _ in marks]
    windows = merged_spans(around) or [(0, min(len(text), 2 * context))]
    pieces: list[Piece] = []
    shown = 0
    for start, end in windows:
        pieces.extend(_gap(start - shown))
        pieces.extend(_marked(text, start, end, marks))
        shown = end
    return [*pieces, *_gap(len(text) - shown)]


def _numbers(value: Any) -> Iterator[Span]:
    for span in value or ():
        if isinstance(span, Mapping):
            start, end = span.get("start"), span.get("end")
            if isinstance(start, int) and isinstance(end, int):
                yield start, end


def _without_overlap(question: Iterable[Span], answer: Iterable[Span]) -> Iterator[tuple[int, int, str]]:
    """The spans in order of their start; where two overlap, the earlier one has the characters."""
    behind = 0
    named = [*((*span, "question") for span in question), *((*span, "answer") for span in answer)]
    for start, end, kind in sorted(named):
        if end > max(start, behind):
            yield max(start, behind), end, kind
            behind = end


def _marked(text: str, start: int, end: int, marks: Iterable[tuple[int, int, str]]) -> Iterator[Piece]:
    place = start
    for first, last, kind in marks:
        if first < start or last > end:
            continue
        if first > place:
            yield Piece("plain", text[place:first])
        yield from _shortened(text[first:last], kind)
        place = last
    if end > place:
        yield Piece("plain", text[place:end])


def _shortened(text: str, kind: str) -> Iterator[Piece]:
    if len(text) <= _LONGEST_MARK:
        yield Piece(kind, text)
        return
    head, tail = 2 * _LONGEST_MARK // 3, _LONGEST_MARK // 3
    yield Piece(kind, text[:head])
    yield from _gap(len(text) - head - tail)
    yield Piece(kind, text[-tail:])


def _gap(characters: int) -> list[Piece]:
    return [Piece("gap", f"{characters:,} characters")] if characters > 0 else []
