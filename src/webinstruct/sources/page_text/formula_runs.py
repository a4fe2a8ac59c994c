"""Delimiters of formulae in finished runs of text, also where a formula stretches over several pieces."""

from __future__ import annotations

from bisect import bisect_right

from webinstruct.sources.page_text.draft import Draft
from webinstruct.sources.page_text.tex_in_text import Rewrite, has_delimiters, rewrites_of

__all__ = ["rewrite_formulae"]


def rewrite_formulae(draft: Draft) -> None:
    """Bring every formula in the running text of `draft` to `$...$` or `$$...$$`."""
    if not has_delimiters("\n".join(draft.pieces)):
        return
    for first, stop in draft.runs():
        start = first
        for k in range(first, stop + 1):
            if k == stop or k in draft.fixed:
                if k > start:
                    _rewrite_run(draft, start, k)
                start = k + 1


def _rewrite_run(draft: Draft, first: int, stop: int) -> None:
    pieces, separators = draft.pieces, draft.separators
    starts, position, written = [], 0, []
    for k in range(first, stop):
        separator = separators[k] if pieces[k] and k > first else ""
        position += len(separator)
        starts.append(position)
        position += len(pieces[k])
        written += (separator, pieces[k])
    run = "".join(written)
    if not has_delimiters(run):
        return
    for rewrite in reversed(rewrites_of(run)):
        _apply(draft, first, starts, rewrite)


def _apply(draft: Draft, first: int, starts: list[int], rewrite: Rewrite) -> None:
    """Write the formula into the piece where it begins; take its rest out of the pieces that follow."""
    pieces, separators = draft.pieces, draft.separators
    begin = bisect_right(starts, rewrite.start) - 1
    last = bisect_right(starts, rewrite.end - 1) - 1
    head = pieces[first + begin][: rewrite.start - starts[begin]]
    tail = pieces[first + last][rewrite.end - starts[last] :]
    if begin == last:
        pieces[first + begin] = head + rewrite.text + tail
        return
    pieces[first + begin] = head + rewrite.text
    for k in range(first + begin + 1, first + last + 1):
        pieces[k] = separators[k] = ""
    pieces[first + last] = tail
