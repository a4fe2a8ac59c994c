"""One pass over a page's tree in document order, writing its text; neither recursive nor going back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.sources.page_text.blocks import Block, BlockKind
from webinstruct.sources.page_text.draft import GLUED, LINE, PARAGRAPH, SPACE, Draft, span_between
from webinstruct.sources.page_text.formula_runs import rewrite_formulae
from webinstruct.sources.page_text.formulae import FORMULA_TAGS, TEX_KEYS, TWIN, formula_of, may_be_formula
from webinstruct.sources.page_text.furniture import (
    Content,
    Suspicion,
    is_furniture,
    is_hidden,
    suspicion_of_element,
)
from webinstruct.sources.page_text.inline import code_in_text, script_text
from webinstruct.sources.page_text.tags import (
    BREAKS,
    HEADINGS,
    IN_CODE,
    KINDS,
    LAYOUT,
    ROW_PARTS,
    SKIPPED,
    SMALL_MARKS,
    STATEFUL,
    SUSPICIOUS,
)

__all__ = ["Walk"]

_TEX_KEYS = frozenset(TEX_KEYS)

Attributes = Mapping[str, str | None]


class _Saved(NamedTuple):
    """What an element that changes the state of the walk restores at its end, and the counts when it began."""

    kind: BlockKind
    level: int
    in_table: bool
    suspicion: Suspicion
    characters: int
    linked: int
    links: int
    headings: int
    questions: int


class Walk:
    """The state of one walk.

    `opened` is the path to the current node: (node, tag, first piece, gap before and after it, saved state or None).
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self.opened: list[tuple[LexborNode, str, int, int, _Saved | None]] = []
        self.marked: list[int] = []
        self.marked_first: list[int] = []
        self.marked_stop: list[int] = []
        self.suspects: list[tuple[int, int, Suspicion, Content]] = []
        self.characters = self.linked = self.links = self.headings = self.questions = 0
        self.link_depth = self.code_depth = self.row_first = 0
        self.last_code = -1
        self.in_table = False
        self.lists: list[int] = []
        self.titles: list[tuple[int, int]] = []

    def run(self, root: LexborNode) -> None:
        """Visit `root` and all below it. The one hot loop: half of all nodes are white space and end here."""
        opened, draft = self.opened, self.draft
        node = root
        while True:
            tag = node.tag
            child = None
            if tag == "-text":
                text = node.text_content or ""
                if self.code_depth or not text.isspace():
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
                self._mark(closed, first)
                if gap or tag == "a":
                    self._leave(tag, first, gap, saved)
                following = closed.next if opened else None
            node = following

    def finished(self) -> tuple[str, tuple[Block, ...], dict[int, Span]]:
        """The text, its blocks and the span of every element, once every node was visited."""
        draft = self.draft
        self._strike_furniture()
        rewrite_formulae(draft)
        text, starts, ends = draft.text()
        spans: dict[int, Span] = {}
        for mem_id, first, stop in zip(self.marked, self.marked_first, self.marked_stop, strict=True):
            span = span_between(first, stop, starts, ends)
            if span is not None:
                spans[mem_id] = span
        return text, tuple(draft.blocks(starts, ends)), spans

    def _strike_furniture(self) -> None:
        """Outermost first, so that no piece is struck twice."""
        untouched = len(self.draft.pieces)
        for first, stop, suspicion, content in reversed(self.suspects):
            if stop <= untouched and is_furniture(suspicion, content, self.characters):
                for begin, end in _outside(self.titles, first, stop):
                    self.draft.strike(begin, end)
                untouched = first

    def _mark(self, node: LexborNode, first: int) -> None:
        """Note which pieces `node` left, once it has ended."""
        stop = len(self.draft.pieces)
        if stop > first:
            self.marked.append(node.mem_id)
            self.marked_first.append(first)
            self.marked_stop.append(stop)

    def _enter(self, node: LexborNode, tag: str) -> LexborNode | None:
        """Write what the element `node` itself leaves; its first child where that is to be visited."""
        if tag == "br":
            self._break_line()
            return None
        attributes = node.attributes
        names = attributes.get("class") if attributes else None
        if (
            (
                tag in FORMULA_TAGS
                or ":" in tag
                or (names and may_be_formula(names))
                or (attributes and not _TEX_KEYS.isdisjoint(attributes))
            )
            and not self.code_depth
            and self._is_formula(node, tag, attributes)
        ):
            return None
        child = node.first_child
        if child is None:
            if tag == "hr":
                self.draft.break_block(PARAGRAPH)
            return None
        gap = BREAKS.get(tag)
        if gap is None:
            return self._enter_inline(node, tag, child, attributes)
        if self.in_table:
            self._begin_in_table(node, tag)
        else:
            self._begin_block(node, tag, gap, attributes)
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
        if self.link_depth and draft.kind is not BlockKind.HEADING:
            self.linked += len(piece)
        if piece[-1] == "?":
            self.questions += 1
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
        if formula is not TWIN:
            first = len(self.draft.pieces)
            self.draft.add_fixed(formula.delimited())
            self.characters += len(formula.tex)
            self._mark(node, first)
        return True

    def _enter_inline(
        self, node: LexborNode, tag: str, child: LexborNode, attributes: Attributes
    ) -> LexborNode | None:
        gap, saved = 0, None
        if tag == "a":
            self.link_depth += 1
            self.links += not (attributes.get("href") or "#").startswith(("#", "javascript:"))
        elif tag in SMALL_MARKS:
            if not self.code_depth and self._is_small_mark(node, tag, child):
                return None
        elif tag == "button" or (attributes and is_hidden(attributes)):
            suspicion = suspicion_of_element(tag, attributes)
            gap = SPACE if suspicion or tag != "button" else LINE
            saved = self._saved(suspicion)
            self._begin_gap(gap)
        self.opened.append((node, tag, len(self.draft.pieces), gap, saved))
        return child

    def _begin_gap(self, gap: int) -> None:
        if gap == SPACE or self.in_table:
            self.draft.owe(SPACE)
        else:
            self.draft.break_block(gap)

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
            piece = self._continued_code(code_in_text(text))
            if piece:
                draft.add_fixed(piece)
                self.last_code = len(draft.pieces) - 1
        self.characters += len(piece)
        self._mark(node, first)
        return True

    def _continued_code(self, piece: str) -> str:
        """Highlighters cut one line of code into many elements: glued to inline code, `piece` continues it."""
        pieces = self.draft.pieces
        last = len(pieces) - 1
        if piece[:1] != "`" or piece[:2] == "``" or last != self.last_code or self.draft.gap != GLUED:
            return piece
        if last < 0 or self.draft.mark or self.draft.new_block or pieces[last][-2:] == "``":
            return piece
        pieces[last] = pieces[last][:-1]
        return piece[1:]

    def _begin_block(self, node: LexborNode, tag: str, gap: int, attributes: Attributes) -> None:
        draft = self.draft
        suspicion = (
            suspicion_of_element(tag, attributes) if attributes or tag in SUSPICIOUS else Suspicion.NONE
        )
        if suspicion is Suspicion.LIST and _follows_a_paragraph(node):
            suspicion = Suspicion.NONE
        draft.break_block(gap)
        saved = None
        if suspicion or tag in STATEFUL:
            saved = self._saved(suspicion)
            if tag in STATEFUL:
                self._begin_stateful(node, tag)
        self.opened.append((node, tag, len(draft.pieces), gap, saved))

    def _begin_stateful(self, node: LexborNode, tag: str) -> None:
        """Headings, lists, quotes, code and tables: they say what the blocks in them are."""
        draft = self.draft
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

    def _saved(self, suspicion: Suspicion) -> _Saved:
        kind, level = self.draft.kind, self.draft.level
        return _Saved(
            kind,
            level,
            self.in_table,
            suspicion,
            self.characters,
            self.linked,
            self.links,
            self.headings,
            self.questions,
        )

    def _begin_in_table(self, node: LexborNode, tag: str) -> None:
        """A part of a table of plain cells: a row is a line, cells stand side by side."""
        draft = self.draft
        gap = SPACE
        if tag == "tr":
            gap = LINE
            draft.owe(LINE)
            self.row_first = len(draft.pieces)
        elif tag in ROW_PARTS and len(draft.pieces) > self.row_first:
            draft.gap, draft.mark = GLUED, draft.mark + " | "
        else:
            draft.owe(SPACE)
        self.opened.append((node, tag, len(draft.pieces), gap, None))

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

    def _leave(self, tag: str, first: int, gap: int, saved: _Saved | None) -> None:
        draft = self.draft
        if tag == "a":
            self.link_depth -= 1
            return
        if saved is not None:
            self._restore(tag, first, saved)
        if gap == SPACE or self.in_table:
            draft.owe(gap)
        else:
            draft.break_block(gap)
            draft.mark = ""

    def _restore(self, tag: str, first: int, saved: _Saved) -> None:
        draft = self.draft
        stop = len(draft.pieces)
        if tag == "pre":
            self._end_code(first)
        elif tag in ("ul", "ol"):
            self.lists.pop()
        elif tag == "h1":
            self.titles.append((first, stop))
        self.in_table = saved.in_table
        draft.kind, draft.level = saved.kind, saved.level
        if saved.suspicion and stop > first:
            content = Content(
                self.characters - saved.characters,
                self.linked - saved.linked,
                self.links - saved.links,
                self.headings - saved.headings,
                self.questions > saved.questions,
            )
            self.suspects.append((first, stop, saved.suspicion, content))

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


def _outside(titles: list[tuple[int, int]], first: int, stop: int) -> list[tuple[int, int]]:
    """The parts of [first, stop) between the page's titles: a bar may be furniture, the title in it is not."""
    parts: list[tuple[int, int]] = []
    for begin, end in titles[bisect_left(titles, (first, 0)) : bisect_left(titles, (stop, 0))]:
        parts.append((first, begin))
        first = end
    return [*parts, (first, stop)]


def _follows_a_paragraph(node: LexborNode) -> bool:
    """Whether what stands right before `node` is running text: then a list of links is what the text announces."""
    before = node.prev
    if before is not None and before.tag == "-text" and not (before.text_content or "").strip():
        before = before.prev
    return before is not None and before.tag in ("p", "-text")
