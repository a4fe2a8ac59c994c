"""The lines of a page that say a wording best, found with the wording in hand: an upper bound for any model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from webinstruct.extract.view.pointers import Range

__all__ = ["Oracle"]


class Oracle:
    """Looks for the lines that are most like a wording: the best range first, then ranges taken in or out again."""

    def __init__(self, counts: Sequence[Counter[str]], wanted: Counter[str]) -> None:
        self.sizes = [sum(count.values()) for count in counts]
        self.shared = [{word: n for word, n in count.items() if word in wanted} for count in counts]
        self.wanted, self.size = wanted, sum(wanted.values())
        self.chosen: set[int] = set()
        self.score = 0.0

    def ranges(self, most: int) -> list[Range]:
        """At most `most` ranges of line numbers, by steepest ascent of F1."""
        while True:
            best = max(
                (
                    move
                    for adds in (True, False)
                    for move in self.moves(adds)
                    if self.count_after(move) <= most
                ),
                default=None,
            )
            if best is None or best[0] <= self.score + 1e-9:
                return as_ranges(self.chosen)
            self.score, first, last, adds = best
            lines = set(range(first, last + 1))
            self.chosen = self.chosen | lines if adds else self.chosen - lines

    def moves(self, adds: bool) -> Iterator[tuple[float, int, int, bool]]:
        """(F1 after it, first line, last line, whether it adds) of every range that could be taken in, or out."""
        held = Counter[str]()
        for k in self.chosen:
            held.update(self.shared[k])
        size = sum(self.sizes[k] for k in self.chosen)
        sign = 1 if adds else -1
        for first in sorted(self.chosen) if not adds else range(len(self.sizes)):
            if adds and (first in self.chosen or not self.shared[first]):
                continue
            now, total = dict(held), size
            common = sum(min(n, self.wanted[word]) for word, n in now.items())
            for last in range(first, len(self.sizes)):
                if (last in self.chosen) == adds:
                    break
                total += sign * self.sizes[last]
                for word, n in self.shared[last].items():
                    before = now.get(word, 0)
                    now[word] = before + sign * n
                    common += min(now[word], self.wanted[word]) - min(before, self.wanted[word])
                if total + self.size:
                    yield 2 * common / (total + self.size), first, last, adds
                if adds and total > 3 * self.size + 50:
                    break

    def count_after(self, move: tuple[float, int, int, bool]) -> int:
        """How many ranges there are after a move; only looked at where it is better."""
        score, first, last, adds = move
        if score <= self.score + 1e-9:
            return 0
        lines = set(range(first, last + 1))
        return len(as_ranges(self.chosen | lines if adds else self.chosen - lines))


def as_ranges(chosen: Iterable[int]) -> list[Range]:
    """Indices from 0 as inclusive ranges of numbers from 1."""
    ranges: list[Range] = []
    for k in sorted(chosen):
        if ranges and ranges[-1][1] == k:
            ranges[-1] = (ranges[-1][0], k + 1)
        else:
            ranges.append((k + 1, k + 1))
    return ranges
