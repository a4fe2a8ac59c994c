"""What elements do to the text: blocks, lists, tables, code and links, begun and ended in document order."""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.blocks import BlockKind
from webinstruct.sources.page_text.draft import GLUED, LINE, PARAGRAPH, SPACE, Draft
from webinstruct.sources.page_text.furniture import NOTHING, Content, is_line_numbers
from webinstruct.sources.page_text.inline import code_in_text, script_text
from webinstruct.sources.page_text.list_marks import OpenList, indent_of, list_of, number_before
from webinstruct.sources.page_text.roles import Role
from webinstruct.sources.page_text.surroundings import (
    arranges_the_page,
    asks_for_input,
    follows_a_paragraph,
    opens_on_click,
)
from webinstruct.sources.page_text.suspicion import Suspicion, suspicion_of_element
from webinstruct.sources.page_text.tags import HEADINGS, KINDS, ROW_PARTS
from webinstruct.sources.page_text.tally import Tally

__all__ = ["Saved", "Writer"]

Attributes = Mapping[str, str | None]


Saved = tuple[BlockKind, int, bool, Suspicion, Content]
"""What an element that changes the state of the walk restores at its end: the kind and level of its surroundings,
whether they are a table; then its own suspicion, and what it is judged from."""


class Writer:
    """The state of a page being written; `opened` is the path to the current node.

    An entry of `opened` is (node, tag, first piece, gap before and after it, saved state or None). `lists` are
    the lists around it, `hidden` the hidden elements by their first piece.
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self.tally = Tally()
        self.opened: list[tuple[LexborNode, str, int, int, Saved | None]] = []
        self.lists: list[OpenList] = []
        self.link_depth = self.row_first = 0
        self.in_code = self.in_table = False
        self.hidden: dict[int, LexborNode] = {}

    def write(self, text: str) -> None:
        """A text node: white space collapsed, or kept inside code blocks."""
        draft, tally = self.draft, self.tally
        if self.in_code:
            tally.characters += len(text)
            draft.add_fixed(text)
            return
        piece = " ".join(text.split())
        length = len(piece)
        if length == len(text):  # no white space at its ends: most text nodes have none to look at
            draft.add(piece)
        elif piece:
            if draft.gap == GLUED and text[0].isspace():
                draft.gap = SPACE
            draft.add(piece)
            if text[-1].isspace():
                draft.gap = SPACE
        tally.characters += length
        if self.link_depth and draft.kind is not BlockKind.HEADING:
            tally.linked += length
        if piece[-1:] == "?":
            tally.questions += 1

    def break_line(self) -> None:
        """A `<br>`: a newline, two of them a blank line."""
        draft = self.draft
        if self.in_code:
            draft.add_fixed("\n")
        elif self.in_table:
            draft.owe(SPACE)
        else:
            draft.owe(PARAGRAPH if draft.gap >= LINE else LINE)

    def small_mark(self, node: LexborNode, tag: str) -> bool:
        """Inline code, a power or an index, in one piece; false where it left nothing."""
        draft = self.draft
        if tag in ("sup", "sub"):
            before = draft.pieces[-1] if draft.gap == GLUED and draft.pieces else ""
            piece = script_text(tag, " ".join(node.text().split()), before)
            if piece:
                draft.add(piece)
        else:
            piece = code_in_text(node.text())
            if piece:
                draft.add_code(piece)
        self.tally.characters += len(piece)
        return bool(piece)

    def write_void(self, tag: str) -> None:
        """An element without anything in it: a rule, or an empty cell."""
        if tag == "hr":
            self.draft.break_block(PARAGRAPH)
        elif self.in_table and tag in ROW_PARTS:
            self.begin_cell()

    def begin_link(self, attributes: Attributes) -> None:
        """An `<a>` that is to be pushed on `opened` with no gap: a link to another place, or one inside the page."""
        self.link_depth += 1
        if not (attributes.get("href") or "#").startswith(("#", "javascript:")):
            self.tally.link_starts.append(len(self.draft.pieces))

    def begin_inline(self, node: LexborNode, tag: str, attributes: Attributes, is_hidden: bool) -> None:
        """An element in a line that hides, is a button, or has attributes that say something."""
        gap, saved = 0, None
        if tag == "a":
            self.begin_link(attributes)
        elif tag == "button" or is_hidden:
            suspicion = self._suspicion(node, tag, suspicion_of_element(tag, attributes))
            gap = LINE if tag == "button" and not suspicion else SPACE
            saved = self._saved(suspicion)
            self._separate(gap)
        self.opened.append((node, tag, len(self.draft.pieces), gap, saved))

    def begin_block(
        self, node: LexborNode, tag: str, role: Role, attributes: Attributes, suspicion: Suspicion
    ) -> None:
        """A block outside of code and tables of plain cells; `suspicion` is that of the element by itself."""
        if suspicion or tag == "form":
            suspicion = self._suspicion(node, tag, suspicion)
        draft = self.draft
        draft.break_block(role.gap)
        saved = None
        if suspicion or role.is_stateful:
            saved = self._saved(suspicion)
            if role.is_stateful:
                self._begin_stateful(node, tag, attributes)
        self.opened.append((node, tag, len(draft.pieces), role.gap, saved))

    def _saved(self, suspicion: Suspicion) -> Saved:
        before = self.tally.content() if suspicion else NOTHING
        return self.draft.kind, self.draft.level, self.in_table, suspicion, before

    def _suspicion(self, node: LexborNode, tag: str, suspicion: Suspicion) -> Suspicion:
        """What is left of `suspicion`, which an element raises by itself, where it stands."""
        if suspicion is Suspicion.LIST and follows_a_paragraph(node):
            return Suspicion.NONE
        if tag == "form" and not suspicion:
            return asks_for_input(node)
        if suspicion is Suspicion.HIDDEN:
            if opens_on_click(node):
                return Suspicion.NONE
            self.hidden[len(self.draft.pieces)] = node
        return suspicion

    def _begin_stateful(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """Headings, lists, quotes, code and tables: they say what the blocks in them are."""
        draft = self.draft
        if tag in KINDS:
            draft.kind, draft.level = KINDS[tag], 0
        if tag == "li":
            draft.level = max(len(self.lists), 1)
            if self.lists and self.lists[-1].number >= 0 and attributes.get("value"):
                self.lists[-1].number = number_before(attributes["value"])
            draft.mark = self._list_mark()
        elif tag in HEADINGS:
            self.tally.headings += 1
            draft.kind, draft.level = BlockKind.HEADING, HEADINGS[tag]
            draft.mark = "#" * draft.level + " "
        elif tag in ("ul", "ol"):
            self.lists.append(list_of(tag, attributes))
        elif tag == "pre":
            draft.add_fixed("```")
            draft.gap = LINE
            self.in_code = True
        elif tag == "table" and not arranges_the_page(node):
            self.in_table = True
            draft.kind, draft.level = BlockKind.TABLE, 0

    def _list_mark(self) -> str:
        return indent_of(len(self.lists)) + self.lists[-1].next_mark() if self.lists else "- "

    def begin_part(self, node: LexborNode, tag: str) -> None:
        """An element inside code, or inside a table of plain cells: a row is a line, cells stand side by side."""
        draft = self.draft
        gap = LINE if tag == "tr" or self.in_code else SPACE
        if self.in_table and tag in ROW_PARTS:
            self.begin_cell()
        else:
            self._separate(gap)
        if tag == "tr":
            draft.mark = ""
            self.row_first = len(draft.pieces)
        self.opened.append((node, tag, len(draft.pieces), gap, None))

    def begin_cell(self) -> None:
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

    def separate_after(self, gap: int) -> None:
        """What follows an element is set off from it."""
        draft = self.draft
        if self.in_table:
            self._separate(gap)
            return
        draft.mark = ""
        if self.in_code or gap == SPACE:
            self._separate(gap)
        else:
            draft.new_block = True
            if gap > draft.gap:
                draft.gap = gap

    def restore(self, tag: str, first: int, saved: Saved) -> None:
        """The end of an element that changed what the blocks inside it were, or is under suspicion."""
        draft, tally = self.draft, self.tally
        if tag == "pre":
            draft.close_code(first, is_kept=not is_line_numbers("".join(draft.pieces[first:])))
            self.in_code = False
        elif tag in ("ul", "ol"):
            self.lists.pop()
        stop = len(draft.pieces)
        if tag == "h1":
            tally.titles.append((first, stop))
        draft.kind, draft.level, self.in_table, suspicion, before = saved
        if suspicion and stop > first:
            tally.suspect(first - (tag == "pre"), stop, suspicion, before)
