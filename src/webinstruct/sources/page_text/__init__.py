"""HTML to plain text that keeps every question, answer and formula, and drops the site's furniture.

tree = parse_html(html)
page = page_text(tree)
page.text[slice(*page.span_of(node))]     # what `node` says, verbatim
"""

from __future__ import annotations

from webinstruct.core.spans import Span
from webinstruct.sources.page_text.blocks import Block, BlockKind, BlocksAlone, PageText
from webinstruct.sources.page_text.page import page_text, parse_html

__all__ = [
    "Block",
    "BlockKind",
    "BlocksAlone",
    "PageText",
    "Span",
    "page_text",
    "parse_html",
]
