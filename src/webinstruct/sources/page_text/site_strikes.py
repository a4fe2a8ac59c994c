"""Furniture that no element names: lines of the site, and the lists of other pages that a heading announces."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

from webinstruct.sources.page_text.blocks import BlockKind
from webinstruct.sources.page_text.draft import Draft
from webinstruct.sources.page_text.furniture import lists_other_pages
from webinstruct.sources.page_text.site_lines import LONGEST_LINE, LineRole, role_of_line
from webinstruct.sources.page_text.tally import Tally

__all__ = ["strike_site_lines"]

# "Remember me" may be the question of an FAQ, "Posts: 12" the cell of a table.
_NOT_THE_SITES = frozenset((BlockKind.HEADING, BlockKind.TERM, BlockKind.TABLE))

Pieces = tuple[int, int]


def strike_site_lines(draft: Draft, tally: Tally, marked: Iterable[Pieces]) -> None:
    """Take the site's own lines out of `draft`, and announced lists with them.

    `marked` are the pieces [first, stop) of every element, inner ones first.
    """
    announced: list[Pieces] = []
    for first, stop, kind in draft.lines(LONGEST_LINE):
        role = role_of_line(draft.between(first, stop) if stop - first > 1 else draft.pieces[first])
        if role is LineRole.CONTENT:
            continue
        if role is LineRole.OTHER_PAGES:
            announced.append((first, stop))
        elif role is LineRole.STAMP or (role is LineRole.SITE and kind not in _NOT_THE_SITES):
            draft.strike(first, stop)
    if announced:
        for first, stop in _announced_lists(announced, draft, tally, marked):
            tally.strike(draft, first, stop)


def _announced_lists(
    announced: list[Pieces], draft: Draft, tally: Tally, marked: Iterable[Pieces]
) -> list[Pieces]:
    """The largest list of other pages that begins with each announcement, or right after it."""
    begins = {first: (first, stop) for first, stop in announced} | {
        stop: (first, stop) for first, stop in announced
    }
    characters = [0, *accumulate(map(len, draft.pieces))]
    lists: dict[int, Pieces] = {}
    for first, stop in marked:
        line = begins.get(first)
        if line is None or stop <= line[1]:
            continue
        length = characters[stop] - characters[line[1]]
        links = bisect_left(tally.link_starts, stop) - bisect_left(tally.link_starts, line[1])
        if length * 2 < tally.characters and lists_other_pages(links, length):
            lists[line[0]] = (line[0], max(stop, lists.get(line[0], line)[1]))
    return list(lists.values())
