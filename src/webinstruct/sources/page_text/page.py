"""From HTML to a page's text."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from webinstruct.sources.page_text.attributes import limited_attributes
from webinstruct.sources.page_text.blocks import PageText
from webinstruct.sources.page_text.depth import limited_depth
from webinstruct.sources.page_text.layout import DraftLayout
from webinstruct.sources.page_text.noscript import pages_without_scripts
from webinstruct.sources.page_text.options import limited_options
from webinstruct.sources.page_text.walk import Walk

__all__ = ["page_text", "parse_html"]


def parse_html(html: str) -> LexborHTMLParser:
    """The tree that `page_text` and whoever asks for spans share."""
    return LexborHTMLParser(limited_depth(limited_attributes(limited_options(html))))


def page_text(tree: LexborHTMLParser) -> PageText:
    """The text of a page without its furniture, formulae as LaTeX; time linear in the size of the page.

    Where blocks and elements lie is worked out when somebody asks.

    >>> tree = parse_html("<title>T</title><h1>Why <i>x</i>?</h1><p>As <span class='math'>x=1</span>.")
    >>> page = page_text(tree)
    >>> page.title, page.text
    ('T', '# Why x?\\n\\nAs $x=1$.')
    >>> page.text[slice(*page.span_of(tree.css_first("h1")))]
    'Why x?'
    """
    walk = _walk_through(tree)
    text = walk.finish()
    return PageText(_title_of(tree), text, DraftLayout(walk.writer.draft, walk.marked))


def _walk_through(tree: LexborHTMLParser) -> Walk:
    walk = Walk()
    root = tree.body or tree.root
    if root is None:
        return walk
    walk.run(root)
    shown = pages_without_scripts(walk) if walk.noscripts else None
    if shown:
        walk = Walk(shown)
        walk.run(root)
    return walk


def _title_of(tree: LexborHTMLParser) -> str:
    for selector in ("head title", "h1"):
        node = tree.css_first(selector)
        title = " ".join(node.text().split()) if node is not None else ""
        if title:
            return title
    return ""
