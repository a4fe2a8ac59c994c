"""What the text of a page is made of: blocks in order, and which element left which characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span

__all__ = ["Block", "BlockKind", "BlocksAlone", "Layout", "PageText"]


class BlockKind(StrEnum):
    """What a run of text between two block breaks was on the page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TERM = "term"
    DEFINITION = "definition"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"


class Block(NamedTuple):
    """One run of text; marks such as `## ` or `- ` lie before `start`.

    `level` is 1 to 6 for a heading, the depth of nesting (from 1) for a list item or quote, 0 otherwise.
    """

    kind: BlockKind
    level: int
    start: int
    end: int


class Layout(Protocol):
    """Where in a text everything lies. Elements are named by their `LexborNode.mem_id`."""

    @property
    def blocks(self) -> Sequence[Block]:
        """The blocks in order."""

    def span_of(self, mem_id: int) -> Span | None:
        """The characters that an element left; None where it left none."""

    def around(self, start: int, end: int) -> Span | None:
        """The span of the smallest element that holds [start, end); None where none does."""


@dataclass(frozen=True, slots=True)
class BlocksAlone:
    """The layout of a text that no elements left."""

    blocks: Sequence[Block] = ()

    def span_of(self, mem_id: int) -> Span | None:
        return None

    def around(self, start: int, end: int) -> Span | None:
        return None


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as plain text, with the way back from the elements of its tree to characters.

    The memory of the tree tells its elements apart: keep the tree as long as spans are asked for, and neither add
    nor remove nodes in between.
    """

    title: str
    text: str
    layout: Layout

    @property
    def blocks(self) -> Sequence[Block]:
        """The runs of text in order."""
        return self.layout.blocks

    def span_of(self, node: LexborNode) -> Span | None:
        """The characters that `node` left in `text`; None where it left none."""
        return self.layout.span_of(node.mem_id)

    def around(self, start: int, end: int) -> Span:
        """What the smallest element that holds [start, end) left; the whole text where none does."""
        return self.layout.around(start, end) or (0, len(self.text))
