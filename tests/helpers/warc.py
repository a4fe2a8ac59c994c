"""WARC records and files, built byte by byte so that a test can get any of them wrong."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable

__all__ = ["filled_gzip", "gzip_members", "http_block", "warc_record"]

PAGE = b"<!DOCTYPE html><html><head><title>Tea</title></head><body><p>Why is the sky blue at noon?</p></body></html>"


def http_block(
    body: bytes = PAGE, status: str = "200 OK", content_type: str = "text/html; charset=utf-8", **fields: str
) -> bytes:
    """An HTTP response; `fields` are further header fields, underscores for hyphens; no content type if ""."""
    lines = [f"HTTP/1.1 {status}"]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def warc_record(
    block: bytes | None = None,
    kind: str = "response",
    url: str = "https://tea.example/",
    length: int | str | None = None,
    line_end: str = "\r\n",
    version: str = "WARC/1.0",
) -> bytes:
    """One record; `length` is what its Content-Length says, if not the truth."""
    block = http_block() if block is None else block
    lines = [
        version,
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2024-03-01T12:00:00Z",
        "Content-Type: application/http; msgtype=response"
        if kind == "response"
        else "Content-Type: text/plain",
        f"Content-Length: {len(block) if length is None else length}",
    ]
    header = line_end.join(lines) + line_end * 2
    return header.encode() + block + (line_end * 2).encode()


def gzip_members(records: Iterable[bytes]) -> bytes:
    """Each record as a gzip member of its own."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def filled_gzip(before: bytes, count: int, after: bytes = b"", filler: bytes = b"a") -> bytes:
    """A gzip member of `before`, `count` times the byte `filler`, and `after`, made without holding it in memory."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    parts = [packer.compress(before)]
    piece = filler * (1 << 20)
    for left in range(count, 0, -len(piece)):
        parts.append(packer.compress(piece[: min(left, len(piece))]))
    return b"".join([*parts, packer.compress(after), packer.flush()])
