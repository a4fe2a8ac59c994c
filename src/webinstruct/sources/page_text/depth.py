"""HTML no deeper than browsers allow. The parser's time grows with the square of the depth: 100,000 nested `<div>`
took 14 s, 500 take none. Only very large pages are looked at, so that ordinary ones cost nothing.
"""

from __future__ import annotations

import re

from webinstruct.sources.page_text.names import words_of

__all__ = ["limited_depth"]

_MANY = 20_000  # tags; a page with fewer parses in under a second however deep it is
_DEEPEST = 500  # open elements; browsers stop nesting at 512
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")
_NOT_NESTED = words_of(
    "area base br col dd dt hr img input li link meta option p param source td th tr track wbr tbody thead tfoot"
)


def limited_depth(html: str, many: int = _MANY, deepest: int = _DEEPEST) -> str:
    """`html` with every tag taken out that opens or closes an element inside `deepest` others; the text stays.

    >>> limited_depth("<div><div><div>a</div></div></div>b", many=0, deepest=2)
    '<div><div>a</div></div>b'
    """
    if html.count("<") < many:
        return html
    kept: list[str] = []
    depth = position = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _NOT_NESTED:
            continue
        depth += not tag[1]
        if depth > deepest:
            kept.append(html[position : tag.start()])
            position = tag.end()
        depth -= bool(tag[1] and depth)
    kept.append(html[position:])
    return "".join(kept)
