"""Elements that hold a problem, a solution or a hint: by the words of their class, or by the label that opens them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.structure.dom import attribute, classes_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.marks import Mark, MarkKind
from webinstruct.extract.structure.problems.names import SOLUTION_WORDS, Part, part_named

__all__ = ["BARE", "Region", "holds_solutions", "names_problems", "names_solutions", "regions_of"]

_MOST_NAMES = 24
BARE = " #*>-–•\n\t|"
_NEVER = frozenset(
    "a button input select option label body html h1 h2 h3 h4 h5 h6 summary svg i form".split()
)
_TYPES = {
    "exercise": Part.PROBLEM,
    "injected-exercise": Part.PROBLEM,
    "problem": Part.PROBLEM,
    "exercise-question": Part.QUESTION,
    "solution": Part.SOLUTION,
    "question-solution": Part.SOLUTION,
    "answer": Part.SOLUTION,
}
_TYPE_MARKS = ('data-type="solution"', 'data-type="question-solution"')
_OPENED_TAGS = ("details", "dd")
_OPENED_MARKS = ("<details", "<dd", "<DETAILS", "<DD")
_BESIDE = 4
_LIKELY = tuple(word for word in SOLUTION_WORDS if len(word) > _BESIDE and word[-1] != "s")
_LIST_MARK = re.compile(r" *(?:\d{1,3}\.|-) ")


@dataclass(frozen=True, slots=True)
class Region:
    """The characters [start, end) that an element left; those before `body` are the label that opens it."""

    part: Part
    start: int
    end: int
    body: int
    number: str = ""
    labelled: bool = False


def names_solutions(page: Page) -> bool:
    """Whether any class or data type of the page speaks of solutions; a look at the names alone."""
    is_likely = any(word in page.vocabulary for word in _LIKELY)
    return (is_likely and len(_names(page, (Part.SOLUTION,))) > 0) or _has_types(page)


def names_problems(page: Page) -> bool:
    """The same for problems; a page whose data types speak of solutions has those of problems too."""
    return len(_names(page, (Part.PROBLEM, Part.QUESTION))) > 0 or _has_types(page)


def holds_solutions(page: Page, fewest: int) -> bool:
    """Whether at least so many elements are solutions by their class or data type."""
    if not names_solutions(page):
        return False
    nodes = _candidates(page, (Part.SOLUTION,))
    return sum(_part_of(node) is Part.SOLUTION and node.tag not in _NEVER for node in nodes) >= fewest


def regions_of(page: Page, marks: Sequence[Mark]) -> list[Region]:
    """The problems, solutions and hints that elements hold, in reading order; of nested ones those that hold most."""
    found = []
    ends = [mark.end for mark in marks]
    choices = _choices(page)
    opens = any(mark.kind in (MarkKind.SOLUTION, MarkKind.HINT) for mark in marks)
    for node in _candidates(page, tuple(part for part in Part if opens or part is not Part.OPENED)):
        span, part = page.span(node), _part_of(node)
        if span is None or part is None or node.tag in _NEVER or node.mem_id in choices:
            continue
        region = _region(page, marks, ends, part, _with_list_mark(page.text, node, span))
        if region is not None:
            found.append(region)
    problems = [region for region in found if region.part in (Part.PROBLEM, Part.QUESTION)]
    answers = [region for region in found if region.part in (Part.SOLUTION, Part.HINT)]
    kept = _without_choices(_without_wrappers(answers))
    return sorted([*problems, *kept], key=lambda region: (region.start, -region.end))


def _has_types(page: Page) -> bool:
    return 'solution"' in page.html and any(value in page.html for value in _TYPE_MARKS)


def _names(page: Page, parts: Collection[Part]) -> list[str]:
    """The class names of the page that speak of one of `parts`."""
    return [name for name in page.classes if part_named(name) in parts]


def _candidates(page: Page, parts: Collection[Part]) -> list[LexborNode]:
    """The elements that may hold one of `parts`, in document order; what opens on a click also by tag and style."""
    names, selectors = _names(page, parts), list[str]()
    if Part.OPENED in parts and any(tag in page.html for tag in _OPENED_MARKS):
        selectors += ["details", "dl dd"]
    if Part.OPENED in parts and ("display:none" in page.html or "display: none" in page.html):
        selectors.append("[style*=none]")
    if _has_types(page):
        selectors.append("[data-type]")
    if len(names) > _MOST_NAMES or any('"' in name or "\\" in name for name in names):
        selectors.append("[class]")
    else:
        selectors.extend(f'[class~="{name}"]' for name in names)
    if not selectors:
        return []
    seen: set[int] = set()
    nodes = []
    for node in page.nodes(", ".join(selectors)):
        if node.mem_id not in seen:
            seen.add(node.mem_id)
            nodes.append(node)
    return nodes


def _part_of(node: LexborNode) -> Part | None:
    by_type = _TYPES.get(attribute(node, "data-type"))
    parts = {by_type} if by_type else {part_named(name) for name in classes_of(node)}
    for part in (Part.HINT, Part.SOLUTION, Part.QUESTION, Part.PROBLEM, Part.OPENED):
        if part in parts:
            return part
    hidden = "none" in attribute(node, "style")
    return Part.OPENED if node.tag in _OPENED_TAGS or hidden else None


def _choices(page: Page) -> frozenset[int]:
    """The elements around radio buttons and boxes to tick: they hold options, whatever they are called."""
    if "radio" not in page.html and "checkbox" not in page.html:
        return frozenset()
    around: set[int] = set()
    for field in page.nodes("input[type=radio], input[type=checkbox]"):
        above = field.parent
        for _ in range(3):
            if above is None:
                break
            around.add(above.mem_id)
            above = above.parent
    return frozenset(around)


def _region(page: Page, marks: Sequence[Mark], ends: Sequence[int], part: Part, span: Span) -> Region | None:
    """The region of one element; None where it holds nothing but a label, or opens on no label of a solution."""
    start, end = span
    if part in (Part.PROBLEM, Part.QUESTION):
        return Region(part, start, end, start)
    label = _label_of(page, marks, ends, span)
    if part is Part.SOLUTION and (label is None or label.end <= start):
        label = _number_of(page, marks, ends, span) or label
    if part is Part.OPENED:
        if label is None:
            return None
        part = Part.HINT if label.kind is MarkKind.HINT else Part.SOLUTION
    if label is None:
        return Region(part, start, end, start)
    body = max(start, _end_of_labels(page, marks, ends, label))
    if not page.text[body:end].strip(BARE):
        return None
    return Region(part, min(start, label.start), end, body, label.number, labelled=True)


def _number_of(page: Page, marks: Sequence[Mark], ends: Sequence[int], span: Span) -> Mark | None:
    """The number that opens an element in a list of solutions."""
    for mark in marks[(k := bisect_right(ends, span[0])) : k + 1]:
        is_first = mark.start < span[1] and not page.text[span[0] : max(mark.start, span[0])].strip(BARE)
        if mark.kind is MarkKind.PROBLEM and mark.number and is_first:
            return mark
    return None


def _end_of_labels(page: Page, marks: Sequence[Mark], ends: Sequence[int], label: Mark) -> int:
    """Where a label ends, with one that follows directly: "Click to view", then "Answer:"."""
    for mark in marks[(k := bisect_right(ends, label.end)) : k + 1]:
        if mark.kind is MarkKind.SOLUTION and not page.text[label.end : mark.start].strip(BARE):
            return mark.end
    return label.end


def _with_list_mark(text: str, node: LexborNode, span: Span) -> Span:
    """`span` from the start of its line, where only the mark of a list's first point stands before it."""
    line = text.rfind("\n", 0, span[0]) + 1
    return (line, span[1]) if node.tag != "li" and _LIST_MARK.fullmatch(text, line, span[0]) else span


