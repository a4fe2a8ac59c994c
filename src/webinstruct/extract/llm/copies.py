"""Runs of lines that a page says twice in the same words: a second menu, the page once more for small screens.

Single lines and short runs stay, because "True / False" below every question is no copy but its options.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from webinstruct.core.spans import Span

__all__ = ["copied"]

_FEWEST_LINES = 3
_FEWEST_CHARS = 200


def copied(text: str, lines: Sequence[Span]) -> set[int]:
    r"""The starts of `lines` that repeat, in the same order, a run of lines before them.

    >>> page = ("Where are you?\nHere.\n" + "And why? " * 30 + "\n") * 2
    >>> lines = [(0, 14), (15, 20), (21, 291), (292, 306), (307, 312), (313, 583)]
    >>> sorted(copied(page, lines))
    [292, 307, 313]
    """
    return {start for run in _runs(text, lines) if _is_long(run) for start, _ in run}


def _runs(text: str, lines: Iterable[Span]) -> Iterator[list[Span]]:
    """Lines said before, as long as they follow each other now as they did then, or say the same again."""
    first_at: dict[str, int] = {}
    run: list[Span] = []
    before = -1
    for k, (start, end) in enumerate(lines):
        place = first_at.setdefault(text[start:end].strip(), k)
        if place not in (before, before + 1) or place == k:
            yield run
            run = []
        if place < k:
            run.append((start, end))
        before = place
    yield run


def _is_long(run: Sequence[Span]) -> bool:
    return len(run) >= _FEWEST_LINES and sum(end - start for start, end in run) >= _FEWEST_CHARS
