"""Markdown in which nothing from a page or a path can act: every value goes through `plain`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["fenced", "plain", "table"]

_SIGNS = re.compile(r"([\\`*_\[\]()|~$])")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_RUN_OF_TICKS = re.compile(r"`+")


def plain(value: object, longest: int = 200) -> str:
    r"""`value` as text that Markdown shows as it is, on one line, cut to `longest` characters.

    >>> plain("<b>a|b</b> [x](y)")
    '&lt;b&gt;a\\|b&lt;/b&gt; \\[x\\]\\(y\\)'
    """
    text = _UNPRINTABLE.sub(" ", str(value))
    if len(text) > longest:
        text = text[: longest - 3] + "..."
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SIGNS.sub(r"\\\1", text)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; columns whose cells are numbers stand to the right.

    >>> print(table(["domain", "pairs"], [("a.example", 1200)]))
    | domain | pairs |
    | --- | ---: |
    | a.example | 1,200 |
    """
    body = [list(row) for row in rows]
    numeric = [bool(body) and all(isinstance(row[n], int | float) for row in body) for n in range(len(heads))]
    lines = [heads, ["---:" if right else "---" for right in numeric]]
    cells = [[f"{cell:,}" if isinstance(cell, int) else plain(cell) for cell in row] for row in body]
    return "\n".join(f"| {' | '.join(line)} |" for line in [*lines, *cells])


def fenced(text: str, language: str = "") -> str:
    """`text` as a code block, whose fence is longer than any run of backticks in it.

    >>> print(fenced("a ``` b"))
    ````
    a ``` b
    ````
    """
    longest = max((len(run) for run in _RUN_OF_TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
