"""Panels that a control opens: the element whose id it names, wherever on the page that stands."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.structure.dom import ancestors, attribute
from webinstruct.extract.structure.page import Page

__all__ = ["Panels"]

_POINTERS = ("aria-controls", "data-bs-target", "data-target", "href")
_SIGNS = ("aria-controls", "target=", "='#", '="#', "=#")
_SELECTOR = ", ".join(f"[{name}]" for name in _POINTERS)


class Panels:
    """The panels of a page; its ids are read once, when the first control names one."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._spans: dict[str, Span] | None = None
        self._points = any(sign in page.html for sign in _SIGNS)

    def panel_of(self, node: LexborNode) -> Span | None:
        """The characters of the panel that `node` or what holds it alone opens; None where it names none."""
        for pointer in _pointers(node) if self._points else ():
            span = self._by_id().get(pointer)
            own = self._page.span(node)
            if span is not None and own is not None and not (span[0] <= own[0] and own[1] <= span[1]):
                return span
        return None

    def _by_id(self) -> dict[str, Span]:
        if self._spans is None:
            self._spans = {}
            for node in self._page.nodes("[id]"):
                span = self._page.span(node)
                if span is not None:
                    self._spans.setdefault(attribute(node, "id"), span)
        return self._spans


def _pointers(node: LexborNode) -> Iterator[str]:
    inside = node.css_first(_SELECTOR)
    for holder in (node, inside, *ancestors(node, 2)):
        if holder is None:
            continue
        for name in _POINTERS:
            value = (holder.attributes.get(name) or "").split()
            if value and (name == "aria-controls" or value[0].startswith("#")):
                yield value[0].removeprefix("#")
