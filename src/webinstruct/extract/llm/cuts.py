"""Pages that are longer than a request may be, cut between lines.

Weights are tokens, or anything that grows with them, one per line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

__all__ = ["halves_of", "pieces_of", "run_from"]


def pieces_of(weights: Sequence[int], most: int, overlap: int) -> list[range]:
    """All lines in runs that weigh at most `most`, of which neighbors share up to `overlap`.

    A line that weighs more than `most` is a run by itself.

    >>> pieces_of([2, 2, 2, 2, 2], most=6, overlap=2)
    [range(0, 3), range(2, 5)]
    >>> pieces_of([9, 1, 1], most=3, overlap=1)
    [range(0, 1), range(1, 3)]
    """
    runs: list[range] = []
    first = stop = 0
    while stop < len(weights):
        weight = sum(weights[first:stop])
        while first < stop and weight + weights[stop] > most:
            weight -= weights[first]
            first += 1
        while stop < len(weights) and (weight + weights[stop] <= most or stop == first):
            weight += weights[stop]
            stop += 1
        runs.append(range(first, stop))
        first = _first_shared(weights, runs[-1], min(overlap, most // 2))
    return runs


def halves_of(weights: Sequence[int], run: range, overlap: int) -> list[range]:
    """The lines of `run` as two runs of about the same weight; nothing where it is one line.

    >>> halves_of([1, 1, 1, 1, 1, 1, 1, 1], range(0, 8), overlap=1)
    [range(0, 5), range(4, 8)]
    >>> halves_of([1, 5], range(0, 2), overlap=1), halves_of([1], range(0, 1), overlap=1)
    ([range(0, 1), range(1, 2)], [])
    """
    if len(run) < 2:
        return []
    sums = list(accumulate(weights[run.start : run.stop]))
    before = sum(2 * total <= sums[-1] for total in sums)
    middle = run.start + min(max(1, before), len(run) - 1)
    shared = min(overlap, sums[-1] // 4)
    stop = middle
    while stop < run.stop - 1 and shared >= weights[stop]:
        shared -= weights[stop]
        stop += 1
    return [range(run.start, stop), range(middle, run.stop)]


def run_from(weights: Sequence[int], first: int, most: int) -> range:
    """As many lines from `first` on as weigh at most `most`, and that one in any case.

    >>> run_from([1, 2, 2, 2], first=1, most=4), run_from([9, 1], first=0, most=4)
    (range(1, 3), range(0, 1))
    """
    stop, weight = first + 1, weights[first]
    while stop < len(weights) and weight + weights[stop] <= most:
        weight += weights[stop]
        stop += 1
    return range(first, stop)


def _first_shared(weights: Sequence[int], run: range, overlap: int) -> int:
    """The first of the last lines of `run` that weigh at most `overlap` together."""
    first = run.stop
    while first > run.start + 1 and overlap >= weights[first - 1]:
        first -= 1
        overlap -= weights[first]
    return first
