"""What a worker is given, and what it says of it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Protocol

from webinstruct.core.errors import WebinstructError

__all__ = ["AROUND", "OPENING", "Event", "Heartbeat", "Part", "sentence_of"]

AROUND, OPENING = -1, -2
"""In place of a row: the work around the rows, and the opening of the stage."""


@dataclass(frozen=True, slots=True)
class Part:
    """A unit of work: a step of the stage (or PROCESS) and a number."""

    step: str
    number: int


@dataclass(frozen=True, slots=True)
class Event:
    """What a worker says of a part: started, rows (so many settled), done, busy (another run has it), failed; or of
    itself: ready, broken (no worker could go on), unwritable (none could, as long as the store is as it is), dying
    (another one may). A workforce says waiting (for a place)."""

    word: str
    step: str = ""
    number: int = -1
    rows: int = 0
    message: str = ""


class Heartbeat(Protocol):
    """Told where the worker is, so that whoever watches knows which row killed it, or keeps it."""

    def at(self, part: int, row: int) -> None:
        """The worker begins row `row` of part `part`; AROUND is the work around the rows, OPENING the stage's."""


def sentence_of(error: BaseException) -> str:
    """The error for a user; what is not ours also leaves its traceback in the worker's log."""
    if isinstance(error, WebinstructError):
        return str(error)
    traceback.print_exception(error)
    return f"{type(error).__name__}: {error} (traceback in the run's logs/)"
