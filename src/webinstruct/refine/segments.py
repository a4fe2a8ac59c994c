"""A text as code and prose: rules may touch prose only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["prose_changed", "segments"]

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_INLINE = re.compile(r"`[^`\n]+`")


def segments(text: str) -> Iterator[tuple[bool, str]]:
    """The pieces of `text` in order, each with whether it is code: fenced blocks and spans between backquotes.

    >>> list(segments("See `x`.\\n```\\na  b\\n```\\n"))
    [(False, 'See '), (True, '`x`'), (False, '.\\n'), (True, '```\\na  b\\n```'), (False, '\\n')]
    """
    position = 0
    fence, start = "", 0
    for match in _FENCE.finditer(text):
        mark = match[1]
        if not fence:
            fence, start = mark, match.start()
        elif mark[0] == fence[0] and len(mark) >= len(fence):
            yield from _with_inline(text[position:start])
            yield True, text[start : match.end()]
            position, fence = match.end(), ""
    if fence:
        yield from _with_inline(text[position:start])
        yield True, text[start:]
    else:
        yield from _with_inline(text[position:])


def prose_changed(text: str, change: Callable[[str], str]) -> str:
    """`text` with `change` applied to each piece that is not code.

    >>> prose_changed("a `b` c", str.upper)
    'A `b` C'
    """
    return "".join(piece if code else change(piece) for code, piece in segments(text))


def _with_inline(prose: str) -> Iterator[tuple[bool, str]]:
    position = 0
    for match in _INLINE.finditer(prose):
        if match.start() > position:
            yield False, prose[position : match.start()]
        yield True, match[0]
        position = match.end()
    if position < len(prose):
        yield False, prose[position:]
