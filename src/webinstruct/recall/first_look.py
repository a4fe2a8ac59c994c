"""A page at first sight: cheap text for the classifier, taken from the bytes without a tree.

Most pages of a crawl are stopped by their score. They are looked at for a fraction of a millisecond; only the others
pay for a text that keeps formulae and leaves out furniture.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import NamedTuple

from webinstruct.core.table import Row
from webinstruct.recall.reading import token_estimate
from webinstruct.recall.text_runs import TextRuns, text_runs
from webinstruct.sources.charset import clean_text, decoded, decoded_part

__all__ = ["FirstLook", "first_look", "look_at"]

_LOOKED_AT_BYTES = 1 << 20
_BYTES_PER_CHARACTER = (1.25, 10.0)
"""Bytes taken for one character: at first, and where that was too little (Chinese, many entities)."""
_LONG_RUN_BYTES = 20
"""Shorter runs are menus and markers: without them the classifier ranks pages of other sites no worse."""
_LEAST_CHARS = 200
"""A page whose long runs have fewer characters is made of short ones; there all are taken."""
_OVER_TEXT = 1.1
"""Long runs to page_text's text, both in bytes, over 494 real pages."""
_BYTES_PER_TOKEN = 4
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,31}));")
_LOST = "\ufffd"
_LAST_CODE = 0x10FFFF
_ESCAPE = b"\x1b"
_HEAD_BYTES = 64


class FirstLook(NamedTuple):
    """The first characters of a page's text, menus included, and about how many tokens its whole text will have."""

    text: str
    tokens: int


def first_look(row: Row, chars: int) -> FirstLook:
    """At most `chars` characters of the page in a row of PAGES; where the row has its text already, of that."""
    text = row.get("text")
    if text is not None:
        return FirstLook(clean_text(text[:chars]), token_estimate(text))
    return look_at(row["body"], row.get("charset") or "", chars)


def look_at(body: bytes, charset: str, chars: int) -> FirstLook:
    """At most `chars` characters of an HTML page; never raises, and time grows with the page up to 1 MiB of it.

    >>> look_at(b"<title>Tea</title><style>p {}</style><p>Why is <i>x</i> &gt; 2?", "", 100)
    FirstLook(text='Tea Why is x > 2?', tokens=1)
    >>> look_at("<p>Größe der Fläche".encode("latin-1"), "latin1", 5).text
    'Größe'
    """
    looked_at = _in_ascii_superset(body[:_LOOKED_AT_BYTES], charset)
    parts = _parts(looked_at, text_runs(looked_at, _LONG_RUN_BYTES))
    size = sum(map(len, parts)) / _OVER_TEXT * max(1.0, len(body) / _LOOKED_AT_BYTES)
    text = _text(parts, looked_at, charset, chars)
    if len(text) < min(chars, _LEAST_CHARS):
        text = _text(_parts(looked_at, text_runs(looked_at)), looked_at, charset, chars)
    return FirstLook(text, max(1, round(size / _BYTES_PER_TOKEN)))


def _in_ascii_superset(body: bytes, charset: str) -> bytes:
    """`body`, or the same in UTF-8 where its ASCII bytes need not be ASCII characters (UTF-16, ISO-2022-JP)."""
    if b"\0" in body[:_HEAD_BYTES] or _ESCAPE in body:
        return decoded(body, charset).encode()
    return body


def _parts(body: bytes, runs: TextRuns) -> list[bytes]:
    """What the runs say, white space around it taken off, those left out that say nothing."""
    stripped = [
        body[start:end].strip() for start, end in zip(runs.starts.tolist(), runs.ends.tolist(), strict=True)
    ]
    return [part for part in stripped if part]


def _text(parts: list[bytes], body: bytes, charset: str, chars: int) -> str:
    """The first `chars` characters of `parts`, with a space between."""
    joined = b" ".join(parts)
    text = ""
    for share in _BYTES_PER_CHARACTER:
        most = int(chars * share)
        text = decoded_part(joined[:most], body, charset)
        if "&" in text:
            text = _ENTITY.sub(_character, text)
        if most >= len(joined) or len(text) >= chars:
            break
    return text[:chars]


def _character(entity: re.Match[str]) -> str:
    decimal, hexadecimal, name = entity.groups()
    if name:
        return html5.get(name + ";", entity[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    is_character = 0 < code < 0xD800 or 0xDFFF < code <= _LAST_CODE
    return chr(code) if is_character else _LOST
