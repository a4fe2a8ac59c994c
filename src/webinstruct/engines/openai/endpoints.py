"""The addresses of an endpoint: which one is asked next, and which one is left alone for a while.

Each address has a window: so many requests may be under way there. It is halved when the address is overloaded (once
for all requests that were under way together) and grows with every success, so that after a storm requests come back as
fast as they are served. A Retry-After holds for the whole address. One that fails three times in a row (again, requests
under way together count once) rests, each time longer, and is then tried with a single request.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from webinstruct.core.errors import EngineRefused
from webinstruct.engines.openai.chat import FailedTry

__all__ = ["Address", "Endpoints", "Patience"]

_LOG = logging.getLogger(__name__)
_FAILURES_BEFORE_REST = 3
_GROWTH = 0.25
"""What a success adds to a window: a window is refilled about 1.25 times as large."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: between tries (doubled each time, up to `most_s`), of a Retry-After at most, and
    for an endpoint that fails on every address before the run stops."""

    first_s: float = 0.5
    most_s: float = 60.0
    most_retry_after_s: float = 600.0
    outage_s: float = 600.0

    def wait_s(self, failures: int) -> float:
        """A wait behind so many failures: anything up to its limit, so that requests that failed together come back
        apart."""
        return random.uniform(0, min(self.most_s, self.first_s * 2 ** min(failures - 1, 30)))  # noqa: S311


@dataclass(slots=True, eq=False)
class Address:
    """One address and how it has been. Times are monotonic seconds."""

    url: str
    most: int
    window: float = field(init=False)
    in_flight: int = 0
    rests_until: float = 0.0
    failures: int = 0
    failing_since: float | None = None
    has_answered: bool = False
    told_at: float = 0.0
    """When it last showed trouble: what was sent before then and fails too says nothing new."""

    def __post_init__(self) -> None:
        self.window = self.most

    def is_free(self, now: float) -> bool:
        """Whether another request may go there."""
        return now >= self.rests_until and self.in_flight < max(1, int(self.window))


class Endpoints:
    """All addresses. Belongs to one asyncio loop."""

    def __init__(self, urls: Sequence[str], concurrency: int, patience: Patience) -> None:
        self.addresses = [Address(url, concurrency) for url in urls]
        self._patience = patience
        self._changed = asyncio.Event()

    async def leased(self, avoided: Address | None = None) -> Address:
        """The free address with the fewest requests under way, waited for; not `avoided` if another one is free."""
        while True:
            now = time.monotonic()
            if free := [address for address in self.addresses if address.is_free(now)]:
                chosen = min(free, key=lambda address: (address is avoided, address.in_flight))
                chosen.in_flight += 1
                return chosen
            resting = [a.rests_until - now for a in self.addresses if a.rests_until > now]
            try:
                await asyncio.wait_for(self._changed.wait(), min(resting, default=None))
            except TimeoutError:
                continue

    def release(self, address: Address) -> None:
        """A request is no longer under way."""
        address.in_flight -= 1
        self._tell()

    def succeeded(self, address: Address) -> None:
        """The address answered."""
        address.failures, address.failing_since, address.has_answered = 0, None, True
        address.window = min(address.most, address.window + _GROWTH)

    def failed(self, address: Address, sent: float, failed: FailedTry) -> None:
        """The address did not answer a request that was sent at `sent`.

        Raises:
            EngineRefused: none of the addresses has answered for a long time.
        """
        if failed.retry_after_s is not None:
            wait_s = min(failed.retry_after_s, self._patience.most_retry_after_s)
            self._rest(address, wait_s, failed.cause)
        if sent < address.told_at:
            return
        address.told_at = time.monotonic()
        address.failures += 1
        address.failing_since = address.failing_since or time.monotonic()
        if failed.is_overload:
            address.window = max(1.0, address.window / 2)
        if address.failures >= _FAILURES_BEFORE_REST:
            address.window = 1.0
            limit = self._patience.first_s * 2 ** min(address.failures - _FAILURES_BEFORE_REST + 1, 30)
            self._rest(address, min(self._patience.most_s, limit) * random.uniform(0.5, 1), failed.cause)  # noqa: S311
            self._check_outage(failed.cause)

    def _rest(self, address: Address, wait_s: float, cause: str) -> None:
        until = time.monotonic() + wait_s
        if until > address.rests_until:
            address.rests_until = until
            _LOG.warning("%s is left alone for %.1f s: %s", address.url, wait_s, cause)
            self._tell()

    def _check_outage(self, cause: str) -> None:
        since = [address.failing_since for address in self.addresses]
        failing = [moment for moment in since if moment is not None]
        if len(failing) == len(since) and time.monotonic() - max(failing) > self._patience.outage_s:
            urls = ", ".join(address.url for address in self.addresses)
            raise EngineRefused(
                f"{urls} failed every request for {self._patience.outage_s:g} s (last: {cause}). "
                "See to the endpoint, then run the same command to go on."
            )

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
