"""White space: what is invisible or repeated goes, what separates stays."""

from __future__ import annotations

import re
from textwrap import dedent

__all__ = ["tidy", "unindented"]

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_BLANKS = re.compile(r"[ \t\u00a0\u2002-\u200a\u202f\u205f\u3000]+")
_INLINE_CODE = re.compile(r"(`[^`\n]+`)")
# Depth that says something: a list's, or the four blanks and more of code without a fence.
_DEPTH = re.compile(r"[ \t]*(?=(?:[-*•]|\d{1,3}[.)]) )|(?:\t| {4})[ \t]*(?=\S)")


def tidy(text: str) -> str:
    r"""`text` with one blank between words, at most one empty line, none at the edges; code and list depth stay.

    >>> tidy("  A\u00a0 set  \n\n\n\n of\u200b sets.\n```\na   b\n\n\nc\n```  ")
    'A set\n\nof sets.\n```\na   b\n\n\nc\n```'
    >>> tidy("- one\n  - two   `x  y`\n for i:\n    print(i)")
    '- one\n  - two `x  y`\nfor i:\n    print(i)'
    """
    lines: list[str] = []
    fenced = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        is_fence = line.lstrip().startswith("```")
        if fenced and not is_fence:
            lines.append(line)
            continue
        fenced ^= is_fence
        tidied = line.rstrip() if is_fence else _tidy_line(line)
        if tidied or (lines and lines[-1]):
            lines.append(tidied)
    return unindented("\n".join(lines))


def unindented(text: str) -> str:
    r"""`text` without blank lines at its edges; the first line keeps its indent where the next has one too.

    Lines that are all indented, such as code without a fence, move left together.

    >>> unindented("\n    def f():\n        return 1\n "), unindented("    One.\nTwo.")
    ('def f():\n    return 1', 'One.\nTwo.')
    """
    lines = text.rstrip().split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    following = next((line for line in lines[1:] if line.strip()), "")
    if not following[:1].isspace() or lines[0].lstrip().startswith("```"):
        return "\n".join(lines).strip()
    left = "\n".join(lines)
    return left if "```" in left else dedent(left)


def _tidy_line(line: str) -> str:
    indent = _DEPTH.match(line)
    depth = indent[0].replace("\t", "    ") if indent else ""
    parts = _INLINE_CODE.split(line)
    tidied = [part if k % 2 else _BLANKS.sub(" ", _INVISIBLE.sub("", part)) for k, part in enumerate(parts)]
    body = "".join(tidied).strip()
    return depth + body if body else ""
