"""How a server is asked, and what it means that an answer did not come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

__all__ = ["Answer", "Body", "Hopeless", "Manners", "Server", "TryLater"]


@dataclass(frozen=True, slots=True)
class Manners:
    """How often a server is asked, and how long it is waited for; `cache` is a folder for whole files, "" for none."""

    requests_per_s: float = 5.0
    timeout_s: float = 60.0
    patience_s: float = 900.0
    cache: str = ""


class TryLater(Exception):
    """Another try may fare better. `wait_s`: the server asked for that many seconds; `is_refusal`: it answered that
    it will not answer now, which is said to everybody and not to this file alone."""

    def __init__(self, cause: str, wait_s: float | None = None, is_refusal: bool = False) -> None:
        super().__init__(cause)
        self.wait_s = wait_s
        self.is_refusal = is_refusal


class Hopeless(Exception):
    """No other try will fare better: there is no such file, or it is another one now."""


class Answer(NamedTuple):
    """Which byte of the file comes first, how many the file has (None: not said), and which state of it this is. Where
    `is_part`, the file's length stands beside that of the part, and is more than a count of what will be sent."""

    start: int
    total: int | None
    tag: str
    is_part: bool = True


class Body(Protocol):
    """The bytes that a server sends in answer to one request."""

    @property
    def answer(self) -> Answer:
        """What the server said of them."""

    def read(self, most: int) -> bytes:
        """The next bytes, at most so many; none at the end of the answer.

        Raises:
            TryLater: the connection broke.
        """

    def close(self) -> None:
        """Let go of the connection."""


class Server(Protocol):
    """Gives parts of files."""

    def body(self, path: str, start: int, stop: int | None, tag: str) -> Body:
        """The bytes [start, stop) of the file `path`, or from an earlier byte on, or fewer; one request.

        `tag` is what the file was known by when its first bytes came.

        Raises:
            TryLater, Hopeless: there are none.
        """
