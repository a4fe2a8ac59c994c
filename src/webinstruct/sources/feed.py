"""A stream of bytes, unpacked where it is gzip, that knows where in the file it stands.

Gzip files are a chain of members. WARC writers give each record its own, so the borders of members are borders of
records even where a record's own length is wrong; a reader of one long unpacked stream could not know.
"""

from __future__ import annotations

from typing import BinaryIO, NamedTuple, cast

from isal import isal_zlib  # zlib's interface, twice its speed

__all__ = ["Boundary", "BrokenStream", "Feed"]

_GZIP = b"\x1f\x8b"
_PACKED_BYTES = 1 << 16
_PIECE_BYTES = 1 << 18
_GZIP_FORMAT = 31
_UNPACK_ERROR = cast(type[Exception], isal_zlib.error)  # its stub says that it is an instance


class BrokenStream(Exception):
    """The stream ends inside a gzip member, or holds bytes that are none."""


class Boundary(NamedTuple):
    """A place in a file where reading can begin: its offset, the unpacked bytes before it, whether the file is gzip."""

    offset: int = 0
    before: int = 0
    is_gzip: bool = False


class Feed:
    """The bytes of `stream`, which may be gzip.

    Reading stays within a gzip member until `next_member` is called, or until `take` finds that what it reads goes
    on in the next one. A stream may begin at `begin`, behind the start of its file.
    """

    def __init__(self, stream: BinaryIO, begin: Boundary | None = None) -> None:
        start, before, is_gzip = begin or Boundary()
        self._stream = stream
        self._packed = stream.read(_PACKED_BYTES)
        self._packed_read = start + len(self._packed)
        is_gzip = is_gzip or self._packed.startswith(_GZIP)
        self._unpacker = isal_zlib.decompressobj(_GZIP_FORMAT) if is_gzip else None
        self._piece = b""
        self._at = 0
        self._before = before  # unpacked bytes before the piece
        self._member_start = start  # offset of the member in the file
        self._member_before = before  # unpacked bytes before the member

    @property
    def is_gzip(self) -> bool:
        """Whether the stream is packed."""
        return self._unpacker is not None

    @property
    def place(self) -> int:
        """Offset of the next byte: in the file between gzip members (or where the file is plain), else in the unpacked
        stream."""
        if self._unpacker is not None:
            if self.position == self._member_before:
                return self._member_start
            if self._unpacker.eof and self._at == len(self._piece):
                return self._packed_read - len(self._unpacker.unused_data)
        return self.position

    @property
    def position(self) -> int:
        """How many unpacked bytes of the file come before the next one."""
        return self._before + self._at

    @property
    def boundary(self) -> Boundary:
        """Where reading can begin again: the start of this member; in a plain file its next byte."""
        if self.is_gzip:
            return Boundary(self._member_start, self._member_before, True)
        return Boundary(self.position, self.position)

    def has_more(self) -> bool:
        """Whether the member has a next byte."""
        return self._at < len(self._piece) or self._fill()

    def line(self, limit: int, border: bytes = b"") -> bytes:
        """The next line with its end, at most `limit` bytes of it; empty at the end of the member.

        With a `border` the line goes on in further members as far as none begins with it.
        """
        parts: list[bytes] = []
        while limit:
            if not self.has_more():
                if not border or not self.next_member() or self.is_at(border):
                    break
                continue
            end = self._piece.find(b"\n", self._at, self._at + limit) + 1
            parts.append(self._read(end - self._at if end else limit))
            limit -= len(parts[-1])
            if end:
                break
        return b"".join(parts)

    def take(self, count: int, border: bytes = b"") -> bytes:
        """The next `count` bytes, also from further members; fewer at the end of the stream, or before a member
        that begins with `border`."""
        parts: list[bytes] = []
        while count:
            if self.has_more():
                parts.append(self._read(count))
                count -= len(parts[-1])
            elif not self.next_member() or (border and self.is_at(border)):
                break
        return b"".join(parts)

    def skip(self, count: int, border: bytes = b"") -> int:
        """Pass over what `take` would give; how many bytes there were."""
        left = count
        while left:
            asked = min(left, _PIECE_BYTES)
            passed = len(self.take(asked, border))
            left -= passed
            if passed < asked:
                break
        return count - left

    def is_at(self, word: bytes) -> bool:
        """Whether the member goes on with `word`."""
        while len(self._piece) - self._at < len(word) and self._fill():
            pass
        return self._piece.startswith(word, self._at)

    def skip_line_ends(self) -> None:
        """Pass over line ends within the member; where it ends, gzip checks its sum."""
        while self.has_more() and self._piece[self._at] in b"\r\n":
            self._at += 1

    def next_member(self) -> bool:
        """Go on to the next gzip member; False at the end of the stream."""
        if self._unpacker is None:
            return False
        packed = self._unpacker.unused_data.lstrip(b"\0")  # some writers pad their files
        while not packed:
            more = self._more_packed()
            if not more:
                return False
            packed = more.lstrip(b"\0")
        self._member_start = self._packed_read - len(packed)
        self._member_before = self._before + self._at
        self._packed = packed
        self._unpacker = isal_zlib.decompressobj(_GZIP_FORMAT)
        return True

    def _read(self, count: int) -> bytes:
        part = self._piece[self._at : self._at + count]
        self._at += len(part)
        return part

    def _fill(self) -> bool:
        """Add bytes of this member behind the unread ones; False at its end."""
        piece = self._plain_piece() if self._unpacker is None else self._unpacked_piece(self._unpacker)
        self._before += self._at
        self._piece, self._at = self._piece[self._at :] + piece, 0
        return bool(piece)

    def _plain_piece(self) -> bytes:
        piece, self._packed = self._packed or self._more_packed(), b""
        return piece

    def _unpacked_piece(self, unpacker: isal_zlib.Decompress) -> bytes:
        while not unpacker.eof:
            packed = self._packed or self._more_packed()
            try:
                piece = unpacker.decompress(packed, _PIECE_BYTES)
            except _UNPACK_ERROR as error:
                raise BrokenStream(f"no whole gzip member ({error})") from None
            self._packed = unpacker.unconsumed_tail
            if piece:
                return piece
            if not packed:
                raise BrokenStream("the file ends inside a gzip member")
        return b""

    def _more_packed(self) -> bytes:
        packed = self._stream.read(_PACKED_BYTES)
        self._packed_read += len(packed)
        return packed
