"""Labels and elements as one row of marks: those inside a solution go, and each element has a mark with its end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from webinstruct.extract.structure.labels import speaks_of_solutions
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.elements import BARE, Region
from webinstruct.extract.structure.problems.marks import Mark, MarkKind, start_of
from webinstruct.extract.structure.problems.names import Part

__all__ = ["merged_marks"]

_FEWEST = 2
_OPENING = (MarkKind.PROBLEM, MarkKind.ITEM, MarkKind.SOLUTION)


def merged_marks(page: Page, marks: Sequence[Mark], regions: Sequence[Region]) -> list[Mark]:
    """`marks` without those inside solutions and hints, and with a mark for each region."""
    solved = _without_collections(
        page, marks, [region for region in regions if region.part in (Part.SOLUTION, Part.HINT)]
    )
    starts = [region.start for region in solved]
    kept = [mark for mark in marks if not _is_within(mark, solved, starts)]
    for region in solved:
        kind = MarkKind.HINT if region.part is Part.HINT else MarkKind.SOLUTION
        kept.append(Mark(kind, region.start, region.body, 7, region.number, limit=region.end))
    kept.sort(key=start_of)
    return _with_problems(page, kept, [r for r in regions if r.part in (Part.PROBLEM, Part.QUESTION)])


def _without_collections(page: Page, marks: Sequence[Mark], regions: Sequence[Region]) -> list[Region]:
    """`regions` without those that hold the solutions of many problems above, under the numbers of these."""
    kept: list[Region] = []
    behind = 0
    for region in regions:
        is_headed = region.labelled and speaks_of_solutions(page.text[region.start : region.body])
        if not (is_headed and _collects(marks, behind, region)):
            kept.append(region)
        behind = region.end
    return kept


def _collects(marks: Sequence[Mark], behind: int, region: Region) -> bool:
    """Whether half of the numbers that stand between `behind` and a region stand in it again."""
    above = {mark.number for mark in marks if behind <= mark.start < region.start} - {""}
    inside = {mark.number for mark in marks if region.body <= mark.start < region.end}
    shared = len(above & inside)
    return shared >= _FEWEST and 2 * shared >= len(above)


def _is_within(mark: Mark, regions: Sequence[Region], starts: Sequence[int]) -> bool:
    k = bisect_right(starts, mark.start) - 1
    return (k >= 0 and mark.start < regions[k].end) or (
        k + 1 < len(regions) and regions[k + 1].start < mark.end <= regions[k + 1].body
    )


def _with_problems(page: Page, marks: list[Mark], regions: Sequence[Region]) -> list[Mark]:
    """`marks` with the problems that elements hold; a label that opens such an element takes its end."""
    starts = [mark.start for mark in marks]
    added: list[Mark] = []
    for region in regions:
        k = max(bisect_right(starts, region.start) - 1, 0)
        own = next((n for n in range(k, min(k + 2, len(marks))) if _opens(page, marks[n], region)), None)
        is_open = region.part is Part.QUESTION
        if own is None:
            added.append(
                Mark(MarkKind.PROBLEM, region.start, region.start, 0.5, limit=region.end, is_open=is_open)
            )
        elif marks[own].kind is not MarkKind.SOLUTION and marks[own].limit is None:
            marks[own] = replace(marks[own], kind=MarkKind.PROBLEM, limit=region.end, is_open=is_open)
    return sorted([*marks, *added], key=lambda mark: (mark.start, mark.end)) if added else marks


def _opens(page: Page, mark: Mark, region: Region) -> bool:
    """Whether a label is the first thing inside an element, or the whole line that leads into it."""
    is_numbered = mark.kind is MarkKind.HEADING and mark.number != ""
    if not (mark.kind in _OPENING or is_numbered) or mark.start >= region.end:
        return False
    if mark.end <= region.start:
        return not page.text[mark.end : region.start].strip(BARE)
    return not page.text[region.start : max(mark.start, region.start)].strip(BARE)
