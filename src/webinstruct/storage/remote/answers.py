"""What the head of an HTTP response means for a file that is read from some byte on (RFC 9110, sections 14 and 15)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from webinstruct.core.retry_after import retry_after_s
from webinstruct.storage.remote.manners import Answer, Hopeless, TryLater

__all__ = ["answer_of", "range_headers"]

_CONTENT_RANGE = re.compile(r"\s*bytes\s+(?:(\d{1,18})-(\d{1,18})|\*)/(\d{1,18}|\*)\s*\Z", re.IGNORECASE)
_REFUSALS = {403, 408, 425, 429, 500, 502, 503, 504}
"""Another time may be better. Common Crawl's servers answer 403 to whoever asks too often."""
_REFUSALS_FROM = 505
"""Servers in front of servers have status codes of their own above the known ones."""
_OK, _PART, _PAST_END = 200, 206, 416
_SAYS_CHARS = 120


def range_headers(start: int, stop: int | None, tag: str) -> dict[str, str]:
    """The header fields of a request for the bytes [start, stop), if the file is still the one with this tag; a
    negative `start` counts from the file's end.

    Also the first request names a range: the answer then says twice how long the file is.

    >>> range_headers(5, 9, '"a"')
    {'Range': 'bytes=5-8', 'If-Range': '"a"'}
    >>> range_headers(-5, None, "")
    {'Range': 'bytes=-5'}
    """
    fields = {
        "Range": f"bytes={start}-{'' if stop is None else stop - 1}" if start >= 0 else f"bytes={start}"
    }
    return {**fields, "If-Range": tag} if tag else fields


def answer_of(status: int, headers: Mapping[str, str], asked: int, now: float) -> Answer:
    """What comes in answer to a request for byte `asked` and what follows; names of `headers` are in lower case.

    >>> answer_of(206, {"content-range": "bytes 5-9/10", "etag": '"a"'}, 5, 0.0)
    Answer(start=5, total=10, tag='"a"', is_part=True)
    >>> answer_of(200, {"content-length": "10"}, 5, 0.0)  # the server sends all or nothing
    Answer(start=0, total=10, tag='', is_part=False)
    >>> answer_of(416, {"content-range": "bytes */10"}, 10, 0.0)  # nothing is left
    Answer(start=10, total=10, tag='', is_part=True)

    Raises:
        TryLater, Hopeless: nothing that can be used.
    """
    tag = _tag(headers)
    if status == _OK and asked < 0:  # where its end is, it would say but once
        raise TryLater("asked for the end of a file, the server sends all of it")
    if status == _OK:
        return Answer(0, _number(headers.get("content-length", "")), tag, is_part=False)
    if status in (_PART, _PAST_END):
        return _part(status, headers, asked, tag)
    if status in _REFUSALS or status > _REFUSALS_FROM:
        raise TryLater(f"HTTP {status}", retry_after_s(headers, now), is_refusal=True)
    raise Hopeless(f"HTTP {status}")


def _part(status: int, headers: Mapping[str, str], asked: int, tag: str) -> Answer:
    said = headers.get("content-range", "")
    found = _CONTENT_RANGE.match(said)
    if status == _PAST_END and asked <= 0 and not (found and _number(found[3])):
        return Answer(0, 0, tag)  # only an empty file has no byte 0
    if not found or (status == _PART) != (found[1] is not None):
        raise TryLater(f"HTTP {status} with Content-Range '{said[:_SAYS_CHARS]}'")
    total = _number(found[3])
    if status == _PART:
        if 0 <= asked < int(found[1]):
            raise TryLater(f"asked for byte {asked}, the server sends byte {found[1]} and what follows")
        if total is not None and total <= int(found[1]):
            raise TryLater(f"the server sends byte {found[1]} of a file of {total} bytes")
        return Answer(int(found[1]), total, tag)
    if total is None or total < asked:
        raise Hopeless(f"the server says that the file has {found[3]} bytes")
    if total > asked:
        raise TryLater(f"the server says that there is no byte {asked} in a file of {total} bytes")
    return Answer(asked, total, tag)


def _tag(headers: Mapping[str, str]) -> str:
    """A strong entity tag, else the time of the last change; a weak one may differ between two servers of one file."""
    tag = headers.get("etag", "")
    return tag if tag.startswith('"') else headers.get("last-modified", "")


def _number(digits: str) -> int | None:
    return int(digits) if digits.isascii() and digits.isdigit() else None
