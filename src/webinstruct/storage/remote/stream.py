"""A file on a server as one stream of bytes, whatever becomes of its connections."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from webinstruct.core.errors import Unreachable
from webinstruct.storage.remote.attempts import Attempts
from webinstruct.storage.remote.manners import Answer, Body, Hopeless, Server, TryLater

__all__ = ["ReadsAgain", "RemoteStream"]

_PIECE_BYTES = 1 << 18


@runtime_checkable
class ReadsAgain(Protocol):
    """A stream whose bytes may have been damaged on their way, and can be had once more."""

    def read_again_from(self, offset: int) -> None:
        """Go back to `offset` and fetch from there anew."""


class RemoteStream:
    """The bytes [start, stop) of a file; stop None is its end, a negative start counts from there.

    Where a connection breaks, or says less than it promised, the next one goes on at the byte reached. `total` is the
    size of the file once known.
    """

    def __init__(
        self, server: Server, path: str, attempts: Attempts, start: int = 0, stop: int | None = None
    ) -> None:
        self.path = path
        self._reached = start
        self._ahead = b""
        self.total: int | None = None
        self._is_sure = False  # of the total
        self._server = server
        self._attempts = attempts
        self._stop = stop
        self._tag = ""
        self._body: Body | None = None
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`, which may be fewer; none at the end. Without a size all that are left.

        Raises:
            Unreachable: the file is not there, has changed, or does not come within the patience.
        """
        if size < 0:
            return b"".join(iter(lambda: self.read(_PIECE_BYTES), b""))
        while size and not self._ahead and not self._is_at_end():
            try:
                self._ahead = self._piece(max(size, _PIECE_BYTES))
            except TryLater as error:
                self._let_go()
                self._attempts.failed(error, self._reached)
            except Hopeless as error:
                self._let_go()
                raise Unreachable(f"{self.path} at byte {self._reached}: {error}.") from error
        piece, self._ahead = self._ahead[:size], self._ahead[size:]
        return piece

    def read_again_from(self, offset: int) -> None:
        """Go back to `offset` and fetch from there anew."""
        self._let_go()
        self._reached, self._ahead, self._ended = offset, b"", False
        self.total, self._is_sure = None, False  # it may have been a lie

    @property
    def at(self) -> int:
        """Offset of the next byte."""
        return self._reached - len(self._ahead)

    def close(self) -> None:
        """Let go of the connection."""
        self._let_go()

    def _piece(self, size: int) -> bytes:
        """Some bytes, or none where the answer has ended."""
        if self._body is None:
            self._body = self._connected()
        ends = [end for end in (self._stop, self.total) if end is not None]
        most = min(size, *(end - self._reached for end in ends)) if ends else size
        piece = self._body.read(most) if most > 0 else b""
        self._reached += len(piece)
        if piece:
            self._attempts.got_on()
            return piece
        self._let_go()
        if not ends:
            self._ended = True  # nobody said how long it is
        elif self._reached < min(ends):
            raise TryLater(f"the connection ended {min(ends) - self._reached} bytes too early")
        return b""

    def _is_at_end(self) -> bool:
        """Whether nothing is left; of an end that was told but once, and with the bytes, the server is asked again."""
        if self._ended or (self._stop is not None and self._reached >= self._stop):
            return True
        return self._is_sure and self.total is not None and self._reached >= self.total

    def _connected(self) -> Body:
        """A body that goes on at `at`."""
        self._attempts.turn(self._reached)
        body = self._server.body(self.path, self._reached, self._stop, self._tag)
        try:
            self._learn(body.answer)
            if not self._is_at_end():
                _skipped(body, self._reached - body.answer.start)
        except BaseException:
            body.close()
            raise
        return body

    def _learn(self, answer: Answer) -> None:
        """What a server says beside the bytes."""
        if self._is_another_file(answer):
            raise Hopeless("the file has changed while it was read")
        self._tag = self._tag or answer.tag
        if answer.total is not None and (answer.is_part or not self._is_sure):
            self._is_sure = answer.is_part or answer.total == self.total
            self.total = answer.total
        if self._reached < 0:
            self._reached = _from_end(self._reached, answer.total)
        if answer.start > self._reached:
            raise TryLater(f"asked for byte {self._reached}, the server sends byte {answer.start}")

    def _is_another_file(self, answer: Answer) -> bool:
        """By its tag, or, where no tag says that it is the same one, by its length."""
        if self._tag and answer.tag:
            return answer.tag != self._tag
        return self._is_sure and answer.is_part and answer.total not in (None, self.total)

    def _let_go(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


def _from_end(at: int, total: int | None) -> int:
    if total is None:
        raise Hopeless("the server does not say how long the file is")
    return max(0, total + at)


def _skipped(body: Body, count: int) -> None:
    """Read over bytes that are known already, from a server that sends all or nothing."""
    while count > 0:
        piece = body.read(min(count, _PIECE_BYTES))
        if not piece:
            raise TryLater(f"the connection ended {count} bytes before the byte reached")
        count -= len(piece)
