"""What the text of a page is made of: blocks in order, and which element left which characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span

__all__ = ["Block", "BlockKind", "PageText"]


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


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text; marks such as `## ` or `- ` lie before `start`.

    `level` is 1 to 6 for a heading, the depth of nesting (from 1) for a list item or quote, 0 otherwise.
    """

    kind: BlockKind
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as plain text, with the way back from the elements of its tree to characters.

    `spans` is keyed by `LexborNode.mem_id`, which is only valid while the tree lives: keep the tree as long as
    spans are asked for, and neither add nor remove nodes in between.
    """

    title: str
    text: str
    blocks: tuple[Block, ...]
    spans: Mapping[int, Span]

    def span_of(self, node: LexborNode) -> Span | None:
        """The characters that `node` left in `text`; None where it left none."""
        return self.spans.get(node.mem_id)
