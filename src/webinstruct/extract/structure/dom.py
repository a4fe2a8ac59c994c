"""Small questions about elements of a page, each linear in what it looks at and without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span, merged_spans
from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.page import Page

__all__ = [
    "ancestors",
    "attribute",
    "classes_of",
    "inner",
    "number_in",
    "passage_of",
    "spans_without",
    "words_of",
]

_NUMBER = re.compile(r"[-−+]?\d[\d,.]*\s*[kK]?")


def attribute(node: LexborNode, name: str) -> str:
    """The value of an attribute, empty where there is none."""
    return node.attributes.get(name) or ""


def classes_of(node: LexborNode) -> list[str]:
    """The class names of `node`, in order."""
    return attribute(node, "class").split()


def words_of(node: LexborNode | None) -> str:
    """All text of `node` on one line."""
    return " ".join(node.text(separator=" ").split()) if node is not None else ""


def inner(node: LexborNode, selector: str) -> LexborNode | None:
    """The first element inside `node` that `selector` names; None also where the selector is empty."""
    return node.css_first(selector) if selector else None


def ancestors(node: LexborNode, most: int = 60) -> Iterator[LexborNode]:
    """The elements around `node`, from the nearest outwards, at most `most`."""
    above = node.parent
    while above is not None and most > 0:
        yield above
        above = above.parent
        most -= 1


def spans_without(whole: Span, cut: Iterable[Span]) -> list[Span]:
    """What is left of `whole` once the spans `cut` are taken out.

    >>> spans_without((0, 10), [(2, 3), (8, 12)])
    [(0, 2), (3, 8)]
    """
    left, position = [], whole[0]
    for start, end in merged_spans(cut):
        if end <= whole[0] or start >= whole[1]:
            continue
        if start > position:
            left.append((position, start))
        position = max(position, end)
    if position < whole[1]:
        left.append((position, whole[1]))
    return left


def passage_of(page: Page, node: LexborNode, drop: str = "") -> Passage:
    """The text of `node` without the elements inside it that the selector `drop` names."""
    whole = page.span(node)
    if whole is None:
        return Passage()
    dropped: Sequence[LexborNode] = node.css(drop) if drop else ()
    cut = [span for span in map(page.span, dropped) if span is not None and span != whole]
    return passage(page.text, spans_without(whole, cut))


def number_in(text: str) -> float | None:
    """The first number of a short text such as a vote count.

    >>> number_in("1,204 votes"), number_in("3.2k"), number_in("−2"), number_in("vote")
    (1204.0, 3200.0, -2.0, None)
    """
    match = _NUMBER.search(text)
    if match is None:
        return None
    digits = match[0].replace("−", "-").replace(",", "").strip()
    thousand = digits[-1:] in "kK"
    try:
        return float(digits.rstrip("kK ")) * (1000 if thousand else 1)
    except ValueError:
        return None
