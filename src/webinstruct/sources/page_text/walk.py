"""One pass over a page's tree in document order; neither recursive nor going back."""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.draft import GLUED, SPACE
from webinstruct.sources.page_text.formula import TWIN
from webinstruct.sources.page_text.formula_runs import rewrite_formulae
from webinstruct.sources.page_text.formulae import TEX_KEYS, formula_of
from webinstruct.sources.page_text.hidden import is_hidden
from webinstruct.sources.page_text.layout import Marked
from webinstruct.sources.page_text.roles import KNOWN_ROLES, TELLING, Role
from webinstruct.sources.page_text.site_strikes import strike_site_lines
from webinstruct.sources.page_text.surroundings import follows_a_label, holds_only_text, ids_under_labels
from webinstruct.sources.page_text.suspicion import suspicion_of_element
from webinstruct.sources.page_text.tags import SKIPPED
from webinstruct.sources.page_text.writer import Writer

__all__ = ["Walk"]

_TEX_KEYS = frozenset(TEX_KEYS)
_NOT_READ = SKIPPED | {"-text", "-comment", "-doctype", "-document"}

Attributes = Mapping[str, str | None]


class Walk:
    """A visit to every node of a page, noting which pieces of text each element left.

    `noscripts` are the elements for readers without scripts that were met; they are passed over, but for those whose
    `mem_id` is in `shown`.
    """

    def __init__(self, shown: frozenset[int] = frozenset()) -> None:
        self.writer = Writer()
        self.marked = Marked()
        self.noscripts: list[LexborNode] = []
        self._shown = shown
        self._root: LexborNode | None = None
        self._labeled: frozenset[str] | None = None

    def run(self, root: LexborNode) -> None:
        """Visit `root` and all below it.

        The one hot loop, so what nearly all nodes need stands here: half of them are white space, and two thirds of
        the others plain elements.
        """
        writer, draft = self.writer, self.writer.draft
        opened, pieces = writer.opened, draft.pieces
        self._root = root
        node: LexborNode | None = root
        while node is not None:
            text = node.text_content
            child = None
            if text is None:
                tag = node.tag
                if tag is not None and (tag not in _NOT_READ or (tag == "noscript" and self._is_shown(node))):
                    attributes = node.attributes
                    role = KNOWN_ROLES[tag, attributes.get("class")]
                    if not role.is_plain or not TELLING.isdisjoint(attributes):
                        child = self._entered(node, tag, role, attributes)
                    elif (child := node.first_child) is not None:
                        gap = role.gap
                        if gap and (writer.in_table or writer.in_code):
                            writer.begin_part(node, tag)
                        else:
                            if gap:
                                draft.new_block = True
                                if gap > draft.gap:
                                    draft.gap = gap
                            elif tag == "a":
                                writer.begin_link(attributes)
                            opened.append((node, tag, len(pieces), gap, None))
            elif writer.in_code or not text.isspace():
                writer.write(text)
            elif draft.gap == GLUED:
                draft.gap = SPACE
            node = child or (node.next if opened else None) or self._left()

    def _is_shown(self, noscript: LexborNode) -> bool:
        self.noscripts.append(noscript)
        return noscript.mem_id in self._shown

    def _left(self) -> LexborNode | None:
        """End the elements whose last child was visited; the next node to visit, None at the end of the page."""
        writer, marked = self.writer, self.marked
        opened, draft, count = writer.opened, writer.draft, len(writer.draft.pieces)
        while opened:
            node, tag, first, gap, saved = opened.pop()
            if count > first:
                marked.mem_ids.append(node.mem_id)
                marked.firsts.append(first)
                marked.stops.append(count)
            if saved is not None:
                writer.restore(tag, first, saved)
                count = len(draft.pieces)
            if gap:
                writer.separate_after(gap)
            elif tag == "a":
                writer.link_depth -= 1
            following = node.next if opened else None
            if following is not None:
                return following
        return None

    @property
    def characters(self) -> int:
        """How many characters were visited so far, furniture among them."""
        return self.writer.tally.characters

    def finish(self) -> str:
        """Take out what is furniture, once every node was visited, and bring formulae to one form; the text."""
        draft, tally = self.writer.draft, self.writer.tally
        tally.strike_furniture(draft, self._is_labeled)
        strike_site_lines(draft, tally, zip(self.marked.firsts, self.marked.stops, strict=True))
        rewrite_formulae(draft)
        return draft.text()

    def _is_labeled(self, first: int) -> bool:
        """Whether a label opens the hidden element that begins with piece `first`.

        Labels elsewhere are looked for where an id is numbered, as those of several answers are: looking through a
        page takes a tenth of the time of reading it.
        """
        hidden = self.writer.hidden.get(first)
        if hidden is None or self._root is None:
            return False
        if follows_a_label(hidden):
            return True
        name = hidden.attributes.get("id") or ""
        if not name[-1:].isdigit():
            return False
        if self._labeled is None:
            self._labeled = ids_under_labels(self._root)
        return name in self._labeled

    def _entered(self, node: LexborNode, tag: str, role: Role, attributes: Attributes) -> LexborNode | None:
        """Write what an element that is not plain itself leaves; its first child where that is to be visited."""
        writer = self.writer
        if tag == "br":
            writer.break_line()
            return None
        tells_more = not TELLING.isdisjoint(attributes)
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
