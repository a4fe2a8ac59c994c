"""Which of many spans a position lies in, asked for positions in reading order."""

from __future__ import annotations

from collections.abc import Iterable

from webinstruct.core.spans import Span

__all__ = ["Sweep"]


class Sweep:
    """Spans that nest or stand apart; all questions together take time linear in spans and questions.

    >>> posts = Sweep([(0, 10), (2, 4), (20, 30)])
    >>> [posts.at(position) for position in (1, 3, 5, 12, 29)]
    [0, 1, 0, -1, 2]
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = list(spans)
        self._order = sorted(range(len(self._spans)), key=lambda k: (self._spans[k][0], -self._spans[k][1]))
        self._next = 0
        self._open: list[int] = []

    def at(self, position: int) -> int:
        """The index of the innermost span that holds `position`, -1 where none does; positions never go back."""
        while self._next < len(self._order) and self._spans[self._order[self._next]][0] <= position:
            self._open.append(self._order[self._next])
            self._next += 1
        while self._open and self._spans[self._open[-1]][1] <= position:
            self._open.pop()
        return self._open[-1] if self._open else -1
