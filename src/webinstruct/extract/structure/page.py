"""A page as the structure methods see it: its tree, its text, and the words of its class attributes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.structure.labels import Label, labels
from webinstruct.extract.structure.selectors import narrowed
from webinstruct.sources.page_text import Block, BlockKind, BlocksAlone, PageText, page_text, parse_html

__all__ = ["Page", "page_of_html", "page_of_text"]

_CLASS = re.compile(r"""class\s*=\s*["']?([^"'>]*)""")
_CLASS_SHOUTED = re.compile(r"""C(?:LASS|lass)\s*=\s*["']?([^"'>]*)""")
_LINE = re.compile(r"[^\n]+")
_HEADING = re.compile(r"(#{1,6}) +")
_ITEM = re.compile(r"( *)(?:[-*•]|\d{1,3}[.)]) +")


@dataclass(frozen=True)
class Page:
    """One page. `tree` is None where only the text is known; then `html` is empty and there are no nodes."""

    url: str
    html: str
    tree: LexborHTMLParser | None
    content: PageText

    @property
    def text(self) -> str:
        """The text that all spans count in."""
        return self.content.text

    @property
    def title(self) -> str:
        """What the page calls itself."""
        return self.content.title

    @property
    def blocks(self) -> Sequence[Block]:
        """The runs of text in order."""
        return self.content.blocks

    @cached_property
    def classes(self) -> frozenset[str]:
        """Every class name of the page; a cheap look before any selector runs."""
        values = _CLASS.findall(self.html)
        if "CLASS" in self.html or "Class" in self.html:
            values += _CLASS_SHOUTED.findall(self.html)
        return frozenset(" ".join(set(values)).split())

    @cached_property
    def vocabulary(self) -> str:
        """All class names in lower case on one line: whether a word occurs in any of them is one search."""
        return " ".join(sorted(self.classes)).lower()

    @cached_property
    def names_questions(self) -> bool:
        """Whether the source says "Question" anywhere, as schema.org mark-up must."""
        return "Question" in self.html

    @cached_property
    def labels(self) -> Sequence[Label]:
        """The labels that begin a line of the text, in order."""
        return tuple(labels(self.text))

    def nodes(self, selector: str) -> list[LexborNode]:
        """The elements that `selector` names, in document order."""
        likely = narrowed(selector, self.vocabulary) if self.tree is not None else ""
        return self.tree.css(likely) if self.tree is not None and likely else []

    def span(self, node: LexborNode | None) -> Span | None:
        """The characters that `node` left in the text."""
        return self.content.span_of(node) if node is not None else None

    def around(self, start: int, end: int) -> Span:
        """The text of the smallest element that holds [start, end); the whole text where none does."""
        return self.content.around(start, end)

    def block_at(self, position: int) -> int:
        """The index of the first block that ends after `position`; their number where none does."""
        return bisect_right(self.blocks, position, key=_end_of)


def _end_of(block: Block) -> int:
    return block.end


def page_of_html(url: str, html: str) -> Page:
    """The page that `html` describes, parsed once."""
    tree = parse_html(html)
    return Page(url, html, tree, page_text(tree))


def page_of_text(url: str, title: str, text: str) -> Page:
    """A page of which only the text is known: every line is a block, `## ` marks a heading, `- ` an item."""
    return Page(url, "", None, PageText(title, text, BlocksAlone(tuple(_blocks(text)))))


def _blocks(text: str) -> Iterator[Block]:
    code = False
    for match in _LINE.finditer(text):
        line, start = match[0], match.start()
        if line.startswith("```"):
            code = not code
            yield Block(BlockKind.CODE, 0, start, match.end())
            continue
        heading, item = _HEADING.match(line), _ITEM.match(line)
        if code:
            yield Block(BlockKind.CODE, 0, start, match.end())
        elif heading:
            yield Block(BlockKind.HEADING, len(heading[1]), start + heading.end(), match.end())
        elif item:
            yield Block(BlockKind.LIST_ITEM, 1 + len(item[1]) // 2, start + item.end(), match.end())
        elif line.strip():
            yield Block(BlockKind.PARAGRAPH, 0, start, match.end())
