"""JSON Lines, plain or gzip: cut at lines, read as a stream; a bad line is a fault and not the end.

A slice's start and stop are bytes of the unpacked stream, so that a plain file is read from where the slice begins.
A gzip file has to be unpacked from its beginning for every slice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from webinstruct.core.source import Slice
from webinstruct.sources.feed import BrokenStream, Feed
from webinstruct.storage.files import opened

__all__ = ["BadLine", "json_rows", "lines_before", "starts_of_lines"]

_PIECE_BYTES = 1 << 18
_GZIP = b"\x1f\x8b"


class BadLine(NamedTuple):
    """A line that is no JSON object; `number` counts the file's lines from 1."""

    number: int
    reason: str
    detail: str


def starts_of_lines(path: str, step: int) -> tuple[list[int], int]:
    """Where the lines 0, `step`, 2 * `step` ... of `path` begin, and how many lines there are.

    A gzip file that breaks off is counted up to there; `json_rows` will say where.
    """
    starts, count, at, is_open = [0], 0, 0, False
    with opened(path) as stream:
        feed = Feed(stream)
        try:
            while piece := feed.take(_PIECE_BYTES):
                end = piece.find(b"\n")
                while end >= 0:
                    count += 1
                    if count % step == 0:
                        starts.append(at + end + 1)
                    end = piece.find(b"\n", end + 1)
                at += len(piece)
                is_open = not piece.endswith(b"\n")
        except BrokenStream:
            is_open = True
    if starts[-1] == at and len(starts) > 1 and not is_open:
        starts.pop()
    return starts, count + is_open


def lines_before(path: str, place: int) -> int:
    """How many lines of `path` end before byte `place` of the unpacked stream."""
    count = 0
    with opened(path) as stream:
        feed = Feed(stream)
        while place and (piece := feed.take(min(place, _PIECE_BYTES))):
            count += piece.count(b"\n")
            place -= len(piece)
    return count


def json_rows(part: Slice, line_bytes: int) -> Iterator[tuple[int, dict[str, Any]] | BadLine]:
    """The lines of `part` as (number, object), blank lines left out; a line over `line_bytes` is a BadLine.

    Numbers count the file's lines from 1; those of a slice that begins later are only counted once one is bad, and
    relative to the slice until then.
    """
    number, place = 0, part.start
    with opened(part.path) as stream:
        is_gzip = stream.read(len(_GZIP)) == _GZIP
        stream.seek(0 if is_gzip else part.start)
        feed = Feed(stream)
        try:
            if is_gzip:
                feed.skip(part.start)
            while part.stop is None or place < part.stop:
                line, length = _line(feed, line_bytes)
                if not length:
                    return
                number, place = number + 1, place + length
                if line.strip():
                    found = _object(line, number) if length == len(line) else _too_long(number, length)
                    yield _numbered(found, part)
        except BrokenStream as error:
            yield _numbered(BadLine(number + 1, "truncated_file", str(error)), part)


def _line(feed: Feed, limit: int) -> tuple[bytes, int]:
    """The next line, also across gzip members, cut at `limit` bytes, and its whole length; 0 at the end."""
    line = feed.line(limit)
    while not line.endswith(b"\n") and len(line) < limit and feed.next_member():
        line += feed.line(limit - len(line))
    length = len(line)
    while length >= limit and not line.endswith(b"\n"):
        rest = feed.line(_PIECE_BYTES)
        length += len(rest)
        if rest.endswith(b"\n") or (not rest and not feed.next_member()):
            break
    return line, length


def _object(line: bytes, number: int) -> tuple[int, dict[str, Any]] | BadLine:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return BadLine(number, "bad_row", f"not UTF-8 at its byte {error.start}")
    except (ValueError, RecursionError) as error:
        return BadLine(number, "bad_row", f"no JSON: {error}")
    if not isinstance(value, dict):
        return BadLine(number, "bad_row", f"a JSON {type(value).__name__}, not an object")
    return number, value


def _too_long(number: int, length: int) -> BadLine:
    return BadLine(number, "bad_row", f"its {length:,} bytes are too many")


def _numbered(
    found: tuple[int, dict[str, Any]] | BadLine, part: Slice
) -> tuple[int, dict[str, Any]] | BadLine:
    if isinstance(found, BadLine) and part.start:
        return found._replace(number=found.number + lines_before(part.path, part.start))
    return found
