"""A page as a language model is shown it: numbered lines that it may point at, and marker lines that it may not.

Every line of the page stands behind its number and a bar, and a marker never does: whatever a page says, it can
neither fake a marker nor the end of the page.

Markers: `[post 2 by other, accepted, score 61]`, `[post 2 by other, continued]` where a view begins within it,
`[end of post 2]` before comments and what else stands between posts, `[question 3]` and `[answer 3]` where the page
marks several questions, `[lines 4 to 9 again]` for a copy that is left out, and the fences around code. Within a
numbered line, `#` marks a heading, `> ` a quote, `-- ` a signature, ` [link]` at the end a line that leads elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from webinstruct.core.spans import Span
from webinstruct.extract.structure.labels import Label
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.posts import Post, posts_of
from webinstruct.extract.view.marks import CONTINUED, Mark, marks_of
from webinstruct.extract.view.page_view import Piece, view_of

__all__ = ["Line", "NumberedPage", "numbered_page", "shown"]

_FENCE = "```"
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line; `number` counts from 1.

    `spans` are its characters in the page's text, in order. `shown` is one physical line. `mark` holds the marker
    lines that stand before it; `within` the one that holds for it, said again where a view begins with it. `post` and
    `fence` are the index of the post and of the block of code that it stands in, -1 outside.
    """

    number: int
    spans: tuple[Span, ...]
    shown: str
    mark: str = ""
    within: str = ""
    post: int = -1
    fence: int = -1


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """All lines of one page; `posts` in reading order, as lines name them by index; `labels` as they begin lines."""

    title: str
    url: str
    text: str
    lines: tuple[Line, ...]
    posts: Sequence[Post] = ()
    labels: Sequence[Label] = ()


def numbered_page(page: Page) -> NumberedPage:
    """The page in numbered lines; time linear in its size."""
    posts = tuple(posts_of(page))
    lines = tuple(_numbered(view_of(page, posts), marks_of(posts)))
    title = " ".join(page.title.split())[:_LONGEST_TITLE]
    return NumberedPage(title, "".join(page.url.split()), page.text, lines, posts, page.labels)


def _numbered(pieces: Iterator[Piece], marks: Sequence[Mark]) -> Iterator[Line]:
    state = ""
    numbers: dict[int, int] = {}
    for number, piece in enumerate(pieces, 1):
        here = _mark_at(piece, marks)
        mark = here if here != state else ""
        within = here if mark or piece.post < 0 else here[:-1] + CONTINUED
        copy = _copy_mark(piece, numbers)
        before = f"{copy}\n{mark}" if copy and mark else copy or mark
        yield Line(number, (piece.span,), piece.shown, before, within, piece.post, piece.fence)
        numbers[piece.span[0]] = number
        state = here


def _copy_mark(piece: Piece, numbers: Mapping[int, int]) -> str:
    """What stands for lines that the page repeats before a piece."""
    if piece.again is None:
        return ""
    first, last = (numbers.get(start) for start in piece.again)
    return f"[lines {first} to {last} again]" if first and last else ""


def _mark_at(piece: Piece, marks: Sequence[Mark]) -> str:
    if piece.post >= 0:
        return marks[piece.post].begin
    return marks[piece.after].end if piece.after >= 0 else ""


def shown(lines: Sequence[Line]) -> str:
    r"""Consecutive lines as text for a prompt; the marker and the fence that hold for the first are said again.

    >>> print(shown([Line(7, ((0, 3),), "Yes:", "", "[post 2, continued]", 1), Line(8, ((4, 6),), "x = 1", fence=0)]))
    [post 2, continued]
    7| Yes:
    ```
    8| x = 1
    ```
    """
    parts: list[str] = []
    fence = -1
    for k, line in enumerate(lines):
        if fence not in (-1, line.fence):
            parts.append(_FENCE)
        if mark := line.mark if k else line.within:
            parts.append(mark)
        if line.fence not in (-1, fence):
            parts.append(_FENCE)
        parts.append(f"{line.number}| {line.shown}")
        fence = line.fence
    return "\n".join([*parts, _FENCE] if fence >= 0 else parts)
