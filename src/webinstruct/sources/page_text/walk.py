"""One pass over a page's tree in document order; neither recursive nor going back."""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.sources.page_text.blocks import Block
from webinstruct.sources.page_text.draft import GLUED, SPACE
from webinstruct.sources.page_text.formula import TWIN
from webinstruct.sources.page_text.formula_runs import rewrite_formulae
from webinstruct.sources.page_text.formulae import TEX_KEYS, formula_of
from webinstruct.sources.page_text.roles import TELLING, role_of
from webinstruct.sources.page_text.site_strikes import strike_site_lines
from webinstruct.sources.page_text.surroundings import holds_only_text
from webinstruct.sources.page_text.suspicion import is_hidden, suspicion_of_element
from webinstruct.sources.page_text.tags import SKIPPED
from webinstruct.sources.page_text.writer import Writer

__all__ = ["Walk"]

_TEX_KEYS = frozenset(TEX_KEYS)

Attributes = Mapping[str, str | None]


class Walk:
    """A visit to every node of a page, noting which pieces of text each element left."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.marked: list[int] = []
        self.marked_first: list[int] = []
        self.marked_stop: list[int] = []

    def run(self, root: LexborNode) -> None:
        """Visit `root` and all below it. The one hot loop: half of all nodes are white space and end here."""
        writer = self.writer
        opened, draft, pieces = writer.opened, writer.draft, writer.draft.pieces
        mark, mark_first, mark_stop = self.marked.append, self.marked_first.append, self.marked_stop.append
        node = root
        while True:
            tag = node.tag
            child = None
            if tag == "-text":
                text = node.text_content or ""
                if writer.in_code or not text.isspace():
                    writer.write(text)
                elif draft.gap == GLUED:
                    draft.gap = SPACE
            elif tag is not None and tag not in SKIPPED:
                child = self._enter(node, tag)
            if child is not None:
                node = child
                continue
            following = node.next if opened else None
            while following is None:
                if not opened:
                    return
                closed, tag, first, gap, saved = opened.pop()
                if len(pieces) > first:
                    mark(closed.mem_id)
                    mark_first(first)
                    mark_stop(len(pieces))
                if gap:
                    writer.leave(tag, first, gap, saved)
                elif tag == "a":
                    writer.link_depth -= 1
                following = closed.next if opened else None
            node = following

    def finish(self) -> str:
        """Take out what is furniture, once every node was visited, and bring formulae to one form; the text."""
        draft, tally = self.writer.draft, self.writer.tally
        tally.strike_furniture(draft)
        strike_site_lines(draft, tally, zip(self.marked_first, self.marked_stop, strict=True))
        rewrite_formulae(draft)
        return draft.text()

    def layout(self) -> tuple[tuple[Block, ...], dict[int, Span]]:
        """The blocks of the finished text, and the span of every element."""
        draft = self.writer.draft
        starts, ends = draft.offsets()
        spans = {
            mem_id: (starts[first], ends[stop - 1])
            for mem_id, first, stop in zip(self.marked, self.marked_first, self.marked_stop, strict=True)
            if starts[first] < ends[stop - 1]
        }
        return tuple(draft.blocks(starts, ends)), spans

    def _enter(self, node: LexborNode, tag: str) -> LexborNode | None:
        """Write what the element `node` itself leaves; its first child where that is to be visited."""
        writer = self.writer
        if tag == "br":
            writer.break_line()
            return None
        attributes = node.attributes
        if attributes:
            role = role_of(tag, attributes.get("class"))
            tells_more = not TELLING.isdisjoint(attributes)
        else:
            role, tells_more = role_of(tag, None), False
        if (
            role.may_be_formula or (tells_more and not _TEX_KEYS.isdisjoint(attributes))
        ) and self._is_formula(node, tag, attributes):
            return None
        child = node.first_child
        if child is None:
            writer.write_void(tag)
        elif role.is_small_mark and not writer.in_code and holds_only_text(node, tag):
            first = len(writer.draft.pieces)
            if writer.small_mark(node, tag):
                self._mark(node, first)
            return None
        elif not role.is_block:
            writer.begin_inline(
                node, tag, attributes, role.is_hidden or (tells_more and is_hidden(attributes))
            )
        elif writer.in_table or writer.in_code:
            writer.begin_part(node, tag)
        else:
            suspicion = suspicion_of_element(tag, attributes) if tells_more else role.suspicion
            writer.begin_block(node, tag, role, attributes, suspicion)
        return child

    def _mark(self, node: LexborNode, first: int) -> None:
        """Note that `node`, which has ended, left the pieces from `first` on."""
        self.marked.append(node.mem_id)
        self.marked_first.append(first)
        self.marked_stop.append(len(self.writer.draft.pieces))

    def _is_formula(self, node: LexborNode, tag: str, attributes: Attributes) -> bool:
        """Write `node` where it is a formula; false where it is to be visited like any other."""
        writer = self.writer
        formula = None if writer.in_code else formula_of(node, tag, attributes)
        if formula is None or formula is TWIN:
            return formula is TWIN
        first = len(writer.draft.pieces)
        writer.draft.add_fixed(formula.delimited())
        writer.tally.characters += len(formula.tex)
        self._mark(node, first)
        return True
