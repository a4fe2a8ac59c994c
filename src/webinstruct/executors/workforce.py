"""What a pool asks of the workers it is given, wherever they run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from webinstruct.executors.heartbeat import Beat
from webinstruct.runner.parts import Event, Part

__all__ = ["Handle", "WorkerHandle", "Workforce"]


class WorkerHandle(Protocol):
    """A running worker: `parts` are those it was given and has not done, `unread` those of them that it has not begun;
    `log` is where what it prints can be read."""

    number: int
    parts: list[Part]
    unread: set[Part]
    log: str
    last_words: str
    is_ready: bool
    has_ended: bool

    @property
    def was_stuck(self) -> bool:
        """Whether it was `kill` that ended it."""

    @property
    def was_lost(self) -> bool:
        """Whether its machine is gone, or out of reach: none of its parts is to blame."""

    @property
    def died_by_signal(self) -> bool:
        """Whether something killed the worker, as opposed to its own exit."""

    def give(self, part: Part) -> None:
        """Hand the worker a part; if it is gone, its death is heard soon and the part goes back."""

    def heard(self) -> list[Event]:
        """The events since last time; `has_ended` is set once there will be no more."""

    def beat(self) -> Beat:
        """Where the worker is, or was when it died; since when by this process's monotonic clock."""

    def kill(self, because: str) -> None:
        """End the worker at once because it is stuck."""

    def cause_of_death(self) -> str:
        """How the worker ended, in words."""

    def dismiss(self) -> None:
        """Tell the worker to leave; one that has parts lets go of them as if it had never begun."""

    def end(self, within_s: float) -> None:
        """Wait until a dismissed worker is gone, end it after `within_s`, and let go of it."""

    def close(self) -> None:
        """Let go of what belongs to a worker that is gone."""


Handle = TypeVar("Handle", bound=WorkerHandle)


class Workforce(Protocol[Handle]):
    """Workers for one stage. `size` is how many there may be at a time."""

    size: int

    def started(self, number: int) -> Handle:
        """A new worker in place `number`, below `size`, which is free."""

    def wait(self, workers: Sequence[Handle], timeout_s: float) -> None:
        """Return when one of `workers` has something to say, at the latest after `timeout_s`."""
