"""The records of a WARC file, one by one, whatever is wrong with some of them.

Written after ISO 28500 (WARC 1.0, 1.1) with the liberties that real files take: version 0.18, lines that end in LF
alone, header lines without a colon, lengths that are wrong. Nothing is lost without a word: bytes that belong to no
record, and the rest of a file behind its first broken place, come as a `Fault`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from webinstruct.core.errors import Unreachable
from webinstruct.sources.feed import Boundary, BrokenStream, Feed
from webinstruct.storage.remote import ReadsAgain

__all__ = ["Fault", "WarcRecord", "warc_records"]

_BEGIN = b"WARC/"
_LINE_BYTES = 1 << 16
_HEADER_BYTES = 1 << 18
_LENGTH_DIGITS = 18
_MOST_WAITING = 8


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
    "truncated_file"; a stream that comes from elsewhere is first read anew from there, once, as its bytes may have been
    damaged on the way. Where it cannot be read on, the Fault is "unreachable".
    """
    reading = _Reading(stream, block_bytes)
    while True:
        try:
            yield from reading.records()
            return
        except (BrokenStream, Unreachable) as error:
            if isinstance(error, BrokenStream) and reading.begins_again():
                continue
            word = "truncated_file" if isinstance(error, BrokenStream) else "unreachable"
            yield from reading.given_up(word, str(error))
            return


class _Reading:
    """How far a stream was read: its last place, and what waits for the end of its gzip member, where gzip checks its
    sum: faults, and records that bytes follow which are none."""

    def __init__(self, stream: BinaryIO, block_bytes: int) -> None:
        self._place = 0
        self._waiting: list[WarcRecord | Fault] = []
        self._stream = stream
        self._block_bytes = block_bytes
        self._member = Boundary()
        self._position = 0
        self._tried = -1

    def records(self) -> Iterator[WarcRecord | Fault]:
        """What comes next, to the end of the stream."""
        feed = Feed(self._stream, self._member)
        feed.skip(self._position - self._member.before)
        while feed.has_more() or feed.next_member():
            self._place = feed.place
            if not self._waiting or feed.boundary.offset != self._member.offset:
                yield from self._settled(feed)
            found = _found(feed, self._place, self._block_bytes)
            self._place = feed.place
            if found and not (isinstance(found, WarcRecord) and _is_clean(feed)):
                self._waiting.append(found)
            elif found:
                yield from self._settled(feed)
                yield found
            if len(self._waiting) > _MOST_WAITING:
                yield from self._settled(feed)
        yield from self._waiting

    def given_up(self, word: str, detail: str) -> Iterator[Fault]:
        """What is left where the stream cannot be read on: a record whose member broke is no more than its place."""
        places = [found.offset for found in self._waiting if isinstance(found, WarcRecord)]
        yield from (found for found in self._waiting if isinstance(found, Fault))
        yield Fault(min([*places, self._place]), word, detail)

    def begins_again(self) -> bool:
        """Go back to the member that broke, once each, where it may have been damaged on its way here."""
        if not isinstance(self._stream, ReadsAgain) or self._tried == self._member.offset:
            return False
        self._tried = self._member.offset
        self._stream.read_again_from(self._tried)
        self._waiting = []
        return True

    def _settled(self, feed: Feed) -> list[WarcRecord | Fault]:
        """What has waited, now that what was read up to here is known to be as it was sent."""
        settled, self._waiting = self._waiting, []
        self._member, self._position = feed.boundary, feed.position
        return settled


def _found(feed: Feed, start: int, block_bytes: int) -> WarcRecord | Fault | None:
    """What begins at the feed's place: a record, bytes that are none, or nothing but white space."""
    line = feed.line(_LINE_BYTES, _BEGIN)
    if line.startswith(_BEGIN):
        return _record(feed, start, block_bytes)
    return _stray_bytes(feed, start, line) if line.strip(b"\0\r\n\t ") else None


def _is_clean(feed: Feed) -> bool:
    """Whether a record is followed by another one, or by the end of its member, which has been checked then."""
    return not feed.is_gzip or not feed.has_more() or feed.is_at(_BEGIN)


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
