"""Elements that stand beside each other and look alike, each with the moment it was written: the posts of a page.

What says when is found first. Going up from there, an element that several of them share holds the posts,
and those of
its children that came up alike are the posts, whatever their tags and classes are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from webinstruct.extract.structure.dom import attribute, classes_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.dates import has_dated_lines, tells_when

__all__ = ["Group", "alike_groups", "may_be_dated", "stamps"]

_MARKED_WORDS = ("date", "time", "ago", "when", "posted")
_TIMES = ("time", "relative-time")
_HOURS = ("am", "pm", "AM", "PM")
_TITLED = re.compile(r"""title=["'][^"'<>]{0,40}\d[:.]\d\d""")  # the date that a pointer sees on "3h"
_WRITTEN = frozenset(
    """time span div p td a li small abbr em i b strong font dd dt footer header cite h3 h4 h5 h6 th""".split()
)
_SIDES = re.compile(r"\d+|^(?:odd|even|alt|first|last|row|bg)[-_]?$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_LONGEST_WORD = 16  # characters of a date without a number, such as "yesterday"
_MOST_PARTS = 16  # elements and texts of what says when
_DEEPEST = 80
_FEWEST = 2
_MOST = 400  # a page with more of them is an archive


@dataclass(frozen=True, slots=True)
class Group:
    """Children of one element that look alike,
    in document order; `stamps` holds the ids of what says when."""

    around: LexborNode
    members: Sequence[LexborNode]
    stamps: frozenset[int]


def may_be_dated(page: Page) -> bool:
    """Whether the text or the tags of a page say at least twice when something was written."""
    is_tagged = any(page.html.count(f"<{tag}") >= _FEWEST for tag in _TIMES)
    return is_tagged or has_dated_lines(page.text, _FEWEST) or _has_dated_pieces(page.html)


def stamps(page: Page) -> list[LexborNode]:
    """The elements that say when, in document order; those that are named so or, where they are few, any
    others."""
    words = [f"[class*={word} i]" for word in _MARKED_WORDS if word in page.vocabulary]
    tags = [tag for tag in _TIMES if f"<{tag}" in page.html]
    marked = (
        [node for node in page.nodes(", ".join(tags + words)) if _is_stamp(node)] if tags or words else []
    )
    if len(marked) >= _FEWEST:
        return marked
    return list(_written(page))


def alike_groups(nodes: Sequence[LexborNode]) -> Iterator[Group]:
    """Children alike of each element that several `nodes` share; inner elements come before outer ones."""
    holders: dict[int, LexborNode] = {}
    children: dict[int, dict[int, LexborNode]] = {}
    for node in nodes:
        below = node
        for _ in range(_DEEPEST):
            above = below.parent
            if above is None or above.tag in ("html", "-document"):
                break
            known = children.setdefault(above.mem_id, {})
            holders[above.mem_id] = above
            if below.mem_id in known:
                break
            known[below.mem_id] = below
            below = above
    found = frozenset(node.mem_id for node in nodes)
    for identity, among in children.items():
        for members in _alike(among).values():
            if _FEWEST <= len(members) <= _MOST:
                yield Group(holders[identity], members, found)


def _has_dated_pieces(html: str) -> bool:
    """Whether texts between two tags are dates, or several titles of elements are.

    The text of a page lacks them: it leaves out lines that are no more than a date.
    """
    pieces = (
        piece for piece in html.split("<") if piece[-2:].isdigit() or piece[-2:] in _HOURS
    )  # 0.3 ms a page; a regular expression that begins with a digit takes four times as long
    dated = (piece for piece in pieces if tells_when(piece.rpartition(">")[2]))
    return len(list(islice(dated, _FEWEST))) == _FEWEST or len(_TITLED.findall(html)) >= _FEWEST


def _written(page: Page) -> Iterator[LexborNode]:
    """The elements in which a date stands directly."""
    last = 0
    for part in page.tree.root.traverse(include_text=True) if page.tree and page.tree.root else ():
        text = (part.text_content or "").strip() if part.tag == "-text" else ""
        if len(text) < 2 or (len(text) > _LONGEST_WORD and _DIGIT.search(text) is None):
            continue
        holder = part.parent
        if holder is not None and holder.tag in _WRITTEN and holder.mem_id != last and _says_when(text):
            last = holder.mem_id
            yield holder


def _says_when(text: str) -> bool:
    """Whether a line of a text is a date."""
    return any(map(tells_when, text.split("\n")))


def _is_stamp(node: LexborNode) -> bool:
    if node.tag in _TIMES:
        return True
    if node.tag in ("html", "body", "main", "form", "table", "ul", "ol", "input"):
        return False
    return tells_when(_few_words(node)) or tells_when(attribute(node, "title"))


def _few_words(node: LexborNode) -> str:
    """The text of an element of few parts on one line; empty where it has many."""
    parts = list(islice(node.traverse(include_text=True), _MOST_PARTS + 1))
    if len(parts) > _MOST_PARTS:
        return ""
    return " ".join(" ".join(part.text_content or "" for part in parts).split())


def _alike(among: Mapping[int, LexborNode]) -> dict[tuple[str, str], list[LexborNode]]:
    """Elements by tag and first class, numbers and sides (odd, even, first) left out."""
    styles: dict[tuple[str, str], list[LexborNode]] = {}
    for node in among.values():
        names = (_SIDES.sub("", name) for name in classes_of(node))
        style = (node.tag or "", next((name for name in names if name), ""))
        styles.setdefault(style, []).append(node)
    return styles
