"""Runs of lines that a page says twice in the same words: a second menu, the page once more for small screens.

Single lines and short runs stay, because "True / False" below every question is no copy but its options.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from webinstruct.core.spans import Span

__all__ = ["copied"]

_FEWEST_LINES = 3
_FEWEST_CHARS = 200


def copied(text: str, lines: Sequence[Span]) -> dict[int, int]:
    r"""By its start, every line that repeats a run of lines before it in the same order: where that line starts.

    >>> page = ("Where are you?\nHere.\n" + "And why? " * 30 + "\n") * 2
    >>> lines = [(0, 14), (15, 20), (21, 291), (292, 306), (307, 312), (313, 583)]
    >>> copied(page, lines)
    {292: 0, 307: 15, 313: 21}
    """
    long = (run for run in _runs(text, lines) if _is_long(run))
    return {start: lines[place][0] for run in long for (start, _), place in run}


def _runs(text: str, lines: Iterable[Span]) -> Iterator[list[tuple[Span, int]]]:
    """Lines said before, as long as they follow each other now as they did then, or say the same again.

    Each with the index of the line that said it first.
    """
    first_at: dict[str, int] = {}
    run: list[tuple[Span, int]] = []
    before = -1
    for k, span in enumerate(lines):
        place = first_at.setdefault(text[slice(*span)].strip(), k)
        if place not in (before, before + 1) or place == k:
            yield run
            run = []
        if place < k:
            run.append((span, place))
        before = place
    yield run


def _is_long(run: Sequence[tuple[Span, int]]) -> bool:
    return len(run) >= _FEWEST_LINES and sum(end - start for (start, end), _ in run) >= _FEWEST_CHARS
