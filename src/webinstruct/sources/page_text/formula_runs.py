"""Delimiters of formulae in finished runs of text, also where a formula stretches over several pieces."""

from __future__ import annotations

from collections import deque

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
    starts: list[int] = []
    written: list[str] = []
    position = 0
    for k in range(first, stop):
        separator = draft.separators[k] if draft.pieces[k] and k > first else ""
        position += len(separator)
        starts.append(position)
        position += len(draft.pieces[k])
        written += (separator, draft.pieces[k])
    run = "".join(written)
    rewrites = deque(rewrites_of(run)) if has_delimiters(run) else None
    if rewrites:
        for k, start in enumerate(starts, first):
            _rewrite_piece(draft, k, start, rewrites)


def _rewrite_piece(draft: Draft, k: int, start: int, rewrites: deque[Rewrite]) -> None:
    """Write what begins in piece `k`, leave out what of it lies inside a rewrite that began before."""
    piece = draft.pieces[k]
    end, position = start + len(piece), start
    parts: list[str] = []
    while rewrites and rewrites[0].start < end:
        rewrite = rewrites[0]
        if rewrite.start < start:
            draft.separators[k] = ""
        else:
            parts += (piece[position - start : rewrite.start - start], rewrite.text)
        position = min(rewrite.end, end)
        if rewrite.end > end:
            break
        rewrites.popleft()
    if position > start:
        draft.pieces[k] = "".join([*parts, piece[position - start :]])
