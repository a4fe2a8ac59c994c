"""One pass over a page's tree in document order; neither recursive nor going back."""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.draft import GLUED, SPACE
from webinstruct.sources.page_text.formula import TWIN
from webinstruct.sources.page_text.formula_runs import rewrite_formulae
from webinstruct.sources.page_text.formulae import TEX_KEYS, formula_of
from webinstruct.sources.page_text.layout import Marked
from webinstruct.sources.page_text.roles import TELLING, role_of
from webinstruct.sources.page_text.site_strikes import strike_site_lines
from webinstruct.sources.page_text.surroundings import holds_only_text
from webinstruct.sources.page_text.suspicion import is_hidden, suspicion_of_element
from webinstruct.sources.page_text.tags import SKIPPED
from webinstruct.sources.page_text.writer import Writer

__all__ = ["Walk"]

_TEX_KEYS = frozenset(TEX_KEYS)
_NOT_READ = SKIPPED | {"-text", "-comment", "-doctype", "-document"}

Attributes = Mapping[str, str | None]


class Walk:
    """A visit to every node of a page, noting which pieces of text each element left."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.marked = Marked()

    def run(self, root: LexborNode) -> None:
        """Visit `root` and all below it. The one hot loop: half of all nodes are white space and end here."""
        writer, mark = self.writer, self.marked.add
        opened, draft, pieces = writer.opened, writer.draft, writer.draft.pieces
        node = self._entered(root)
        while node is not None:
            text = node.text_content
            if text is None:
                child = self._entered(node)
                if child is not None:
                    node = child
                    continue
            elif writer.in_code or not text.isspace():
                writer.write(text)
            elif draft.gap == GLUED:
                draft.gap = SPACE
            node = node.next
            while node is None and opened:
                closed, tag, first, gap, saved = opened.pop()
                if len(pieces) > first:
                    mark(closed.mem_id, first, len(pieces))
                if gap:
                    writer.leave(tag, first, gap, saved)
                elif tag == "a":
                    writer.link_depth -= 1
                if opened:
                    node = closed.next

    def finish(self) -> str:
        """Take out what is furniture, once every node was visited, and bring formulae to one form; the text."""
        draft, tally = self.writer.draft, self.writer.tally
        tally.strike_furniture(draft)
        strike_site_lines(draft, tally, zip(self.marked.firsts, self.marked.stops, strict=True))
        rewrite_formulae(draft)
        return draft.text()

    def _entered(self, node: LexborNode) -> LexborNode | None:
        """Write what `node`, no text, itself leaves; its first child where that is to be visited."""
        tag, writer = node.tag, self.writer
        if tag is None or tag in _NOT_READ:
            return None
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
        self.marked.add(node.mem_id, first, len(self.writer.draft.pieces))

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
