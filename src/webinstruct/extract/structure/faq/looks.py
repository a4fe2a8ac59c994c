"""How the element that holds a line looks: what its tag, class and attributes say about it being a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from webinstruct.extract.structure.dom import ancestors, attribute

__all__ = ["POINTERS", "TELLING", "Look", "leads_away", "level_of", "look_of", "telling_look"]

_HEADING = re.compile(r"h[1-6]$")
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary", "legend", "caption"})
_OPEN_TAGS = frozenset({"summary", "dt"})
_BOLD = frozenset({"strong", "b"})
_EMPHATIC = frozenset({"u", "em", "i", "font", "big"})
_BOXES = frozenset({"p", "div", "li", "td", "th", "a", "span", "label", "button"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|text-decoration[^;]*underline", re.IGNORECASE)
TELLING = "faq|question|accordion|toggle|collaps|frage|pregunta|pergunta|expand|panel"
"""Words of class names that say that something opens below."""
_TELLING = re.compile(TELLING, re.IGNORECASE)
_STATE = re.compile(
    r"\d|active|open|clos|collapsed|first|last|odd|even|expand(?:ed)?$|show|current", re.IGNORECASE
)
_NAME = re.compile(r"[A-Za-z_][\w-]*$")
POINTERS = "a #"
"""The style of links to places on their own page."""
_CONTROLS = frozenset(
    {
        "aria-expanded",
        "aria-controls",
        "data-toggle",
        "data-bs-toggle",
        "data-target",
        "data-bs-target",
        "data-accordion",
    }
)


class Look(NamedTuple):
    """An element that holds a line; `chain` are all that do. `is_marked`: it is more than a box with a class."""

    style: str
    selector: str
    node: LexborNode
    is_marked: bool
    is_telling: bool
    chain: Sequence[LexborNode] = ()


def telling_look(chain: Sequence[LexborNode]) -> Look | None:
    """The look of the element among those that hold a line that says most; None where none says anything."""
    ranked = [(rank, k) for k, node in enumerate(chain) if (rank := _rank(node)) is not None]
    if not ranked:
        return None
    look = look_of(chain[min(ranked)[1]])
    if look is None:
        return None
    telling = look.is_telling or any(_is_control(node) or _tells(node) for node in chain)
    return look._replace(is_telling=telling, chain=chain)


def look_of(node: LexborNode) -> Look | None:
    """The look of one element."""
    rank, tag = _rank(node), node.tag or ""
    if rank is None:
        return None
    names = _lasting(attribute(node, "class"))[:3]
    selector = tag + "".join(f".{name}" for name in names if _NAME.match(name))
    if not names and _is_pointer(node):
        return Look(POINTERS, 'a[href^="#"]', node, False, False)
    if not names and _has_bold_style(node):
        return Look(f"{tag} styled", f"{tag}[style]", node, True, False)
    if tag in _BOLD:
        return Look(
            " ".join(["bold", *names]),
            ", ".join(selector.replace(tag, bold, 1) for bold in _BOLD),
            node,
            True,
            _tells(node),
        )
    return Look(" ".join([tag, *names]), selector, node, rank < 4, _tells(node) or _is_control(node))


def level_of(chain: Sequence[LexborNode]) -> int:
    """The rank of the heading among elements; 7 where none is one."""
    return next((int(node.tag[1]) for node in chain if node.tag and _HEADING.match(node.tag)), 7)


def leads_away(node: LexborNode, url: str) -> bool:
    """Whether an element that asks is a link to another page: a teaser, a thread in a list, a related question."""
    link = node if node.tag == "a" else node.css_first("a[href]")
    link = link or next((above for above in ancestors(node, 3) if above.tag == "a"), None)
    href = attribute(link, "href") if link is not None else ""
    if link is None or not href or href.startswith(("#", "javascript:")):
        return False
    address, _, fragment = href.partition("#")
    if fragment and url.partition("#")[0].endswith(address):
        return False
    return len(link.text().strip()) * 2 > len(node.text().strip())


def _rank(node: LexborNode) -> int | None:
    """How much an element says, 0 the most; None where it says nothing."""
    tag = node.tag or ""
    if tag in _TITLES:
        return 0
    if _is_control(node) or _tells(node):
        return 1
    if tag in _BOLD or _has_bold_style(node):
        return 2
    if tag in _EMPHATIC:
        return 3
    if _is_pointer(node) or (tag == "label" and "for" in node.attributes):
        return 4
    return 4 if (tag in _BOXES and _lasting(attribute(node, "class"))) else None


def _tells(node: LexborNode) -> bool:
    return node.tag in _OPEN_TAGS or _says_question(attribute(node, "class"))


@lru_cache(maxsize=4096)
def _lasting(names: str) -> Sequence[str]:
    """The class names that do not say which item it is or whether it is open, in order of the alphabet."""
    return sorted(name for name in names.split() if not _STATE.search(name))


@lru_cache(maxsize=4096)
def _says_question(names: str) -> bool:
    return _TELLING.search(names) is not None


def _is_control(node: LexborNode) -> bool:
    given = node.attributes
    return given.get("role") in ("button", "tab") or not _CONTROLS.isdisjoint(given)


def _is_pointer(node: LexborNode) -> bool:
    """Whether an element is a link to a place on its own page."""
    return node.tag == "a" and len(attribute(node, "href")) > 1 and attribute(node, "href").startswith("#")


def _has_bold_style(node: LexborNode) -> bool:
    style = node.attributes.get("style")
    return bool(style) and _BOLD_STYLE.search(style or "") is not None
