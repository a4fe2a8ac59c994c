"""One pass over a page's tree in document order, writing its text; neither recursive nor going back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.sources.page_text.blocks import Block, BlockKind
from webinstruct.sources.page_text.draft import GLUED, LINE, PARAGRAPH, SPACE, Draft
from webinstruct.sources.page_text.formula_runs import rewrite_formulae
from webinstruct.sources.page_text.formulae import FORMULA_TAGS, TEX_KEYS, TWIN, formula_of, may_be_formula
from webinstruct.sources.page_text.furniture import (
    NOTHING,
    Content,
    Suspicion,
    is_hidden,
    is_line_numbers,
    suspicion_of_element,
)
from webinstruct.sources.page_text.inline import code_in_text, script_text
from webinstruct.sources.page_text.surroundings import arranges_the_page, follows_a_paragraph, holds_only_text
from webinstruct.sources.page_text.tags import (
    BREAKS,
    HEADINGS,
    KINDS,
    ROW_PARTS,
    SKIPPED,
    SMALL_MARKS,
    STATEFUL,
    SUSPICIOUS,
)
from webinstruct.sources.page_text.tally import Tally

__all__ = ["Walk"]

_TEX_KEYS = frozenset(TEX_KEYS)

Attributes = Mapping[str, str | None]


class _Saved(NamedTuple):
    """What an element that changes the state of the walk restores at its end; `before` is what it is judged from."""

    kind: BlockKind
    level: int
    in_table: bool
    suspicion: Suspicion
    before: Content


class Walk:
    """The state of one walk.

    `opened` is the path to the current node: (node, tag, first piece, gap before and after it, saved state or None).
    `lists` holds the number of the last point of every open list, -1 where points are not numbered.
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self.tally = Tally()
        self.opened: list[tuple[LexborNode, str, int, int, _Saved | None]] = []
        self.marked: list[int] = []
        self.marked_first: list[int] = []
        self.marked_stop: list[int] = []
        self.lists: list[int] = []
        self.link_depth = self.row_first = 0
        self.in_code = self.in_table = False

    def run(self, root: LexborNode) -> None:
        """Visit `root` and all below it. The one hot loop: half of all nodes are white space and end here."""
        opened, draft = self.opened, self.draft
        node = root
        while True:
            tag = node.tag
            child = None
            if tag == "-text":
                text = node.text_content or ""
                if self.in_code or not text.isspace():
                    self._write(text)
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
                if len(draft.pieces) > first:
                    self._mark(closed, first)
                if gap:
                    self._leave(tag, first, gap, saved)
                elif tag == "a":
                    self.link_depth -= 1
                following = closed.next if opened else None
            node = following

    def finished(self) -> tuple[str, tuple[Block, ...], dict[int, Span]]:
        """The text, its blocks and the span of every element, once every node was visited."""
        draft = self.draft
        self.tally.strike_furniture(draft)
        rewrite_formulae(draft)
        text, starts, ends = draft.text()
        spans = {
            mem_id: (starts[first], ends[stop - 1])
            for mem_id, first, stop in zip(self.marked, self.marked_first, self.marked_stop, strict=True)
            if starts[first] < ends[stop - 1]
        }
        return text, tuple(draft.blocks(starts, ends)), spans

    def _mark(self, node: LexborNode, first: int) -> None:
        """Note that `node`, which has ended, left the pieces from `first` on."""
        self.marked.append(node.mem_id)
        self.marked_first.append(first)
        self.marked_stop.append(len(self.draft.pieces))

    def _write(self, text: str) -> None:
        """A text node: white space collapsed, or kept inside code blocks."""
        draft, tally = self.draft, self.tally
        if self.in_code:
            tally.characters += len(text)
            draft.add_fixed(text)
            return
        piece = " ".join(text.split())
        if not piece:
            return
        if draft.gap == GLUED and text[0].isspace():
            draft.gap = SPACE
        draft.add(piece)
        tally.characters += len(piece)
        if self.link_depth and draft.kind is not BlockKind.HEADING:
            tally.linked += len(piece)
        if piece[-1] == "?":
            tally.questions += 1
        if text[-1].isspace():
            draft.gap = SPACE

    def _enter(self, node: LexborNode, tag: str) -> LexborNode | None:
        """Write what the element `node` itself leaves; its first child where that is to be visited."""
        if tag == "br":
            self._break_line()
            return None
        attributes = node.attributes
        names = attributes.get("class") if attributes else None
        if (
            tag in FORMULA_TAGS
            or (names and may_be_formula(names))
            or ":" in tag
            or (attributes and not _TEX_KEYS.isdisjoint(attributes))
        ) and self._is_formula(node, tag, attributes):
            return None
        child = node.first_child
        gap = BREAKS.get(tag)
        if child is None:
            if tag == "hr":
                self.draft.break_block(PARAGRAPH)
            elif self.in_table and tag in ROW_PARTS:
                self._begin_cell()
        elif gap is None:
            return self._enter_inline(node, tag, child, attributes)
        elif self.in_table or self.in_code:
            self._begin_part(node, tag)
        else:
            self._begin_block(node, tag, gap, attributes)
        return child

    def _break_line(self) -> None:
        """A `<br>`: a newline, two of them a blank line."""
        draft = self.draft
        if self.in_code:
            draft.add_fixed("\n")
        elif self.in_table:
            draft.owe(SPACE)
        else:
            draft.owe(PARAGRAPH if draft.gap >= LINE else LINE)

    def _is_formula(self, node: LexborNode, tag: str, attributes: Attributes) -> bool:
        """Write `node` where it is a formula; false where it is to be visited like any other."""
        formula = None if self.in_code else formula_of(node, tag, attributes)
        if formula is None or formula is TWIN:
            return formula is TWIN
        first = len(self.draft.pieces)
        self.draft.add_fixed(formula.delimited())
        self.tally.characters += len(formula.tex)
        self._mark(node, first)
        return True

    def _enter_inline(
        self, node: LexborNode, tag: str, child: LexborNode, attributes: Attributes
    ) -> LexborNode | None:
        gap, saved = 0, None
        if tag == "a":
            self.link_depth += 1
            self.tally.links += not (attributes.get("href") or "#").startswith(("#", "javascript:"))
        elif tag in SMALL_MARKS and not self.in_code and holds_only_text(node, tag):
            self._write_small_mark(node, tag)
            return None
        elif tag == "button" or (attributes and is_hidden(attributes)):
            suspicion = suspicion_of_element(tag, attributes)
            gap = LINE if tag == "button" and not suspicion else SPACE
            saved = self._saved(suspicion)
            self._separate(gap)
        self.opened.append((node, tag, len(self.draft.pieces), gap, saved))
        return child

    def _write_small_mark(self, node: LexborNode, tag: str) -> None:
        """Inline code, a power or an index, in one piece."""
        draft = self.draft
        first = len(draft.pieces)
        if tag in ("sup", "sub"):
            before = draft.pieces[-1] if draft.gap == GLUED and first else ""
            piece = script_text(tag, " ".join(node.text().split()), before)
            if piece:
                draft.add(piece)
        else:
            piece = code_in_text(node.text())
            if piece:
                draft.add_code(piece)
        self.tally.characters += len(piece)
        if piece:
            self._mark(node, first)

    def _begin_block(self, node: LexborNode, tag: str, gap: int, attributes: Attributes) -> None:
        suspicion = Suspicion.NONE
        if attributes or tag in SUSPICIOUS:
            suspicion = suspicion_of_element(tag, attributes)
            if suspicion is Suspicion.LIST and follows_a_paragraph(node):
                suspicion = Suspicion.NONE
        self.draft.break_block(gap)
        saved = None
        if suspicion or tag in STATEFUL:
            saved = self._saved(suspicion)
            if tag in STATEFUL:
                self._begin_stateful(node, tag)
        self.opened.append((node, tag, len(self.draft.pieces), gap, saved))

    def _saved(self, suspicion: Suspicion) -> _Saved:
        before = self.tally.content() if suspicion else NOTHING
        return _Saved(self.draft.kind, self.draft.level, self.in_table, suspicion, before)

    def _begin_stateful(self, node: LexborNode, tag: str) -> None:
        """Headings, lists, quotes, code and tables: they say what the blocks in them are."""
        draft = self.draft
        if tag in KINDS:
            draft.kind, draft.level = KINDS[tag], 0
        if tag in HEADINGS:
            self.tally.headings += 1
            draft.kind, draft.level = BlockKind.HEADING, HEADINGS[tag]
            draft.mark = "#" * draft.level + " "
        elif tag == "li":
            draft.level = max(len(self.lists), 1)
            draft.mark = self._list_mark()
        elif tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else -1)
        elif tag == "pre":
            draft.add_fixed("```")
            draft.gap = LINE
            self.in_code = True
        elif tag == "table" and not arranges_the_page(node):
            self.in_table = True
            draft.kind, draft.level = BlockKind.TABLE, 0

    def _list_mark(self) -> str:
        indent = "  " * min(len(self.lists) - 1, 8)
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            return f"{indent}{self.lists[-1]}. "
        return f"{indent}- "

    def _begin_part(self, node: LexborNode, tag: str) -> None:
        """An element inside code, or inside a table of plain cells: a row is a line, cells stand side by side."""
        draft = self.draft
        gap = LINE if tag == "tr" or self.in_code else SPACE
        if self.in_table and tag in ROW_PARTS:
            self._begin_cell()
        else:
            self._separate(gap)
        if tag == "tr":
            draft.mark = ""
            self.row_first = len(draft.pieces)
        self.opened.append((node, tag, len(draft.pieces), gap, None))

    def _begin_cell(self) -> None:
        """A bar before every cell but the first of a row, also where cells are empty."""
        draft = self.draft
        if len(draft.pieces) > self.row_first:
            draft.gap, draft.mark = GLUED, draft.mark + " | "

    def _separate(self, gap: int) -> None:
        """The gap before and after an element; a block begins unless it lies in a line, a table or code."""
        draft = self.draft
        if self.in_code:
            if draft.pieces[-1][-1:] != "\n":
                draft.owe(LINE)
        elif gap == SPACE or self.in_table:
            draft.owe(gap)
        else:
            draft.new_block = True
            if gap > draft.gap:
                draft.gap = gap

    def _leave(self, tag: str, first: int, gap: int, saved: _Saved | None) -> None:
        if saved is not None:
            self._restore(tag, first, saved)
        self._separate(gap)
        if not self.in_table:
            self.draft.mark = ""

    def _restore(self, tag: str, first: int, saved: _Saved) -> None:
        draft, tally = self.draft, self.tally
        if tag == "pre":
            draft.close_code(first, is_kept=not is_line_numbers("".join(draft.pieces[first:])))
            self.in_code = False
        elif tag in ("ul", "ol"):
            self.lists.pop()
        stop = len(draft.pieces)
        if tag == "h1":
            tally.titles.append((first, stop))
        self.in_table = saved.in_table
        draft.kind, draft.level = saved.kind, saved.level
        if saved.suspicion and stop > first:
            tally.suspect(first - (tag == "pre"), stop, saved.suspicion, saved.before)
