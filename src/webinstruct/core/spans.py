"""Spans: [start, end) character offsets into a page's text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["Span", "merged_spans", "text_at"]

Span = tuple[int, int]


def text_at(text: str, spans: Sequence[Span], separator: str = "\n\n") -> str:
    """The pieces of `text` that `spans` name, in their order, joined by `separator`.

    >>> text_at("abcdef", [(0, 2), (4, 6)], "|")
    'ab|ef'
    """
    return separator.join(text[start:end] for start, end in spans)


def merged_spans(spans: Iterable[Span]) -> list[Span]:
    """The same characters as sorted spans that neither touch nor overlap; empty spans vanish.

    >>> merged_spans([(4, 6), (0, 2), (2, 3), (5, 9), (11, 11)])
    [(0, 3), (4, 9)]
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
