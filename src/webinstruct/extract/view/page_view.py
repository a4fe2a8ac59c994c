"""What of a page's text a model is shown, and how: quotes and links told apart, what the site repeats left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from webinstruct.core.spans import Span
from webinstruct.extract.fences import Fence, fences
from webinstruct.extract.structure.chrome import is_chrome
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import QUOTES, SIGNATURES
from webinstruct.extract.structure.threads.posts import Post
from webinstruct.extract.view.copies import copied
from webinstruct.extract.view.pieces import bounded, parts
from webinstruct.extract.view.sweep import Sweep

__all__ = ["Piece", "view_of"]

_WRITTEN = re.compile(r"^[^\n]*\S", re.MULTILINE)
_LINE_END = re.compile(r"[\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")
_INDENT = re.compile(r"\s*")
_MARK = re.compile(r"\s*(?:#{1,6} |[-*•] |\d{1,3}[.)] )?")
_RULE = re.compile(r"[\s#*_=|•·–—\-\u200b-\u200f\ufeff]*")
_LETTERS = re.compile(r"[^\W\d_]{2}|[\u0e00-\uffff]")
_FEWEST_LINK_CHARS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a part of a long one.

    `after`: outside posts, the index of the last one that began before it. `again`: where the first and the last of
    the lines start that stand before it once more and are left out.
    """

    span: Span
    shown: str
    post: int = -1
    after: int = -1
    fence: int = -1
    again: Span | None = None


def view_of(page: Page, posts: Sequence[Post]) -> Iterator[Piece]:
    """The pieces of a page's text in reading order."""
    blocks = [block for block in fences(page.text) if page.text[block.first : block.last].strip()]
    return _Viewer(page, posts, blocks).pieces()


class _Viewer:
    """Walks a page's lines once, with what is known of them beside."""

    def __init__(self, page: Page, posts: Sequence[Post], blocks: Sequence[Fence]) -> None:
        self._page, self._text, self._blocks = page, page.text, blocks
        self._written = [_written(page.text, block) for block in blocks]
        self._posts = Sweep(post.place or (0, 0) for post in posts)
        self._begun = Sweep((post.place[0], len(page.text)) for post in posts if post.place)
        self._fences = Sweep((block.start, block.end) for block in blocks)
        self._quotes = Sweep(_quotes(page, posts))
        self._signatures = Sweep(_spans(page, SIGNATURES) if "sig" in page.vocabulary else ())
        self._links = _links_elsewhere(page)
        self._names = {" ".join(post.author.split()) for post in posts} - {""}
        self._seen: set[str] = set()

    def pieces(self) -> Iterator[Piece]:
        lines = [(*m.span(), self._fences.at(m.end() - 1)) for m in _WRITTEN.finditer(self._text)]
        copies = copied(self._text, [(start, end) for start, end, fence in lines if fence < 0])
        again: list[int] = []
        for start, end, fence in lines:
            if start in copies:
                again.append(copies[start] + _indent(self._text, copies[start]))
                continue
            for piece in self._code(start, end, fence) if fence >= 0 else self._prose(start, end):
                yield replace(piece, again=(min(again), max(again))) if again else piece
                again = []

    def _code(self, start: int, end: int, fence: int) -> Iterator[Piece]:
        """A line of code; the first of a block takes the opening fence with it, the last the closing one."""
        block = self._blocks[fence]
        post, after = self._post_at(end - 1)
        if not block.first <= start < block.last:
            return
        text = self._text
        for first, last in bounded(text, start, end):
            words = _one_line(text[first:last])
            first = block.start if first <= self._written[fence][0] else first
            last = block.end if last >= self._written[fence][1] else last
            yield Piece((first, last), words, post, after, fence)

    def _prose(self, start: int, end: int) -> Iterator[Piece]:
        line = self._text[start:end]
        words = line.strip()
        post, after = self._post_at(end - 1)
        is_quote = self._quotes.at(end - 1) >= 0
        is_said = is_quote and words in self._seen
        if is_said or _RULE.fullmatch(words) or (post < 0 <= after and self._is_around(words)):
            return
        self._seen.add(words)
        prefix = "> " if is_quote else "-- " if self._signatures.at(end - 1) >= 0 else ""
        indent = line[: len(line) - len(line.lstrip())]
        suffix = " [link]" if self._is_link(start, end) else ""
        spans = list(parts(self._text, start, end))
        for first, stop in spans:
            shown = _one_line(
                prefix + indent + self._text[first:stop] + (suffix if stop == spans[-1][1] else "")
            )
            yield Piece((first, stop), shown, post, after)
            indent = ""

    def _post_at(self, position: int) -> tuple[int, int]:
        post = self._posts.at(position)
        return post, max(self._begun.at(position), post)

    def _is_around(self, words: str) -> bool:
        """Whether a line between posts is the site's: a count, a button, the name of who wrote.

        Where nobody is named the posts are marked questions, and "Answer: 5" may stand beside the mark-up.
        """
        if not self._names:
            return False
        bare = _MARK.sub("", words, count=1)
        return is_chrome(words) or bare in self._names or _LETTERS.search(bare) is None

    def _is_link(self, start: int, end: int) -> bool:
        """Whether a line that is no heading is all one link to another page, so that the rest stands there."""
        mark = _MARK.match(self._text, start, end)
        first = mark.end() if mark else start
        is_heading = self._text[start:first].lstrip().startswith("#")
        return not is_heading and end - first >= _FEWEST_LINK_CHARS and self._links.get(first, -1) >= end


def _written(text: str, block: Fence) -> Span:
    """The code of a block without blank lines and indent at its edges."""
    code = text[block.first : block.last]
    return block.last - len(code.lstrip()), block.first + len(code.rstrip())


def _indent(text: str, start: int) -> int:
    found = _INDENT.match(text, start)
    return found.end() - start if found else 0


def _one_line(text: str) -> str:
    return _LINE_END.sub(" ", text)


def _quotes(page: Page, posts: Sequence[Post]) -> list[Span]:
    """Where words are marked as somebody else's; some forums keep the whole body of a post in a blockquote."""
    quoted = _spans(page, QUOTES) if "quote" in page.vocabulary or "citation" in page.vocabulary else []
    plain = _spans(page, "blockquote") if "<blockquote" in page.html or "<BLOCKQUOTE" in page.html else []
    bodies = sorted(post.place for post in posts if post.place)
    return quoted + [span for span in plain if not _holds_one(span, bodies)]


def _spans(page: Page, selector: str) -> list[Span]:
    return [span for span in map(page.span, page.nodes(selector)) if span is not None]


def _holds_one(span: Span, bodies: Sequence[Span]) -> bool:
    first = bisect_left(bodies, (span[0], 0))
    return first < len(bodies) and bodies[first][1] <= span[1]


def _links_elsewhere(page: Page) -> dict[int, int]:
    """Start to end of every link that leads away from the page."""
    spans: dict[int, int] = {}
    for node in page.nodes("a[href]"):
        span = page.span(node)
        if span is None or span[1] - span[0] < _FEWEST_LINK_CHARS:
            continue
        address = (node.attributes.get("href") or "#").strip().lower()
        if not address.startswith(("#", "javascript:", "mailto:")) and address != page.url.lower():
            spans[span[0]] = max(span[1], spans.get(span[0], 0))
    return spans
