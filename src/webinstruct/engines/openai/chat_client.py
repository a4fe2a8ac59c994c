"""One chat endpoint: requests in, replies or what went wrong out."""

from __future__ import annotations

from typing import Any

from webinstruct.engines.openai.chat import FailedTry, chat_body, reply_from
from webinstruct.engines.openai.clients import Clients, Trouble
from webinstruct.engines.openai.http_failures import Hopeless, WrongParameter
from webinstruct.engines.protocol import Reply, Request
from webinstruct.engines.settings import OpenAISettings
from webinstruct.engines.tokens import TokenCounts

__all__ = ["ChatClient"]


class ChatClient:
    """Talks with every address of `settings`; belongs to one asyncio loop."""

    def __init__(self, settings: OpenAISettings, key: str, counts: TokenCounts) -> None:
        self._clients = Clients(settings, key)
        self._settings = settings
        self._counts = counts
        self._limit_word = "max_tokens"
        self.models = self._clients.models
        self.close = self._clients.close

    async def asked(self, url: str, request: Request) -> Reply | FailedTry | Hopeless:
        """One try of `request` at the address `url`."""
        create = self._clients[url].chat.completions.with_raw_response.create
        settings = self._settings
        body = chat_body(request, settings.model, settings.structured, self._limit_word)
        outcome = await self._outcome(create(**body), request)
        if isinstance(outcome, WrongParameter) and self._limit_word in body:
            self._limit_word = "max_completion_tokens"
            outcome = await self._outcome(create(**_renamed(body)), request)
        if isinstance(outcome, WrongParameter):
            return FailedTry("the endpoint takes no limit on its answers")
        return outcome

    async def _outcome(self, call: Any, request: Request) -> Reply | Trouble:
        found = await self._clients.text_or_trouble(call, request.id)
        if not isinstance(found, str):
            return found
        return self._clients.scrubbed(reply_from(found, request, self._counts))


def _renamed(body: dict[str, Any]) -> dict[str, Any]:
    return {"max_completion_tokens" if key == "max_tokens" else key: value for key, value in body.items()}
