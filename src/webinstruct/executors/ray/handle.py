"""A worker on some node of the cluster, seen from its pool.

Nothing here waits for the network: one call for news is always under way, and its answer is taken when it has come.
An actor that is lost takes its worker with it, and with a worker whose node died no row is to blame.
"""

from __future__ import annotations

import time
from typing import Any

from webinstruct.executors.heartbeat import Beat
from webinstruct.executors.ray.actor import News
from webinstruct.executors.ray.losses import how_lost
from webinstruct.runner.parts import AROUND, Event, Part

__all__ = ["ActorHandle"]

_NEWS_EVERY_S = 1.0
"""How old what is known of a row may be."""
_SILENT_S = 60.0
"""Ray takes up to half a minute to notice that a node is gone; that an actor was stopped it does not notice."""
_ASLEEP_S = 5.0
_WAY_S = 3.0
"""How long word to a node and back may be under way."""


class ActorHandle:
    """The worker in place `number`, which `actor` owns. `log` is where it will print to as far as can be known here."""

    def __init__(self, ray: Any, actor: Any, number: int, log: str) -> None:
        self.number = number
        self.parts: list[Part] = []
        self.unread: set[Part] = set()
        self.log = log
        self.last_words = ""
        self.is_ready = False
        self.has_ended = False
        self.died_by_signal = False
        self.was_lost = False
        self.is_placed = False
        self._ray = ray
        self._actor = actor
        self.coming_news = actor.news.remote(_NEWS_EVERY_S)
        self._calls: list[Any] = []
        self._at = (AROUND, AROUND)
        self._age_s = 0.0
        self._how = self._killed_because = ""
        self._heard = self._looked = time.monotonic()

    @property
    def was_stuck(self) -> bool:
        """Whether it was `kill` that ended it."""
        return bool(self._killed_because)

    def give(self, part: Part) -> None:
        """Hand the worker a part; if it is gone, its death is heard soon and the part goes back."""
        self.parts.append(part)
        self.unread.add(part)
        self._calls.append(self._actor.give.remote(part))

    def heard(self) -> list[Event]:
        """The events since last time; `has_ended` is set once there will be no more."""
        try:
            self._check_calls()
            if self._has_come(self.coming_news):
                return self._taken(self._ray.get(self.coming_news))
        except self._ray.exceptions.RayError as error:
            self._lose(*how_lost(str(error)))
            return []
        if self._silent_s() > _SILENT_S:
            self._lose(f"nothing was heard from its node for {_SILENT_S:g} s", was_node=True)
        return []

    def beat(self) -> Beat:
        """Where the worker is, or was when it died. Time counts as far as it was heard of: a row is not to blame for a
        network that says nothing."""
        return Beat(*self._at, time.monotonic() - self._age_s)

    def kill(self, because: str) -> None:
        """End the worker at once because it is stuck."""
        if not self._killed_because:
            self._calls.append(self._actor.kill.remote(because))
        self._killed_because = because

    def cause_of_death(self) -> str:
        """How the worker ended, in words."""
        return self._killed_because or self.last_words or self._how

    def dismiss(self) -> None:
        """Tell the worker to leave; one that has parts lets go of them. One that has no place yet gets none."""
        self._calls = [self._actor.leave.remote(bool(self.parts))] if self.is_placed else []

    def end(self, within_s: float) -> None:
        """Wait until a dismissed worker is gone, end it after `within_s`, and let go of it."""
        if self._calls:
            self._ray.wait(self._calls, timeout=within_s + _WAY_S)
        self.close()

    def close(self) -> None:
        """Let go of the actor."""
        self._ray.kill(self._actor)

    def _check_calls(self) -> None:
        """Raise what became of the calls whose answers nobody waits for."""
        done, self._calls = (
            self._ray.wait(self._calls, num_returns=len(self._calls), timeout=0) if self._calls else ([], [])
        )
        self._ray.get(done)

    def _has_come(self, answer: Any) -> bool:
        return bool(self._ray.wait([answer], timeout=0)[0])

    def _taken(self, news: News) -> list[Event]:
        self._heard = self._looked = time.monotonic()
        self.is_placed = True
        self.log = f"{news.log} on {news.host}"
        self._at, self._age_s = (news.part, news.row), news.age_s
        self.is_ready = self.is_ready or any(event.word == "ready" for event in news.events)
        if news.ended:
            self.has_ended, self._how, self.died_by_signal = True, news.ended, news.by_signal
        else:
            self.coming_news = self._actor.news.remote(_NEWS_EVERY_S)
        return list(news.events)

    def _lose(self, how: str, was_node: bool) -> None:
        """The actor is gone, or as good as gone: its worker must not go on where it cannot be heard."""
        self.has_ended, self._how, self.was_lost = True, how, was_node
        self._killed_because = ""
        self._ray.kill(self._actor)

    def _silent_s(self) -> float:
        """Seconds without news from a worker that has its place; those in which this process slept do not count."""
        now = time.monotonic()
        if now - self._looked > _ASLEEP_S:
            self._heard = now
        self._looked = now
        return now - self._heard if self.is_placed else 0.0
