"""Whether bytes are an HTML page, by their Content-Type and their first bytes."""

from __future__ import annotations

import re

__all__ = ["is_blank", "is_html"]

_HTML_TYPES = {"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"}
_VAGUE_TYPES = {
    "",
    "text/plain",
    "text/xml",
    "application/xml",
    "application/octet-stream",
    "unknown/unknown",
    "application/unknown",
    "*/*",
}
_OTHER_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"%!PS",
    b"OggS",
    b"ID3",
    b"\x7fELF",
    b"wOFF",
    b"wOF2",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x00\x00\x01\x00",
)
_HEAD_BYTES = 1024
_HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|h1|table|div)\b", re.IGNORECASE
)
_FEED_TAG = re.compile(rb"<(?:rss|feed|urlset|sitemapindex|svg)[\s>]", re.IGNORECASE)


def is_html(content_type: str, body: bytes) -> bool:
    """Whether a browser would show `body`, served as `content_type` (without parameters), as an HTML page.

    >>> is_html("text/html", b"Plain words"), is_html("text/html", b"%PDF-1.4 ...")
    (True, False)
    >>> is_html("", b"<!DOCTYPE html><p>x"), is_html("text/plain", b"a < b"), is_html("image/png", b"<html>")
    (True, False, False)
    """
    head = body[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if head.startswith(_OTHER_MAGIC):
        return False
    if content_type in _HTML_TYPES:
        return True
    if content_type not in _VAGUE_TYPES:
        return False
    head = head.replace(b"\0", b"")  # UTF-16
    return _HTML_TAG.search(head) is not None and _FEED_TAG.search(head) is None


def is_blank(body: bytes) -> bool:
    r"""Whether nothing but white space or NUL bytes is there.

    >>> is_blank(b"\0\0 \n"), is_blank(b"x")
    (True, False)
    """
    return not body.strip(b"\0 \t\r\n\f")
