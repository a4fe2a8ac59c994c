"""Where text stands in the bytes of an HTML page: between a `>` and the next `<`, outside scripts, styles and comments.

No tree is built and no byte is visited in Python: the marks are found by numpy, and only scripts, styles and comments
are looked at one by one. Right for every charset that keeps ASCII bytes to ASCII characters.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np

__all__ = ["TextRuns", "text_runs"]

_LESS, _GREATER_OR_LESS = ord("<"), 0xFF ^ (ord("<") ^ ord(">"))
_OPENING = re.compile(rb"<(?:!--|(script|style)(?=[\s/>]))", re.IGNORECASE)
_CLOSING = {name: re.compile(rb"</" + name, re.IGNORECASE) for name in (b"script", b"style")}
_FORMULA = b"math/"  # <script type="math/tex">: its content is text
_FORMULA_WITHIN = 80
_LONGEST_NAME = 3  # bytes behind `<` that are looked at together

Numbers = np.ndarray[Any, np.dtype[Any]]


def _among(letters: bytes) -> Numbers:
    """Which of the 256 bytes are in `letters`; shape [256]."""
    table = np.zeros(256, dtype=np.bool_)
    table[list(letters)] = True
    return table


_FIRST, _SECOND = _among(b"sS!"), _among(b"cCtT-")


class TextRuns(NamedTuple):
    """Byte offsets [start, end) of the runs of text in a page, in order; arrays of shape [runs]."""

    starts: Numbers
    ends: Numbers

    def longer_than(self, size: int) -> TextRuns:
        """The runs of more than `size` bytes."""
        is_long = self.ends - self.starts > size
        return TextRuns(self.starts[is_long], self.ends[is_long])


def text_runs(body: bytes) -> TextRuns:
    """The runs of text in `body`, white space between tags among them; time linear in its size.

    >>> page = b"Hi <b>you</b><script>if (a<b && c>d) {}</script><!-- <p>no</p> -->, bye"
    >>> [page[start:end] for start, end in zip(*text_runs(page))]
    [b'Hi ', b'you', b', bye']
    """
    codes = np.frombuffer(body, dtype=np.uint8)
    inner = np.flatnonzero((codes & _GREATER_OR_LESS) == _LESS)
    opens = codes[inner] == _LESS
    marks = np.concatenate(([-1], inner, [len(body)]))
    is_open = np.concatenate(([False], opens, [True]))
    begins = np.flatnonzero(~is_open[:-1] & is_open[1:] & (marks[1:] - marks[:-1] > 1))
    runs = TextRuns(marks[begins] + 1, marks[begins + 1])
    return _outside(runs, *_unread_parts(body, codes, inner[opens]))


def _unread_parts(body: bytes, codes: Numbers, opens: Numbers) -> tuple[list[int], list[int]]:
    """Where scripts, styles and comments start and end; `opens` are the offsets of all `<`."""
    opens = opens[: np.searchsorted(opens, len(body) - _LONGEST_NAME)]
    opens = opens[_FIRST[codes[opens + 1]]]
    starts, ends, end = [], [], 0
    for start in opens[_SECOND[codes[opens + 2]]].tolist():
        if start >= end and (opening := _OPENING.match(body, start)):
            found = _end_of(body, opening)
            if found is not None:
                end = found
                starts.append(start)
                ends.append(end)
    return starts, ends


def _end_of(body: bytes, opening: re.Match[bytes]) -> int | None:
    """Where that ends which `opening` begins: at the end of the page where nothing closes it; None for a formula."""
    start, name = opening.start(), opening[1]
    if name is None:
        end = body.find(b"-->", start + 2)  # `<!-->` is a whole comment
        return end if end >= 0 else len(body)
    if _FORMULA in body[start : start + _FORMULA_WITHIN]:
        return None
    closing = _CLOSING[name.lower()].search(body, opening.end())
    return closing.start() if closing else len(body)


def _outside(runs: TextRuns, starts: list[int], ends: list[int]) -> TextRuns:
    """The runs that begin in none of the parts [start, end)."""
    if not starts:
        return runs
    places = np.searchsorted(starts, runs.starts, side="right") - 1
    is_outside = (places < 0) | (runs.starts >= np.asarray(ends)[places])
    return TextRuns(runs.starts[is_outside], runs.ends[is_outside])
