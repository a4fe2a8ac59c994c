"""Text from pages made safe and short for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from rich.cells import cell_len

__all__ = ["indented", "one_line", "percent", "printable", "shortened"]

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,500}(?:\x07|\x1b\\))")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def printable(text: str) -> str:
    r"""`text` without escape sequences and control characters; line feeds and tabs stay.

    >>> printable("\x1b[31mred\x1b[0m \x07bell\x1b]0;title\x07")
    'red bell'
    """
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _ESCAPES.sub("", text)))


def shortened(text: str, most: int) -> str:
    """`text` cut to `most` characters, with a word on what is missing.

    >>> shortened("abcdefgh", 3)
    'abc [... 5 more characters]'
    """
    return text if len(text) <= most else f"{text[:most]} [... {len(text) - most:,} more characters]"


def one_line(text: str, most: int = 100) -> str:
    r"""`text` on one line of at most `most` characters.

    >>> one_line("a\n\n b " + "c" * 9, 8)
    'a b c...'
    """
    line = " ".join(printable(text[: 20 * most]).split())
    return line if len(line) <= most else line[: most - 3] + "..."


def indented(text: str, prefix: str, width: int = 100) -> Iterable[str]:
    """The lines of `text`, wrapped to about `width` cells of a terminal, each behind `prefix`.

    A line's own indentation stays; what wraps begins with a word.

    >>> list(indented("  one two three", "> ", 11))
    ['>   one two', '> three']
    """
    for line in printable(text).expandtabs(4).split("\n"):
        wrapped = textwrap.wrap(
            line,
            max(1, (width - len(prefix)) * len(line) // max(1, cell_len(line))),
            drop_whitespace=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        first, *more = wrapped or [""]
        yield f"{prefix}{first.rstrip()}".rstrip()
        yield from (f"{prefix}{piece.strip()}" for piece in more if piece.strip())


def percent(part: int, whole: int) -> str:
    """A share in words; a small one is not rounded to nothing.

    >>> percent(1, 3), percent(1, 100_000), percent(0, 0)
    ('33.3 %', '< 0.1 %', '')
    """
    if not whole:
        return ""
    share = 100 * part / whole
    return "< 0.1 %" if 0 < share < 0.1 else f"{share:.1f} %"
