"""What a few nodes around an element say about it; a bounded look, so that the walk stays linear."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.hidden import reveals_content, speaks_of_answers
from webinstruct.sources.page_text.suspicion import Suspicion
from webinstruct.sources.page_text.tags import IN_CODE, LAYOUT

__all__ = [
    "arranges_the_page",
    "asks_for_input",
    "follows_a_label",
    "follows_a_paragraph",
    "holds_only_text",
    "ids_under_labels",
    "opens_on_click",
]

_NODES_BACK = 4
_NODES_OF_LABEL = 30
_POINTERS = ("aria-controls", "data-target", "data-bs-target", "href", "onclick", "for")
_SWITCHES = "[aria-controls], [data-target], [data-bs-target], [onclick], a[href^='#'], label[for]"
_ID = re.compile(r"[\w:-]+")
_LONGEST_POINTER = 200  # characters


def arranges_the_page(table: LexborNode) -> bool:
    """Whether a table is layout: its cells hold blocks. Stops at the first, so nested tables are read once."""
    part = table.first_child
    while part is not None:
        if part.is_element_node and part.css_first(LAYOUT) is not None:
            return True
        part = part.next
    return False


def asks_for_input(form: LexborNode) -> Suspicion:
    """Whether a form is there to log in or to write a reply; one that offers choices may be an exercise."""
    if (form.attributes.get("method") or "").lower() != "post":
        return Suspicion.NONE
    field = form.css_first("textarea, input[type=password]")
    if field is None:
        return Suspicion.NONE
    if field.tag == "input" or form.css_first("input[type=password]") is not None:
        return Suspicion.LOGIN_FORM
    return Suspicion.NONE if form.css_first("input[type=radio]") is not None else Suspicion.REPLY_FORM


def follows_a_paragraph(node: LexborNode) -> bool:
    """Whether running text stands right before `node`: then a list of links is what the text announces."""
    before = node.prev
    if before is not None and before.tag == "-text" and not (before.text_content or "").strip():
        before = before.prev
    return before is not None and before.tag in ("p", "-text")


def opens_on_click(hidden: LexborNode) -> bool:
    """Whether a hidden element is shown by a reader's click: its parent says so, or a switch stands before it."""
    parent = hidden.parent
    if parent is not None and parent.tag not in ("body", "html"):
        names = parent.attributes
        if reveals_content(names.get("class") or "") or reveals_content(names.get("id") or ""):
            return True
    before = _element_before(hidden)
    return before is not None and (_is_switch(before) or _is_switch(before.first_child))


def follows_a_label(hidden: LexborNode) -> bool:
    """Whether what stands right before a hidden element, or its parent, is a question or announces an answer."""
    before, parent = _element_before(hidden), hidden.parent
    if before is None and parent is not None:
        before = _element_before(parent)
    return before is not None and speaks_of_answers(_start_of(before))


def ids_under_labels(root: LexborNode) -> frozenset[str]:
    """The ids that switches name whose own words are a question, or announce an answer, anywhere below `root`."""
    ids: set[str] = set()
    for switch in root.css(_SWITCHES):
        if speaks_of_answers(_start_of(switch)):
            attributes = switch.attributes
            for name in _POINTERS:
                ids.update(_ID.findall((attributes.get(name) or "")[:_LONGEST_POINTER]))
    return frozenset(ids)


def _element_before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    for _ in range(_NODES_BACK):
        if before is None or (before.is_element_node and before.tag != "br"):
            return before
        before = before.prev
    return None


def _is_switch(node: LexborNode | None) -> bool:
    if node is None or node.tag not in ("a", "button", "input", "span", "div", "p", "h3", "h4"):
        return False
    attributes = node.attributes
    if "onclick" in attributes or node.tag in ("button", "input"):
        return True
    return node.tag == "a" and (attributes.get("href") or "#").startswith(("#", "javascript:"))


def _start_of(element: LexborNode) -> str:
    """The text of an element's first nodes; empty where it holds more than a label or a question."""
    words: list[str] = []
    path = [element]
    for _ in range(_NODES_OF_LABEL):
        node = path[-1]
        if (text := node.text_content) is not None:
            words.append(text)
        following = node.first_child
        while following is None and len(path) > 1:
            following = path.pop().next
        if following is None:
            return " ".join("".join(words).split())
        path.append(following)
    return ""


def holds_only_text(mark: LexborNode, tag: str) -> bool:
    """Whether inline code, a power or an index can be written in one piece."""
    below = mark.first_child
    while below is not None:
        if below.tag != "-text" and (tag[0] == "s" or below.tag not in IN_CODE):
            return False
        below = below.next
    return True