def _label_of(page: Page, marks: Sequence[Mark], ends: Sequence[int], span: Span) -> Mark | None:
    """The label of a solution or hint that opens the element or stands alone right above it."""
    following = bisect_right(ends, span[0])
    for mark in (*marks[following : following + 1], *marks[max(following - 1, 0) : following]):
        if mark.kind not in (MarkKind.SOLUTION, MarkKind.HINT) or mark.start >= span[1]:
            continue
        if mark.end > span[0] and not page.text[span[0] : mark.start].strip(BARE):
            return mark
        if mark.end <= span[0] and mark.alone and not page.text[mark.end : span[0]].strip(BARE):
            return mark
    return None


def _without_wrappers(regions: Sequence[Region]) -> list[Region]:
    """Of nested regions the outer one, unless the inner ones are more than half of it."""
    kept: list[Region] = []
    for region in _inner_first(regions):
        inside = []
        while kept and kept[-1].start >= region.start and kept[-1].end <= region.end:
            inside.append(kept.pop())
        held = sum(inner.end - inner.body for inner in inside)
        if 2 * held > region.end - region.body or any(inner.part is Part.HINT for inner in inside):
            kept.extend(_labelled_as(region, inner) for inner in reversed(inside))
        else:
            kept.append(region)
    return sorted(kept, key=lambda region: region.start)


def _inner_first(regions: Sequence[Region]) -> list[Region]:
    return sorted(regions, key=lambda region: (region.end, -region.start))


def _labelled_as(outer: Region, inner: Region) -> Region:
    """`inner` with the label that opens `outer`, where it has none of its own."""
    if inner.labelled or not outer.labelled or inner.start > outer.body + _BESIDE:
        return inner
    return replace(inner, start=outer.start, number=outer.number, labelled=True)


def _without_choices(regions: Sequence[Region]) -> list[Region]:
    """Without solutions that carry no label and stand directly beside another one: options to choose from."""
    return [region for k, region in enumerate(regions) if not _is_choice(regions, k)]


def _is_choice(regions: Sequence[Region], k: int) -> bool:
    if regions[k].labelled or regions[k].part is Part.HINT:
        return False
    return any(
        0 <= near < len(regions)
        and not regions[near].labelled
        and regions[near].part is not Part.HINT
        and _gap(regions[k], regions[near]) < _BESIDE
        for near in (k - 1, k + 1)
    )


def _gap(one: Region, other: Region) -> int:
    return max(one.start, other.start) - min(one.end, other.end)
