"""Any endpoint that speaks the OpenAI chat protocol, through the official client.

Requests are sent by a loop in a thread of its own; `stream` pulls them in the thread that reads it, keeps at most
`concurrency` under way and hands out replies as they come. A try that fails is repeated, elsewhere where there is an
elsewhere; what no try answers is a refusal.
"""

from __future__ import annotations

import queue
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future

from webinstruct.core.errors import EngineRefused, RunnerError
from webinstruct.core.ids import fingerprint
from webinstruct.core.stage import StageContext
from webinstruct.engines.openai.chat_client import ChatClient
from webinstruct.engines.openai.endpoints import Patience
from webinstruct.engines.openai.patient_client import PatientClient
from webinstruct.engines.openai.spending import Spending
from webinstruct.engines.protocol import Answer, Reply, Request
from webinstruct.engines.settings import OpenAISettings
from webinstruct.engines.tokens import TokenCounts, counts_by

__all__ = ["OpenAIEngine"]


class OpenAIEngine:
    """Asks the endpoint of `settings`."""

    def __init__(self, settings: OpenAISettings, patience: Patience | None = None) -> None:
        self._settings = settings
        self._patience = patience or Patience()
        self._counts: TokenCounts | None = None
        self._client: PatientClient[Request, Answer] | None = None
        self.max_model_len: int | None = settings.max_model_len
        """Tokens of prompt and answer together; once it is open, no more than the endpoint says it takes."""

    def identity(self) -> Mapping[str, str]:
        """The model and how it is held to JSON; where it runs changes no answer."""
        return {"engine": "openai", "model": self._settings.model, "structured": self._settings.structured}

    def open(self, context: StageContext) -> None:
        """Wait until an address answers.

        Raises:
            EngineRefused: none does within the time limit, or the key is refused.
        """
        self.close()
        purse = f"openai-{fingerprint(self.identity())[:12]}"
        spending = Spending(context.folder("spent"), purse, self._settings.budget)
        self._client = PatientClient(
            self._settings,
            self._patience,
            lambda key: ChatClient(self._settings, key, self.token_counts),
            spending,
        )
        self._client.wait_for_endpoint()
        self.max_model_len = self._client.max_model_len

    def close(self) -> None:
        """Let go of connections and thread."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def token_counts(self, texts: Sequence[str]) -> Sequence[int]:
        """By the tokenizer of the settings, else estimated."""
        self._counts = self._counts or counts_by(self._settings.tokenizer)
        return self._counts(texts)

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """Replies as they come, at most `concurrency` requests under way.

        Raises:
            EngineRefused: the key, the model, the quota or the address is wrong, the budget is spent (after what was
                under way has been answered), or the endpoint has been failing for long.
        """
        if self._client is None:
            raise RunnerError("The engine 'openai' is not open. Call open(context) first.")
        return _streamed(self._client, iter(requests), self._settings.concurrency)


def _streamed(
    client: PatientClient[Request, Answer], requests: Iterator[Request], concurrency: int
) -> Iterator[Reply]:
    finished: queue.SimpleQueue[Future[Reply]] = queue.SimpleQueue()
    under_way: set[Future[Reply]] = set()
    is_more = True
    stop: EngineRefused | None = None
    try:
        while is_more or under_way:
            if is_more and len(under_way) < concurrency:
                request = next(requests, None)
                if request is None or client.spending.is_over:
                    stop = client.budget_is_spent() if request is not None else None
                    is_more = False
                else:
                    future = client.submit(request)
                    under_way.add(future)
                    future.add_done_callback(finished.put)
            is_full = not is_more or len(under_way) >= concurrency
            for future in _taken(finished, is_full and bool(under_way)):
                under_way.discard(future)
                try:
                    reply = future.result()
                except EngineRefused as error:
                    stop, is_more = error, False
                    if not client.spending.is_over:
                        raise
                else:
                    yield reply
        if stop is not None:
            raise stop
    finally:
        for future in under_way:
            future.cancel()
        client.spending.save()


def _taken(finished: queue.SimpleQueue[Future[Reply]], is_waited_for: bool) -> Iterator[Future[Reply]]:
    """The futures that are done; at least one where it is waited for."""
    if is_waited_for:
        yield finished.get()
    while not finished.empty():
        yield finished.get()
