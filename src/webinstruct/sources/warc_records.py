"""The records of a WARC file, one by one, whatever is wrong with some of them.

Written after ISO 28500 (WARC 1.0, 1.1) with the liberties that real files take: version 0.18, lines that end in LF
alone, header lines without a colon, lengths that are wrong. Nothing is lost without a word: bytes that belong to no
record, and the rest of a file behind its first broken place, come as a `Fault`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from webinstruct.sources.feed import BrokenStream, Feed

__all__ = ["Fault", "WarcRecord", "warc_records"]

_BEGIN = b"WARC/"
_LINE_BYTES = 1 << 16
_HEADER_BYTES = 1 << 18
_LENGTH_DIGITS = 18


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record: where it begins, its header fields (names in lower case), its block.

    `block` holds at most as many bytes as were asked for; `length` is how many there are, which may be fewer than its
    Content-Length says.
    """

    offset: int
    fields: Mapping[str, str]
    block: bytes
    length: int

    @property
    def kind(self) -> str:
        """Its WARC-Type in lower case: response, request, warcinfo ..."""
        return self.fields.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        """Its target without the angle brackets that some writers put around it."""
        return self.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the file that is no whole record, and where it begins."""

    offset: int
    reason: str
    detail: str


def warc_records(stream: BinaryIO, block_bytes: int) -> Iterator[WarcRecord | Fault]:
    """The records of `stream` (plain or gzip) in order; of each block at most `block_bytes` are kept in memory.

    A record is given once its gzip member is known to be whole. The first broken place ends the file with a Fault
    "truncated_file".
    """
    feed = Feed(stream)
    start = 0
    try:
        while feed.has_more() or feed.next_member():
            start = feed.place
            line = feed.line(_LINE_BYTES, _BEGIN)
            if line.startswith(_BEGIN):
                yield _record(feed, start, block_bytes)
            elif line.strip(b"\0\r\n\t "):
                yield _stray_bytes(feed, start, line)
            start = feed.place
    except BrokenStream as error:
        yield Fault(start, "truncated_file", str(error))


def _record(feed: Feed, start: int, block_bytes: int) -> WarcRecord | Fault:
    fields = _fields(feed)
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) <= _LENGTH_DIGITS):
        return Fault(start, "bad_record", f"its Content-Length is '{length[:40]}'")
    wanted = int(length)
    block = feed.take(min(wanted, block_bytes), _BEGIN)
    found = len(block)
    if found == block_bytes < wanted:
        found += feed.skip(wanted - found, _BEGIN)
    if found < wanted and not feed.is_gzip:
        raise BrokenStream(f"the file ends {wanted - found} bytes before its record")
    feed.skip_line_ends()
    return WarcRecord(start, fields, block, found)


def _fields(feed: Feed) -> dict[str, str]:
    """The header fields up to the blank line; lines without a colon are passed over, folded ones joined."""
    fields: dict[str, str] = {}
    name = ""
    left = _HEADER_BYTES
    while left > 0 and (line := feed.line(_LINE_BYTES, _BEGIN)):
        left -= len(line)
        text = line.decode("utf-8", "replace")
        if not text.strip():
            break
        if text[0] in " \t" and name:
            fields[name] += " " + text.strip()
            continue
        before, colon, value = text.partition(":")
        if colon:
            name = before.strip().lower()
            fields[name] = value.strip()
    return fields


def _stray_bytes(feed: Feed, start: int, line: bytes) -> Fault:
    """Bytes between records, up to the next line that begins one or the end of the member."""
    count = len(line)
    while not feed.is_at(_BEGIN) and (line := feed.line(_LINE_BYTES, _BEGIN)):
        count += len(line)
    return Fault(start, "stray_bytes", f"{count} bytes belong to no record")
