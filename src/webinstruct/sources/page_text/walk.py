"""One pass over a page's tree in document order, writing its text; neither recursive nor going back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.sources.page_text.blocks import Block, BlockKind
from webinstruct.sources.page_text.draft import GLUED, LINE, PARAGRAPH, SPACE, Draft, span_between
from webinstruct.sources.page_text.formula_runs import rewrite_formulae
from webinstruct.sources.page_text.formulae import FORMULA_TAGS, TWIN, formula_of, may_be_formula
from webinstruct.sources.page_text.furniture import Content, Suspicion, is_furniture, suspicion_of_element
from webinstruct.sources.page_text.inline import code_in_text, script_text
from webinstruct.sources.page_text.tags import BREAKS, HEADINGS, IN_CODE, KINDS, LAYOUT, ROW_PARTS, SKIPPED

__all__ = ["Walk"]

Attributes = Mapping[str, str | None]


class _Before(NamedTuple):
    """What stood when a block element began; `gap` is owed before and after it."""

    gap: int
    suspicion: Suspicion
    characters: int
    linked: int
    links: int
    headings: int
    kind: BlockKind
    level: int
    is_table: bool


class Walk:
    """The state of one walk; `opened` is the path to the current node: (node, tag, first piece, block or None)."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.opened: list[tuple[LexborNode, str, int, _Before | None]] = []
        self.marks: list[tuple[int, int, int]] = []
        self.suspects: list[tuple[int, int, Suspicion, Content]] = []
        self.characters = self.linked = self.links = self.headings = 0
        self.link_depth = self.code_depth = self.row_first = 0
        self.in_table = False
        self.lists: list[int] = []

    def run(self, root: LexborNode) -> None:
        """Visit `root` and all below it."""
        opened = self.opened
        node = root
        while True:
            child = self._enter(node)
            if child is not None:
                node = child
                continue
            following = node.next if opened else None
            while following is None:
                if not opened:
                    return
                closing = opened.pop()
                self._leave(*closing)
                following = closing[0].next if opened else None
            node = following

    def finished(self) -> tuple[str, tuple[Block, ...], dict[int, Span]]:
        """The text, its blocks and the span of every element, once every node was visited."""
        draft = self.draft
        for first, stop, suspicion, content in self.suspects:
            if is_furniture(suspicion, content, self.characters):
                draft.strike(first, stop)
        rewrite_formulae(draft)
        text, starts, ends = draft.text()
        spans: dict[int, Span] = {}
        for mem_id, first, stop in self.marks:
            span = span_between(first, stop, starts, ends)
            if span is not None:
                spans[mem_id] = span
        return text, tuple(draft.blocks(starts, ends)), spans

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Write what `node` itself leaves; its first child where that is to be visited."""
        tag = node.tag
        if tag == "-text":
            self._write(node.text_content or "")
            return None
        if tag is None or tag in SKIPPED or tag[0] in "-!":
            return None
        if tag == "br":
            self._break_line()
            return None
        attributes = node.attributes
        names = attributes.get("class") if attributes else None
        if (
            (tag in FORMULA_TAGS or ":" in tag or (names and may_be_formula(names)))
            and not self.code_depth
            and self._is_formula(node, tag, attributes)
        ):
            return None
        child = node.first_child
        if child is None:
            if tag == "hr":
                self.draft.break_block(PARAGRAPH)
            return None
        if tag not in BREAKS:
            return self._enter_inline(node, tag, child, attributes)
        self.opened.append((node, tag, *self._begin_block(node, tag, attributes)))
        return child

    def _write(self, text: str) -> None:
        """A text node: white space collapsed, or kept inside code blocks."""
        draft = self.draft
        if self.code_depth:
            self.characters += len(text)
            draft.add_fixed(text)
            return
        words = text.split()
        if not words:
            if draft.gap == GLUED:
                draft.gap = SPACE
            return
        if draft.gap == GLUED and text[0].isspace():
            draft.gap = SPACE
        piece = " ".join(words)
        draft.add(piece)
        self.characters += len(piece)
        if self.link_depth:
            self.linked += len(piece)
        if text[-1].isspace():
            draft.gap = SPACE

    def _break_line(self) -> None:
        """A `<br>`: a newline, two of them a blank line."""
        draft = self.draft
        if self.code_depth:
            draft.add_fixed("\n")
        elif self.in_table:
            draft.owe(SPACE)
        else:
            draft.owe(PARAGRAPH if draft.gap >= LINE else LINE)

    def _is_formula(self, node: LexborNode, tag: str, attributes: Attributes) -> bool:
        """Write `node` where it is a formula; false where it is to be visited like any other."""
        formula = formula_of(node, tag, attributes)
        if formula is None:
            return tag in ("img", "script")
        if formula is TWIN:
            return True
        first = len(self.draft.pieces)
        self.draft.add_fixed(formula.delimited())
        self.characters += len(formula.tex)
        self.marks.append((node.mem_id, first, first + 1))
        return True

    def _enter_inline(
        self, node: LexborNode, tag: str, child: LexborNode, attributes: Attributes
    ) -> LexborNode | None:
        if tag in ("code", "tt", "sup", "sub") and not self.code_depth and self._is_small_mark(node, tag, child):
            return None
        if tag == "a":
            self.link_depth += 1
            self.links += not (attributes.get("href") or "#").startswith(("#", "javascript:"))
        elif tag == "button":
            return self._enter_button(node, child, attributes)
        self.opened.append((node, tag, len(self.draft.pieces), None))
        return child

    def _enter_button(self, node: LexborNode, child: LexborNode, attributes: Attributes) -> LexborNode | None:
        """A button is furniture unless it opens something (an accordion's question) or says a whole sentence."""
        suspicion = suspicion_of_element("button", attributes)
        before = self._before(LINE if suspicion is Suspicion.NONE else SPACE, suspicion)
        if suspicion is Suspicion.NONE:
            self.draft.break_block(LINE)
        self.opened.append((node, "button", len(self.draft.pieces), before))
        return child

    def _is_small_mark(self, node: LexborNode, tag: str, child: LexborNode) -> bool:
        """Write inline code, a power or an index in one piece; false where it holds more than text."""
        draft = self.draft
        below: LexborNode | None = child
        while below is not None:
            if below.tag != "-text" and (tag[0] == "s" or below.tag not in IN_CODE):
                return False
            below = below.next
        text = node.text()
        first = len(draft.pieces)
        if tag[0] == "s":
            before = draft.pieces[-1] if draft.gap == GLUED and draft.pieces else ""
            piece = script_text(tag, " ".join(text.split()), before)
            if piece:
                draft.add(piece)
        else:
            piece = code_in_text(text)
            if piece:
                draft.add_fixed(piece)
        self.characters += len(piece)
        if piece:
            self.marks.append((node.mem_id, first, first + 1))
        return True

    def _begin_block(self, node: LexborNode, tag: str, attributes: Attributes) -> tuple[int, _Before]:
        draft = self.draft
        gap = BREAKS[tag]
        if self.in_table:
            return self._begin_in_table(tag)
        suspicion = suspicion_of_element(tag, attributes) if attributes or tag == "nav" else Suspicion.NONE
        draft.break_block(gap)
        before = self._before(gap, suspicion)
        if tag in KINDS:
            draft.kind, draft.level = KINDS[tag], 0
        elif tag in HEADINGS:
            self.headings += 1
            draft.kind, draft.level = BlockKind.HEADING, HEADINGS[tag]
            draft.mark = "#" * draft.level + " "
        if tag == "li":
            draft.level = max(len(self.lists), 1)
            draft.mark = self._list_mark()
        elif tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else -1)
        elif tag == "pre":
            self._begin_code()
        elif tag == "table" and not _arranges_the_page(node):
            self.in_table = True
            draft.kind, draft.level = BlockKind.TABLE, 0
        return len(draft.pieces), before

    def _before(self, gap: int, suspicion: Suspicion) -> _Before:
        draft = self.draft
        return _Before(
            gap, suspicion, self.characters, self.linked, self.links, self.headings, draft.kind, draft.level, self.in_table
        )

    def _begin_in_table(self, tag: str) -> tuple[int, _Before]:
        """A part of a table of plain cells: a row is a line, cells stand side by side."""
        draft = self.draft
        if tag == "tr":
            draft.owe(LINE)
            self.row_first = len(draft.pieces)
        elif tag in ROW_PARTS and len(draft.pieces) > self.row_first:
            draft.gap, draft.mark = GLUED, draft.mark + " | "
        else:
            draft.owe(SPACE)
        return len(draft.pieces), self._before(LINE if tag == "tr" else SPACE, Suspicion.NONE)

    def _begin_code(self) -> None:
        self.draft.add_fixed("```")
        self.draft.gap = LINE
        self.code_depth += 1

    def _list_mark(self) -> str:
        indent = "  " * min(len(self.lists) - 1, 8)
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            return f"{indent}{self.lists[-1]}. "
        return f"{indent}- "

    def _leave(self, node: LexborNode, tag: str, first: int, before: _Before | None) -> None:
        draft = self.draft
        stop = len(draft.pieces)
        if stop > first:
            self.marks.append((node.mem_id, first, stop))
        if before is None:
            if tag == "a":
                self.link_depth -= 1
            return
        if tag in ("ul", "ol") and self.lists and not self.in_table:
            self.lists.pop()
        elif tag == "pre" and not before.is_table:
            self._end_code(first)
        self._end_block(tag, before)
        if before.suspicion and stop > first:
            content = Content(
                self.characters - before.characters,
                self.linked - before.linked,
                self.links - before.links,
                self.headings - before.headings,
                any(piece.endswith("?") for piece in draft.pieces[first:stop]),
            )
            self.suspects.append((first, stop, before.suspicion, content))

    def _end_block(self, tag: str, before: _Before) -> None:
        draft = self.draft
        if before.is_table:
            draft.owe(before.gap)
            return
        self.in_table = False
        draft.kind, draft.level = before.kind, before.level
        if before.gap == SPACE:
            draft.owe(SPACE)
        else:
            draft.break_block(before.gap)
            draft.mark = ""

    def _end_code(self, first: int) -> None:
        draft = self.draft
        self.code_depth -= 1
        last = len(draft.pieces) - 1
        while last >= first and not draft.pieces[last].strip():
            draft.pieces[last] = ""
            last -= 1
        if last >= first:
            draft.pieces[last] = draft.pieces[last].rstrip()
            draft.gap = LINE
            draft.add_fixed("```")
        else:
            draft.pieces[first - 1] = ""


def _arranges_the_page(table: LexborNode) -> bool:
    part = table.first_child
    while part is not None:
        if part.is_element_node and part.css_first(LAYOUT) is not None:
            return True
        part = part.next
    return False
