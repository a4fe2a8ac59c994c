"""Where in the finished text blocks and elements lie. Nothing is worked out before somebody asks: recall never does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from webinstruct.core.spans import Span
from webinstruct.sources.page_text.blocks import Block
from webinstruct.sources.page_text.draft import Draft

__all__ = ["DraftLayout", "Marked"]


@dataclass(slots=True)
class Marked:
    """The elements that left something, inner ones first: `mem_id`, first piece, and the piece behind the last.

    Three lists of numbers: a tuple for each element would keep the garbage collector busy.
    """

    mem_ids: list[int] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)

    def add(self, mem_id: int, first: int, stop: int) -> None:
        """Note that the element `mem_id`, which has ended, left pieces [first, stop)."""
        self.mem_ids.append(mem_id)
        self.firsts.append(first)
        self.stops.append(stop)


class DraftLayout:
    """The layout of a finished draft."""

    def __init__(self, draft: Draft, marked: Marked) -> None:
        self._draft = draft
        self._marked = marked

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """The blocks that left text, in order."""
        return tuple(self._draft.blocks(*self._offsets))

    def span_of(self, mem_id: int) -> Span | None:
        """The characters that an element left; None where it left none."""
        number = self._numbers.get(mem_id)
        return None if number is None else self._span(number)

    def around(self, start: int, end: int) -> Span | None:
        """The span of the smallest element that holds [start, end); time grows with the depth of the page only."""
        starts, spans, outer = self._nested
        number = bisect_right(starts, start) - 1
        while number >= 0 and spans[number][1] < end:
            number = outer[number]
        return spans[number] if number >= 0 else None

    @cached_property
    def _offsets(self) -> tuple[list[int], list[int]]:
        return self._draft.offsets()

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return dict(zip(self._marked.mem_ids, range(len(self._marked.mem_ids)), strict=True))

    def _span(self, number: int) -> Span | None:
        starts, ends = self._offsets
        start, end = starts[self._marked.firsts[number]], ends[self._marked.stops[number] - 1]
        return (start, end) if start < end else None

    @cached_property
    def _nested(self) -> tuple[list[int], list[Span], list[int]]:
        """The starts of all spans, outer ones first; the spans; the number of the next one around each, -1 for none.

        Of two spans one holds the other, or they do not touch, as with the elements that left them.
        """
        found = {span for number in range(len(self._marked.mem_ids)) if (span := self._span(number))}
        spans = sorted(found, key=lambda span: (span[0], -span[1]))
        outer: list[int] = []
        around = -1
        for number, (_, end) in enumerate(spans):
            while around >= 0 and spans[around][1] < end:
                around = outer[around]
            outer.append(around)
            around = number
        return [start for start, _ in spans], spans, outer
