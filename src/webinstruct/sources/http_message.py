"""HTTP responses as crawlers store them: status, header fields, and the body unpacked within bounds.

RFC 9110 and 9112 read leniently: crawlers often unpack a body and keep the header that says it is packed.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import BinaryIO, NamedTuple, Protocol

from fastwarc.stream_io import BrotliReader, ZstdReader

__all__ = ["HttpResponse", "UnpackFailed", "bounded_bytes", "charset_of", "http_response", "media_type_of"]

_HEADER_BYTES = 1 << 18
_PIECE_BYTES = 1 << 16
_READERS = {"br": BrotliReader, "zstd": ZstdReader}
_NOT_PACKED = {"", "identity", "none", "utf-8", "binary"}
_MOST_CODINGS = 4
_STATUS_DIGITS = 3


class UnpackFailed(Exception):
    """A body is not packed as its header says."""


class HttpResponse(NamedTuple):
    """Status (0 where there is no status line), header fields (names in lower case) and the body as sent."""

    status: int
    fields: Mapping[str, str]
    body: bytes

    def unpacked_body(self, limit: int) -> bytes:
        """The body without its transfer and content codings, at most `limit` + 1 bytes of it.

        Raises:
            UnpackFailed: it is packed in a way that cannot be undone.
        """
        body = self.body
        if "chunked" in self.fields.get("transfer-encoding", "").lower():
            body = _unchunked(body)
        codings = self.fields.get("content-encoding", "").lower().split(",")
        for coding in reversed(codings[-_MOST_CODINGS:]):
            body = _without_coding(body, coding.strip(), limit)
        return body[: limit + 1]


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


def http_response(block: bytes) -> HttpResponse:
    r"""The response in the block of a WARC record.

    >>> http_response(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")
    HttpResponse(status=200, fields={'content-type': 'text/html'}, body=b'<p>')
    """
    if not block.startswith(b"HTTP/"):
        return HttpResponse(0, {}, block)
    end, begin = _end_of_header(block)
    lines = block[:end].decode("utf-8", "replace").split("\n")
    fields: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip().lower()] = value.strip()
    return HttpResponse(_status(lines[0]), fields, block[begin:])


def media_type_of(content_type: str) -> str:
    """The type in a Content-Type header, in lower case.

    >>> media_type_of("Text/HTML; charset=utf-8")
    'text/html'
    """
    return content_type.partition(";")[0].strip().lower()


def charset_of(content_type: str) -> str:
    """The charset in a Content-Type header, or "".

    >>> charset_of('text/html; Charset="KOI8-R"')
    'koi8-r'
    """
    _, found, rest = content_type.lower().partition("charset=")
    return rest.split(";")[0].split(",")[0].strip(" \t'\"") if found else ""


def bounded_bytes(reader: _Reader | BinaryIO, limit: int) -> bytes:
    """All that `reader` gives, but no more than `limit` + 1 bytes."""
    parts: list[bytes] = []
    left = limit + 1
    while left and (part := reader.read(min(left, _PIECE_BYTES))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _end_of_header(block: bytes) -> tuple[int, int]:
    """Where the header ends and where the body begins; the first blank line counts, with CRLF or LF."""
    ends = [(block.find(mark, 0, _HEADER_BYTES), len(mark)) for mark in (b"\r\n\r\n", b"\n\n", b"\n\r\n")]
    found = [(end, end + size) for end, size in ends if end >= 0]
    return min(found, key=lambda place: place[1]) if found else (len(block), len(block))


def _status(line: str) -> int:
    code = [*line.split(maxsplit=2), "", ""][1]
    return int(code) if len(code) == _STATUS_DIGITS and code.isascii() and code.isdigit() else 0


def _unchunked(body: bytes) -> bytes:
    """The chunks joined; the body itself where its first line is no chunk's length; what there is where it breaks."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 1024)
        try:
            size = int(body[at:end].partition(b";")[0].strip() or b"x", 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0 and not parts:
            return body
        if size <= 0:
            return b"".join(parts)
        parts.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body.startswith(b"\r\n", at) else 1


def _without_coding(body: bytes, coding: str, limit: int) -> bytes:
    if coding in _NOT_PACKED:
        return body
    try:
        if coding in ("gzip", "x-gzip", "deflate"):
            return _inflated(body, limit)
        if coding in _READERS:
            return bounded_bytes(_READERS[coding](BytesIO(body)), limit)
    except (zlib.error, OSError) as error:
        if body.lstrip()[:1] == b"<":
            return body
        raise UnpackFailed(f"its Content-Encoding is {coding}, but it does not unpack: {error}") from None
    if body.lstrip()[:1] == b"<":
        return body
    raise UnpackFailed(f"its Content-Encoding is '{coding}', which is not known")


def _inflated(body: bytes, limit: int) -> bytes:
    """`body` unpacked, be it gzip, zlib or bare deflate; what there is of it where it breaks off."""
    form = 47 if body[:2] == b"\x1f\x8b" or (body[:1] == b"\x78" and _is_zlib(body)) else -15
    unpacker = zlib.decompressobj(form)
    parts: list[bytes] = []
    left = limit + 1
    packed = body
    while left and packed and not unpacker.eof:
        try:
            part = unpacker.decompress(packed, min(left, _PIECE_BYTES))
        except zlib.error:
            if parts:
                break
            raise
        parts.append(part)
        left -= len(part)
        packed = unpacker.unconsumed_tail
    return b"".join(parts)


def _is_zlib(body: bytes) -> bool:
    return len(body) > 1 and int.from_bytes(body[:2], "big") % 31 == 0
