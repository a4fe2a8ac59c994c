"""A client that asks until it is answered: tries, waits, other addresses, and what may be spent."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, Protocol, TypeVar

from webinstruct.core.errors import EngineRefused
from webinstruct.engines.openai.chat import FailedTry
from webinstruct.engines.openai.endpoints import Address, Endpoints, Patience
from webinstruct.engines.openai.http_failures import Hopeless
from webinstruct.engines.openai.loop_thread import LoopThread
from webinstruct.engines.openai.spending import Spending
from webinstruct.engines.protocol import Refusal, Refused
from webinstruct.engines.settings import OpenAISettings

__all__ = ["PatientClient", "Talks"]

_LOG = logging.getLogger(__name__)
_MOST_START_S = 540.0
"""The executor replaces a worker that has not opened its stage after 600 s; ours is the better sentence."""
_PROBE_S = 10.0
_PROGRESS_S = 10.0


class _Asked(Protocol):
    @property
    def id(self) -> str: ...


class _Answered(Protocol):
    @property
    def prompt_tokens(self) -> int: ...

    @property
    def output_tokens(self) -> int: ...


Q = TypeVar("Q", bound=_Asked, contravariant=True)
A = TypeVar("A", bound=_Answered, covariant=True)


class Talks(Protocol[Q, A]):
    """One try at one address: what a client has to be able to do."""

    async def asked(self, url: str, request: Q) -> A | Refusal | FailedTry | Hopeless:
        """One try of `request` at the address `url`."""

    async def models(self, url: str, timeout_s: float) -> dict[str, int] | FailedTry | Hopeless:
        """The models that the address lists, each with its length; none where it keeps no list."""

    async def close(self) -> None:
        """Close every connection."""


class PatientClient(Generic[Q, A]):
    """Talks with the endpoint of `settings` in a thread of its own, by the client that `talks` makes of the key."""

    def __init__(
        self,
        settings: OpenAISettings,
        patience: Patience,
        talks: Callable[[str], Talks[Q, A]],
        spending: Spending,
    ) -> None:
        key = _key(settings.api_key_env)
        self.spending = spending
        self.max_model_len = settings.max_model_len
        """Tokens of prompt and answer together; fewer where an address that was asked at the start says so."""
        self._settings = settings
        self._patience = patience
        self._has_key = bool(key)
        self._client = talks(key)
        self._endpoints = Endpoints(settings.base_url, settings.concurrency, patience)
        self._loop = LoopThread("openai")

    def submit(self, request: Q) -> Future[A | Refusal]:
        """Begin with a request."""
        return self._loop.submit(self._replied(request))

    def wait_for_endpoint(self) -> None:
        """Return once an address answers."""
        try:
            self._loop.result(self._reached())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End all that is under way."""
        if self._loop.close.alive:
            self._loop.cancel_all()
            self._loop.result(self._client.close())
            self._loop.close()
        self.spending.save()

    def budget_is_spent(self) -> EngineRefused:
        """The sentence on it."""
        return EngineRefused(self.spending.sentence())

    async def _replied(self, request: Q) -> A | Refusal:
        """The reply to `request`, after as many tries as it takes and is given."""
        cause, last = "", None
        for failures in range(self._settings.tries):
            if failures:
                await asyncio.sleep(self._patience.wait_s(failures))
            last = await self._endpoints.leased(last)
            try:
                if self.spending.is_over:
                    raise self.budget_is_spent()
                outcome = await self._tried(last, request)
            finally:
                self._endpoints.release(last)
            if not isinstance(outcome, FailedTry):
                return outcome
            cause = f"{last.url}: {outcome.cause}"
        return Refusal(
            request.id, Refused.GAVE_UP, f"{self._settings.tries} tries failed; the last at {cause}"
        )

    async def _tried(self, address: Address, request: Q) -> A | Refusal | FailedTry:
        sent = time.monotonic()
        outcome = await self._client.asked(address.url, request)
        if isinstance(outcome, Hopeless):
            return await self._despaired(address, request, outcome)
        if isinstance(outcome, FailedTry):
            self._endpoints.failed(address, sent, outcome)
            return outcome
        self._endpoints.succeeded(address)
        if not isinstance(outcome, Refusal):
            self.spending.add(outcome.prompt_tokens, outcome.output_tokens)
        return outcome

    async def _despaired(self, address: Address, request: Q, outcome: Hopeless) -> Refusal:
        """The refusal that an odd response is after all; raises where no request will fare better."""
        settings, url = self._settings, address.url
        if outcome.word == "address" and address.has_answered:
            return Refusal(request.id, Refused.BAD_REQUEST, outcome.says)
        if outcome.word == "key":
            raise EngineRefused(self._key_sentence(url, outcome.says))
        if outcome.word == "quota":
            raise EngineRefused(
                f"{url}: the account's quota is spent ({outcome.says}). Run the same command again when there is more."
            )
        if outcome.word == "address":
            raise EngineRefused(_address_sentence(url, outcome.says))
        listed = await self._client.models(url, _PROBE_S)
        names = ", ".join(list(listed)[:20]) if isinstance(listed, dict) and listed else "none"
        raise EngineRefused(
            f"{url} has no model '{settings.model}'; it lists: {names}. Set engine.model to one of them."
        )

    def _key_sentence(self, url: str, says: str) -> str:
        name = self._settings.api_key_env
        if self._has_key:
            return (
                f"{url} refuses the key in the environment variable {name} ({says}). Set another one there."
            )
        return f"{url} wants a key and the environment variable {name} is not set ({says}). Set it and run again."

    async def _reached(self) -> None:
        """Return once an address answers anything that is no failure."""
        limit_s = min(self._settings.timeout_s, _MOST_START_S)
        began = said = time.monotonic()
        while True:
            found = await asyncio.gather(*(self._probed(url, limit_s) for url in self._settings.base_url))
            causes = [cause for cause in found if cause is not None]
            if len(causes) < len(found):
                return
            now = time.monotonic()
            if now - began > limit_s:
                raise EngineRefused(
                    f"{'; '.join(causes)}. No endpoint answered within {limit_s:g} s: start it, or mend base_url, and "
                    "run the same command again."
                )
            if now - said > _PROGRESS_S or said == began:
                said = now
                _LOG.warning("waiting for %s: %.0f of %.0f s", "; ".join(causes), now - began, limit_s)
            await asyncio.sleep(min(1.0, limit_s / 10))

    async def _probed(self, url: str, limit_s: float) -> str | None:
        """Why the address does not answer; None where it does."""
        outcome = await self._client.models(url, min(_PROBE_S, limit_s))
        if isinstance(outcome, Hopeless):
            is_key = outcome.word == "key"
            sentence = self._key_sentence if is_key else _address_sentence
            raise EngineRefused(sentence(url, outcome.says))
        if isinstance(outcome, dict) and (tokens := outcome.get(self._settings.model, 0)):
            self.max_model_len = min(self.max_model_len, tokens)
        return f"{url}: {outcome.cause}" if isinstance(outcome, FailedTry) else None


def _address_sentence(url: str, says: str) -> str:
    return (
        f"{url} answers no requests of this kind ({says}). base_url ends where /chat/completions or /embeddings "
        "begins, mostly in /v1."
    )


def _key(variable: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise EngineRefused(
            f"The environment variable {variable} holds characters that no key has. Set it anew."
        )
    return key
