"""The marked elements of a page in microdata and RDFa: which are questions and answers, and what belongs to whom."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from webinstruct.extract.structure.dom import ancestors, attribute
from webinstruct.extract.structure.page import Page

__all__ = ["Item", "questions_of"]

_PROPERTIES = ("name", "headline", "text", "upvoteCount", "acceptedAnswer", "suggestedAnswer")
_ANSWERS = ("acceptedAnswer", "suggestedAnswer")
_PREFIXES = ("", "schema:", "http://schema.org/", "https://schema.org/")
_SELECTORS = {
    "itemtype": ", ".join(
        [
            '[itemtype*="schema.org/Question" i], [itemtype*="schema.org/Answer" i]',
            *(f'[itemprop~="{name}"]' for name in _PROPERTIES),
        ]
    ),
    "typeof": ", ".join(
        [
            '[typeof~="Question"], [typeof~="schema:Question"], [typeof*="schema.org/Question"]',
            '[typeof~="Answer"], [typeof~="schema:Answer"], [typeof*="schema.org/Answer"]',
            *(f'[property~="{prefix}{name}"]' for name in _PROPERTIES for prefix in _PREFIXES),
        ]
    ),
}
"""What to look for by the attribute that begins a marked element: in microdata and in RDFa."""
_NAMED = {name: re.compile(rf"{name}=[\"']?[^\"'<>]{{0,200}}[qQ]uestion\b") for name in _SELECTORS}
_SCOPES = ("itemscope", "itemtype", "typeof")


@dataclass(eq=False)
class Item:
    """A marked question or answer, with the elements of its own properties by name, and its own answers."""

    node: LexborNode
    asks: bool
    accepted: bool = False
    properties: dict[str, list[LexborNode]] = field(default_factory=lambda: defaultdict(list))
    answers: list[Item] = field(default_factory=list)


def questions_of(page: Page) -> list[Item]:
    """The marked questions in document order, each with its answers.

    An answer belongs to the question around it or to the one that refers to it; one that stands outside of all
    belongs to the last question before it.
    """
    if not page.names_questions or not any(named.search(page.html) for named in _NAMED.values()):
        return []
    selectors = [_SELECTORS[name] for name in _SELECTORS if f"{name}=" in page.html]
    nodes = {node.mem_id: node for node in page.nodes(", ".join(selectors))}
    items = {key: item for key, node in nodes.items() if (item := _item(node)) is not None}
    if not any(item.asks for item in items.values()):
        return []
    referred = _referred(page, items.values())
    last: Item | None = None
    for key, node in nodes.items():
        item, owner = items.get(key), _owner(node, items, referred)
        if owner is not None:
            for name in _names_of(node):
                owner.properties[name].append(node)
        if item is not None and not item.asks and (owner is None or owner.asks):
            asked = owner or last
            if asked is not None:
                asked.answers.append(item)
        last = item if item is not None and item.asks else last
    return [item for item in items.values() if item.asks]


def _item(node: LexborNode) -> Item | None:
    """The item that `node` begins; None where it is a property only."""
    kind = f"{attribute(node, 'itemtype')} {attribute(node, 'typeof')}".lower()
    names = _names_of(node)
    if "answer" in kind or any(name in _ANSWERS for name in names):
        return Item(node, False, "acceptedAnswer" in names)
    return Item(node, True) if "question" in kind else None


def _names_of(node: LexborNode) -> list[str]:
    words = f"{attribute(node, 'itemprop')} {attribute(node, 'property')}".split()
    return [name for word in words if (name := word.rsplit("/", 1)[-1].rsplit(":", 1)[-1]) in _PROPERTIES]


def _referred(page: Page, items: Iterable[Item]) -> Mapping[int, Item]:
    """By the id of their nodes, the elements that questions name in `itemref`."""
    if "itemref" not in page.html:
        return {}
    wanted = {name: item for item in items for name in attribute(item.node, "itemref").split()}
    return {
        node.mem_id: wanted[attribute(node, "id")]
        for node in page.nodes("[id]")
        if attribute(node, "id") in wanted
    }


def _owner(node: LexborNode, items: Mapping[int, Item], referred: Mapping[int, Item]) -> Item | None:
    """The item that `node` says something about: the nearest scope around it, or the one that refers to it."""
    if node.mem_id in referred:
        return referred[node.mem_id]
    for above in ancestors(node):
        if above.mem_id in items:
            return items[above.mem_id]
        if above.mem_id in referred:
            return referred[above.mem_id]
        if any(name in above.attributes for name in _SCOPES) and not _is_list(above):
            return None
    return None


def _is_list(node: LexborNode) -> bool:
    """Whether a scope only holds questions, as a page or a list does."""
    return "Page" in attribute(node, "itemtype") + attribute(node, "typeof")
