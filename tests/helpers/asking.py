"""The smallest stage that asks an engine: one question a number, over the toy source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import Field

from tests.helpers.toy import NUMBERS
from webinstruct.core.settings import Settings
from webinstruct.core.stage import Numbered, Quarantined, Settled, Stage, StageContext
from webinstruct.core.table import Row
from webinstruct.engines.opening import engine_of, opened
from webinstruct.engines.protocol import Answer, Request
from webinstruct.engines.replay.cache import with_cache
from webinstruct.engines.settings import EngineSettings
from webinstruct.engines.talk import Talk, settled

__all__ = ["Asking", "AskingSettings"]


class AskingSettings(Settings):
    """Settings under `ask`."""

    unplanned = frozenset({"cache"})

    engine: EngineSettings
    """Who is asked."""
    cache: str = ""
    """Where answers are remembered."""
    max_tokens: int = Field(default=16, ge=1)
    """Most tokens of an answer."""


class Asking(Stage):
    """Keeps a number under what the engine calls it; one that gets no answer is quarantined."""

    name = "ask"
    reads = writes = NUMBERS
    settings_type = AskingSettings
    settings: AskingSettings

    def __init__(self, settings: AskingSettings) -> None:
        super().__init__(settings)
        self._engine = with_cache(engine_of(settings.engine), settings.cache)

    def identity(self) -> Mapping[str, str]:
        return self._engine.identity()

    def open(self, context: StageContext) -> None:
        opened(self._engine, context)

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        yield from settled({"": self._engine}, rows, self._talk, self.row_timeout_s)

    def _talk(self, row: Row) -> Talk:
        message = {"role": "user", "content": f"What is {row['n']}?"}
        asked = Request("", (message,), self.settings.max_tokens, {"temperature": 0.0}, name=f"{row['id']}")
        (reply,) = yield [asked]
        if isinstance(reply, Answer):
            return [{**row, "url": reply.text}]
        return [Quarantined(reply.reason, reply.detail)]
