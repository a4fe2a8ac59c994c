"""The official client on every address of an endpoint: calls in, response texts or what went wrong out.

The client's own retries are off: only here is it known which addresses there are and how they have been. Whatever the
endpoint says is scrubbed of the key before it goes anywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from webinstruct.core.errors import MissingExtra
from webinstruct.engines.openai.chat import FailedTry, is_object, model_lengths
from webinstruct.engines.openai.http_failures import Hopeless, WrongParameter, outcome_of
from webinstruct.engines.protocol import Refusal
from webinstruct.engines.settings import OpenAISettings

__all__ = ["Clients", "Trouble"]

Trouble = FailedTry | Hopeless | WrongParameter | Refusal
"""What a response can be beside a good one."""

T = TypeVar("T")
_CONNECT_S = 10.0
_NO_KEY = "none"
"""The client insists on a key; servers that want none do not look at it."""


class Clients:
    """One client per address of `settings`; belongs to one asyncio loop."""

    def __init__(self, settings: OpenAISettings, key: str) -> None:
        try:
            import openai
        except ImportError as error:
            raise MissingExtra(
                "The engine 'openai' needs a package that is missing: pip install 'webinstruct[openai]'."
            ) from error
        self._openai = openai
        self._settings = settings
        self._key = key
        timeout = openai.Timeout(settings.timeout_s, connect=min(_CONNECT_S, settings.timeout_s))
        self._clients: dict[str, Any] = {
            url: openai.AsyncOpenAI(base_url=url, api_key=key or _NO_KEY, max_retries=0, timeout=timeout)
            for url in settings.base_url
        }

    def __getitem__(self, url: str) -> Any:
        """The client of the address `url`."""
        return self._clients[url]

    async def text_or_trouble(self, call: Any, request_id: str) -> str | Trouble:
        """The text of the response to `call`, which asks for a raw response."""
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                response = await call
            return str(response.text)
        except self._openai.APIStatusError as error:
            found = error.response
            return self.scrubbed(outcome_of(request_id, error.status_code, found.headers, found.text))
        except (self._openai.APIError, TimeoutError, ValueError) as error:
            return FailedTry(self._cause(error))

    async def models(self, url: str, timeout_s: float) -> dict[str, int] | FailedTry | Hopeless:
        """The models that the address lists, each with its length; none where it keeps no list."""
        try:
            async with asyncio.timeout(timeout_s):
                response = await self._clients[url].models.with_raw_response.list(timeout=timeout_s)
            return _listed(response.text)
        except self._openai.APIStatusError as error:
            outcome = outcome_of("", error.status_code, error.response.headers, error.response.text)
            if isinstance(outcome, FailedTry):
                return FailedTry(self._clean(outcome.cause))
            if isinstance(outcome, Hopeless) and error.status_code == 401:
                return Hopeless("key", self._clean(outcome.says))
            return {}
        except (self._openai.APIError, TimeoutError, ValueError) as error:
            return FailedTry(self._cause(error))

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.close()

    def _cause(self, error: Exception) -> str:
        if isinstance(error, self._openai.APITimeoutError | TimeoutError):
            return f"no answer within {self._settings.timeout_s:g} s"
        chain = [str(link).rstrip(".") or type(link).__name__ for link in _causes(error)]
        return self._clean(": ".join(dict.fromkeys(chain)))

    def scrubbed(self, outcome: T) -> T:
        """`outcome` without the key in it."""
        match outcome:
            case FailedTry(cause=cause):
                return replace(outcome, cause=self._clean(cause))
            case Hopeless(says=says):
                return replace(outcome, says=self._clean(says))
            case Refusal(detail=detail):
                return replace(outcome, detail=self._clean(detail))
        return outcome

    def _clean(self, text: str) -> str:
        return text.replace(self._key, "[key]") if self._key else text


def _listed(text: str) -> dict[str, int] | Hopeless:
    """The models in a response, with their lengths; no JSON (another server's start page, say) is no endpoint."""
    if is_object(text):
        return model_lengths(text)
    return Hopeless("address", f"its list of models begins with '{' '.join(text[:200].split())[:60]}'")


def _causes(error: BaseException) -> Iterable[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__
