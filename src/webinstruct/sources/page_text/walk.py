"""One pass over a page's tree, from the first node to the last, writing its text."""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webinstruct.sources.page_text.blocks import BlockKind, PageText
from webinstruct.sources.page_text.draft import LINE, PARAGRAPH, SPACE, Draft, span_between
from webinstruct.sources.page_text.furniture import Content, Suspicion, is_furniture, reveals_content, suspicion_of

__all__ = ["page_text", "parse_html"]

_SKIPPED = frozenset(
    """script style template noscript svg select option datalist textarea input iframe object embed canvas audio video
    map head frameset noframes link meta base progress meter dialog""".split()
)
_PARAGRAPHS = frozenset(
    """p h1 h2 h3 h4 h5 h6 ul ol dl pre blockquote table section article header footer nav aside main figure fieldset
    form details hr address center caption figcaption""".split()
)
_LINES = frozenset("div li dt dd tr td th summary legend thead tbody tfoot body html menu dir optgroup".split())
_NAVIGATION_ROLES = frozenset("navigation banner contentinfo search menu menubar toolbar complementary".split())
_KINDS = {
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.TERM,
    "dd": BlockKind.DEFINITION,
    "blockquote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
    "table": BlockKind.TABLE,
}


class _Open(NamedTuple):
    """An element whose end is still to come, and what stood when it began."""

    node: LexborNode
    tag: str
    first: int
    gap: int
    suspicion: Suspicion
    characters: int
    linked: int
    links: int
    kind: BlockKind
    level: int


def parse_html(html: str) -> LexborHTMLParser:
    """The tree that `page_text` and the extractors share."""
    return LexborHTMLParser(html)


def page_text(tree: LexborHTMLParser) -> PageText:
    """The text of a page without its furniture, formulae as LaTeX; linear in the size of the page."""
    walk = _Walk()
    root = tree.body or tree.root
    if root is not None:
        walk.run(root)
    return walk.finished(_title(tree))


def _title(tree: LexborHTMLParser) -> str:
    for selector in ("head title", "h1"):
        node = tree.css_first(selector)
        if node is not None:
            title = " ".join(node.text().split())
            if title:
                return title
    return ""


class _Walk:
    """The state of one walk; `opened` is the path from the root to the current node."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.opened: list[_Open] = []
        self.marks: list[tuple[int, int, int]] = []
        self.suspects: list[tuple[int, int, Suspicion, Content]] = []
        self.characters = self.linked = self.links = 0
        self.link_depth = self.code_depth = 0
        self.lists: list[int] = []

    def run(self, root: LexborNode) -> None:
        """Visit `root` and all below it in document order, without recursion."""
        node = root
        while True:
            child = self.enter(node)
            if child is not None:
                node = child
                continue
            following = node.next if self.opened else None
            while following is None:
                if not self.opened:
                    return
                closing = self.opened.pop()
                self.leave(closing)
                following = closing.node.next if self.opened else None
            node = following

    def enter(self, node: LexborNode) -> LexborNode | None:
        """Write what `node` itself leaves; its first child where that is to be visited."""
        tag = node.tag
        if tag == "-text":
            self.write(node.text_content or "")
            return None
        if tag is None or tag[0] in "-!" or tag in _SKIPPED:
            return None
        if tag == "br":
            self.break_line()
            return None
        child = node.first_child
        if child is None:
            return None
        self.open(node, tag)
        return child

    def write(self, text: str) -> None:
        """A text node: white space collapsed, or kept inside code blocks."""
        draft = self.draft
        if self.code_depth:
            draft.add_fixed(text)
            self.characters += len(text)
            return
        words = text.split()
        if not words:
            draft.owe(SPACE)
            return
        if text[0].isspace():
            draft.owe(SPACE)
        piece = " ".join(words)
        draft.add(piece)
        self.characters += len(piece)
        if self.link_depth:
            self.linked += len(piece)
        if text[-1].isspace():
            draft.gap = SPACE

    def break_line(self) -> None:
        """A `<br>`: a newline, two of them a blank line."""
        draft = self.draft
        if self.code_depth:
            draft.add_fixed("\n")
        else:
            draft.owe(PARAGRAPH if draft.gap == LINE else LINE)

    def open(self, node: LexborNode, tag: str) -> None:
        draft = self.draft
        kind, level = draft.kind, draft.level
        gap = PARAGRAPH if tag in _PARAGRAPHS else LINE if tag in _LINES else 0
        suspicion = Suspicion.NONE
        if gap:
            draft.break_block(gap)
            attributes = node.attributes
            if attributes:
                suspicion = max(suspicion_of(attributes.get("class") or ""), suspicion_of(attributes.get("id") or ""))
            if tag == "nav" or attributes.get("role") in _NAVIGATION_ROLES:
                suspicion = Suspicion.STRONG
            self.begin_block(tag)
        elif tag == "a":
            self.link_depth += 1
            self.links += 1
        self.opened.append(
            _Open(
                node, tag, len(draft.pieces), gap, suspicion, self.characters, self.linked, self.links, kind, level
            )
        )

    def begin_block(self, tag: str) -> None:
        draft = self.draft
        if tag in _KINDS:
            draft.kind, draft.level = _KINDS[tag], 0
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            draft.kind, draft.level = BlockKind.HEADING, int(tag[1])
            draft.mark = "#" * draft.level + " "
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            draft.level = max(len(self.lists), 1)
            draft.mark = self.list_mark()
        elif tag == "pre":
            draft.add_fixed("```")
            draft.gap = LINE
            self.code_depth += 1

    def list_mark(self) -> str:
        indent = "  " * min(len(self.lists) - 1, 8)
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            return f"{indent}{self.lists[-1]}. "
        return f"{indent}- "

    def leave(self, closing: _Open) -> None:
        draft = self.draft
        stop = len(draft.pieces)
        if stop > closing.first:
            self.marks.append((closing.node.mem_id, closing.first, stop))
        tag = closing.tag
        if tag == "a":
            self.link_depth -= 1
        if not closing.gap:
            return
        if tag in ("ul", "ol"):
            self.lists.pop()
        elif tag == "pre":
            self.code_depth -= 1
            draft.gap = LINE
            draft.add_fixed("```")
        draft.break_block(closing.gap)
        draft.mark = ""
        draft.kind, draft.level = closing.kind, closing.level
        if closing.suspicion and stop > closing.first:
            content = Content(
                self.characters - closing.characters, self.linked - closing.linked, self.links - closing.links, 0
            )
            self.suspects.append((closing.first, stop, closing.suspicion, content))

    def finished(self, title: str) -> PageText:
        """The page's text once every node was visited."""
        draft = self.draft
        for first, stop, suspicion, content in self.suspects:
            held = Content(content.characters, content.linked, content.links, self.characters)
            if is_furniture(suspicion, held):
                draft.strike(first, stop)
        text, starts, ends = draft.text()
        spans = {}
        for mem_id, first, stop in self.marks:
            span = span_between(first, stop, starts, ends)
            if span is not None:
                spans[mem_id] = span
        return PageText(title, text, tuple(draft.blocks(starts, ends)), spans)
