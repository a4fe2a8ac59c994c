"""HTML's tags by what they do to the text."""

from __future__ import annotations

from webinstruct.sources.page_text.blocks import BlockKind
from webinstruct.sources.page_text.draft import LINE, PARAGRAPH
from webinstruct.sources.page_text.names import words_of

__all__ = [
    "BREAKS",
    "HEADINGS",
    "IN_CODE",
    "KINDS",
    "LAYOUT",
    "ROW_PARTS",
    "SKIPPED",
    "SMALL_MARKS",
    "STATEFUL",
]

SKIPPED = words_of(
    """style template noscript svg select option datalist textarea input iframe object embed canvas audio
    video map head frameset noframes link meta base progress meter dialog"""
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
KINDS = {
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.TERM,
    "dd": BlockKind.DEFINITION,
    "blockquote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
}
ROW_PARTS = frozenset(("td", "th"))

_PARAGRAPHS = """p h1 h2 h3 h4 h5 h6 ul ol dl pre blockquote table section article header footer nav aside main figure
    fieldset form details hr address center listing"""
_LINES = """div li dt dd tr td th summary legend caption figcaption thead tbody tfoot body html menu dir optgroup
    marquee hgroup search noscript"""
BREAKS = {**dict.fromkeys(_LINES.split(), LINE), **dict.fromkeys(_PARAGRAPHS.split(), PARAGRAPH)}
"""The gap before and after each block element."""
LAYOUT = (
    "table, div, pre, h1, h2, h3, h4, h5, h6, form, ul, ol, dl, blockquote, article, section, p ~ p, br ~ br"
)
"""A table that holds one of these arranges the page; its cells are blocks, not columns."""
IN_CODE = words_of("-text span a b i em strong var mark sub sup font wbr u s small code kbd")
SMALL_MARKS = words_of("code tt sup sub")
STATEFUL = frozenset(("ul", "ol", "table", *KINDS, *HEADINGS))
"""Tags that change what the blocks inside them are."""
