"""Where text stands in the bytes of an HTML page: between a `>` and the next `<`, outside scripts, styles and comments.

No tree is built and no byte is visited in Python: the marks are found by numpy, and only scripts, styles and comments
are looked at one by one. Right for every charset that keeps ASCII bytes to ASCII characters.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

__all__ = ["TextRuns", "text_runs"]

_LESS, _SLASH = ord("<"), ord("/")
_BOTH = 0xFF ^ (ord("<") ^ ord(">"))  # the bits that `<` and `>` share
_SCRIPTS, _STYLES = ({name + bytes([end]) for end in b" \t\r\n\f/>"} for name in (b"script", b"style"))
_COMMENT = b"!--"
_FORMULA = b"math/"  # <script type="math/tex">: its content is text
_FORMULA_WITHIN = 80
_NAME_BYTES = 7  # of the longer name and the byte behind it

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


def text_runs(body: bytes, least: int = 1) -> TextRuns:
    """The runs of text in `body` of at least `least` bytes, white space between tags among them; time linear in its
    size.

    >>> page = b"Hi <b>you</b><script>if (a<b && c>d) {}</script><!-- <p>no</p> -->, bye"
    >>> [page[start:end] for start, end in zip(*text_runs(page))]
    [b'Hi ', b'you', b', bye']
    """
    codes = np.frombuffer(body, dtype=np.uint8)
    inner = np.flatnonzero((codes & _BOTH) == _LESS)
    opens = codes[inner] == _LESS
    marks = np.concatenate(([-1], inner, [len(body)]))
    is_open = np.concatenate(([False], opens, [True]))
    begins = np.flatnonzero(~is_open[:-1] & is_open[1:] & (marks[1:] - marks[:-1] > least))
    runs = TextRuns(marks[begins] + 1, marks[begins + 1])
    return _outside(runs, *_unread_parts(body, codes, inner[opens]))


def _unread_parts(body: bytes, codes: Numbers, opens: Numbers) -> tuple[list[int], list[int]]:
    """Where scripts, styles and comments start and end; `opens` are the offsets of all `<`."""
    starts, ends = [], []
    end, name = 0, b""
    for start in _telling(codes, opens).tolist():
        if start < end:
            continue
        if name:  # in a script or style, which ends at `</` and its name only
            if body[start + 1] == _SLASH and _name_of(body[start + 2 : start + 2 + _NAME_BYTES]) == name:
                ends.append(start)
                name = b""
        elif body.startswith(_COMMENT, start + 1):
            end = body.find(b"-->", start + 2)  # `<!-->` is a whole comment
            end = end if end >= 0 else len(body)
            starts.append(start)
            ends.append(end)
        elif _FORMULA not in body[start : start + _FORMULA_WITHIN]:
            name = _name_of(body[start + 1 : start + 1 + _NAME_BYTES])
            starts += [start] if name else []
    return starts, [*ends, len(body)][: len(starts)]


def _telling(codes: Numbers, opens: Numbers) -> Numbers:
    """Those of `opens` where a script, style or comment may begin, or a script or style may end."""
    opens = opens[: np.searchsorted(opens, len(codes) - _NAME_BYTES - 1)]
    names = opens + (codes[opens + 1] == _SLASH)
    is_first = _FIRST[codes[names + 1]]
    opens, names = opens[is_first], names[is_first]
    is_second = _SECOND[codes[names + 2]]
    telling: Numbers = opens[is_second]
    return telling


def _name_of(word: bytes) -> bytes:
    """The name of a script or style tag that begins with the bytes `word`; of other tags nothing."""
    word = word.lower()
    if word in _SCRIPTS:
        return b"script"
    return b"style" if word[:-1] in _STYLES else b""


def _outside(runs: TextRuns, starts: list[int], ends: list[int]) -> TextRuns:
    """The runs that begin in none of the parts [start, end)."""
    if not starts:
        return runs
    places = np.searchsorted(starts, runs.starts, side="right") - 1
    is_outside = (places < 0) | (runs.starts >= np.asarray(ends)[places])
    return TextRuns(runs.starts[is_outside], runs.ends[is_outside])
