"""A page as the structure methods see it: its tree, its text, and the words of its class attributes.

What it costs decides in which order it is asked, for most pages hold no pair. Text, title, source, classes, vocabulary
and labels are there or nearly so; the first node asked for parses the source, four times as long takes the first block
or span, which walks the tree.
"""

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

__all__ = ["Page", "TextDiffersError", "page_of_html", "page_of_text"]

_CLASS = re.compile(r"""class\s*=\s*["']?([^"'>]*)""")
_CLASS_SHOUTED = re.compile(r"""C(?:LASS|lass)\s*=\s*["']?([^"'>]*)""")
_ANCHOR = "¶"  # documentation and notebooks write "Exercise 1¶"
_LINE = re.compile(r"[^\n]+")
_HEADING = re.compile(r"(#{1,6}) +")
_LONGEST_TITLE = 1_000
_ITEM = re.compile(r"( *)(?:[-*•]|\d{1,3}[.)]) +")


class TextDiffersError(Exception):
    """The text that was said to be a page's is not what its mark-up gives, so the one says nothing of the other."""


@dataclass(frozen=True)
class Page:
    """One page. `html` is empty where only the text is known; then there are no nodes.

    `told` is its title and text as somebody read them off the same source before; empty where nobody did. That they
    are so is found out with the first block or span.
    """

    url: str
    html: str
    told: tuple[str, str] | None = None

    @cached_property
    def tree(self) -> LexborHTMLParser | None:
        """The parsed source; None where there is none."""
        return parse_html(self.html) if self.html else None

    @cached_property
    def content(self) -> PageText:
        """The page's text with its layout.

        Raises:
            TextDiffersError: the text told is another.
        """
        if self.tree is None:
            title, text = self.told or ("", "")
            return PageText(title, text, BlocksAlone(tuple(_blocks(text))))
        content = page_text(self.tree)
        if self.told is not None and self.told[1] != content.text:
            raise TextDiffersError
        return content

    @property
    def text(self) -> str:
        """The text that all spans count in."""
        return self.content.text if self.told is None else self.told[1]

    @cached_property
    def title(self) -> str:
        """What the page calls itself, on one line; more than a thousand characters are no title."""
        told = self.content.title if self.told is None else self.told[0]
        return " ".join(told[:_LONGEST_TITLE].split())

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
        # As the parser has them: halves of characters, which UTF-8 has no place for, are left out of the source.
        return frozenset(" ".join(set(values)).encode("utf-8", "ignore").decode("utf-8").split())

    @cached_property
    def vocabulary(self) -> str:
        """All class names in lower case on one line: whether a word occurs in any of them is one search."""
        return " ".join(self.classes).lower()

    @cached_property
    def names_questions(self) -> bool:
        """Whether the source says "Question" anywhere, as schema.org mark-up must."""
        return "Question" in self.html

    @cached_property
    def labels(self) -> Sequence[Label]:
        """The labels that begin a line of the text, in order; the sign of a heading's own link counts as a space."""
        return tuple(labels(self.text.replace(_ANCHOR, " ")))

    def nodes(self, selector: str) -> list[LexborNode]:
        """The elements that `selector` names, in document order."""
        likely = narrowed(selector, self.vocabulary) if self.html else ""
        return self.tree.css(likely) if likely and self.tree is not None else []

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


def page_of_html(url: str, html: str, told: tuple[str, str] | None = None) -> Page:
    """The page that `html` describes; `told` is its title and text where they are known."""
    return Page(url, html, told)


def page_of_text(url: str, title: str, text: str) -> Page:
    """A page of which only the text is known: every line is a block, `## ` marks a heading, `- ` an item."""
    return Page(url, "", (title, text))


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
