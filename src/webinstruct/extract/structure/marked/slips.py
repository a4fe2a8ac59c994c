"""JSON as sites write it: what search engines forgive is mended, and what is whole of a broken script is read."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["loaded"]

_WRAPPER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|"
    r"/\*\s*\]\]>\s*\*/|\]\]>)\s*+;?\s*+$"
)
# One pass over strings and what stands between them: strings are left alone unless they are single-quoted. None begins
# behind a backslash: once a quote is never closed, all later ones stand there, and each would be read to the end.
_PIECE = re.compile(
    r"""(?<!\\)(?:(?P<string>"(?:[^"\\]|\\.)*+")|(?P<single>'(?:[^'\\]|\\.)*+'))|(?P<note>/\*(?:[^*]|\*(?!/))*(?:\*/|$)|//[^\n]*)"""
    r"""|(?P<comma>,(?=\s*[}\]]))|(?P<key>(?<=[{,\s])[@A-Za-z_]\w*(?=\s*:))""",
    re.DOTALL,
)
_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|["\\/bfnrt])|\\')
_DECODER = json.JSONDecoder(strict=False)
_MOST_SLIPS = 500
"""Places tried behind the first fault of a script; a page that is broken more often is not read further."""


def loaded(script: str) -> Any:
    """The value of a script; a list of all that is whole where there is no one value; None where nothing is.

    Comment wrappers, raw newlines and control characters, trailing commas, single quotes, keys without quotes, bad
    escapes and escaped mark-up are forgiven.

    >>> loaded('<!-- {"a": [1, 2,],} -->'), loaded("{'a': 'it\\\\'s'}"), loaded("{&quot;a&quot;: 1}")
    ({'a': [1, 2]}, {'a': "it's"}, {'a': 1})
    >>> loaded('{"a": 1} {"b": 2}'), loaded('[{"a": 1, "is": "Question"}, {"a": '), loaded("none")
    ([{'a': 1}, {'b': 2}], [{'a': 1, 'is': 'Question'}], None)
    """
    text = _WRAPPER.sub("", _WRAPPER.sub("", script)).strip("\ufeff\x00 \t\r\n;")
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    value = _whole(text)
    if value is not None:
        return value
    mended = _PIECE.sub(_mended, text)
    value = _whole(mended)
    return value if value is not None else (list(_parts(mended)) or None)


def _whole(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _mended(match: re.Match[str]) -> str:
    if match["string"]:
        return _ESCAPE.sub(_escape, match[0])
    if match["single"]:
        return json.dumps(match[0][1:-1].replace("\\'", "'"), ensure_ascii=False)
    return f'"{match[0]}"' if match["key"] else ""


def _escape(match: re.Match[str]) -> str:
    return match[0] if match[1] else "\\\\"


def _parts(text: str) -> Iterator[Any]:
    """The objects that can be read, outermost first."""
    position = slips = 0
    while slips < _MOST_SLIPS and (position := text.find("{", position)) >= 0:
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            position, slips = position + 1, slips + 1
            continue
        yield value
