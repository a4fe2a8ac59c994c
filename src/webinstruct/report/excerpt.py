"""What to show of a page: the text around a pair's spans, in pieces that say what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from webinstruct.core.spans import Span, merged_spans
from webinstruct.report.code import code_runs, code_spans

__all__ = ["Piece", "excerpt", "spans_in"]

_MOST_SPANS = 24
_LONGEST_MARK = 1_200


class Piece(NamedTuple):
    """A piece of a page. `kind` is question, answer, plain, or gap (then `text` says how much is left out)."""

    kind: str
    text: str
    is_code: bool = False


def spans_in(value: Any, length: int) -> list[Span]:
    """The spans of a table cell that lie in a text of `length` characters; what makes no sense is left out.

    >>> spans_in([{"start": 2, "end": 4}, {"start": 5, "end": 99}, {"start": 7, "end": 3}, None], 8)
    [(2, 4), (5, 8)]
    """
    return merged_spans((max(0, start), min(end, length)) for start, end in _numbers(value))


def excerpt(text: str, question: Sequence[Span], answer: Sequence[Span], context: int = 300) -> list[Piece]:
    """Pieces of `text` around the spans, with `context` characters before and behind; without spans, its start.

    >>> [piece[:2] for piece in excerpt("0123456789", [(3, 4)], [(5, 7)], 1)]
    [('gap', '2 characters'), ('plain', '2'), ('question', '3'), ('plain', '4'), ('answer', '56'), ('plain', '7'), \
('gap', '2 characters')]
    """
    code = code_spans(text)
    marks = list(_without_overlap(question, answer))[:_MOST_SPANS]
    around = [(max(0, start - context), min(len(text), end + context)) for start, end, _ in marks]
    windows = merged_spans(around) or [(0, min(len(text), 2 * context))]
    pieces: list[Piece] = []
    shown = 0
    for start, end in windows:
        pieces.extend(_gap(start - shown))
        for kind, first, last in _marked(start, end, marks):
            if kind == "gap":
                pieces.extend(_gap(last - first))
            else:
                pieces.extend(
                    Piece(kind, text[a:b], is_code) for a, b, is_code in code_runs(code, first, last)
                )
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


def _marked(start: int, end: int, marks: Iterable[tuple[int, int, str]]) -> Iterator[tuple[str, int, int]]:
    """The kinds and offsets of the pieces of [start, end)."""
    place = start
    for first, last, kind in marks:
        if first < start or last > end:
            continue
        if first > place:
            yield "plain", place, first
        yield from _shortened(kind, first, last)
        place = last
    if end > place:
        yield "plain", place, end


def _shortened(kind: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """[start, end) as it is, or without the middle of what is very long."""
    if end - start <= _LONGEST_MARK:
        yield kind, start, end
        return
    head, tail = start + 2 * _LONGEST_MARK // 3, end - _LONGEST_MARK // 3
    yield from ((kind, start, head), ("gap", head, tail), (kind, tail, end))


def _gap(characters: int) -> list[Piece]:
    return [Piece("gap", f"{characters:,} characters")] if characters > 0 else []
