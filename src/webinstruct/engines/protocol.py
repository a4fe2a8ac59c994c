"""What an engine is: prompts in, answers out as they finish.

Requests are pulled lazily and a bounded number is in flight, so that memory does not grow with the input.
Concurrency, retries, back-off and rate limits are the engine's own business. What cannot be answered comes back as a
refusal with its reason; an engine raises only when it cannot go on at all: EngineDied where a fresh one may,
EngineRefused where none could.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from webinstruct.core.stage import StageContext

__all__ = [
    "Answer",
    "CountsTokens",
    "Engine",
    "HasLength",
    "NeedsOpening",
    "Refusal",
    "Refused",
    "Reply",
    "Request",
]


@dataclass(frozen=True, slots=True)
class Request:
    """One prompt. `messages` as in chat (role, content); `sampling` beside the engine's; `schema` for the answer.

    `id` is unique in its stream. `name` says what is asked about, alike in every run (`PAGE_ID/0`): a recording is
    looked up by it. `engine` names one of a stage's engines, where it has several.
    """

    id: str
    messages: tuple[Mapping[str, str], ...]
    max_tokens: int
    sampling: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] | None = None
    name: str = ""
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `finish` is "stop", or "length" where the answer was cut off; tokens as the engine counts.

    `cached_tokens` of the prompt were in the engine's prefix cache; `is_replayed` says that the answer came from a
    file and cost nothing now.
    """

    id: str
    text: str
    finish: str
    prompt_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    is_replayed: bool = False


class Refused(StrEnum):
    """Why there is no answer; an engine of one's own may use words of its own."""

    TOO_LONG = "too_long"  # prompt and answer do not fit the model
    FILTERED = "filtered"  # the endpoint's filter stopped it
    GAVE_UP = "gave_up"  # every try failed
    BAD_REQUEST = "bad_request"  # the engine cannot take it as it is
    NOT_RECORDED = "not_recorded"  # the recording has no answer to it


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer, and why: a word of `Refused`; `detail` has the particulars."""

    id: str
    reason: str
    detail: str = ""


Reply = Answer | Refusal


class Engine(Protocol):
    """Answers prompts. Its constructor is cheap: a plan is made with it on a machine without a GPU."""

    def identity(self) -> Mapping[str, str]:
        """All that can change an answer: model, revision, dtype, seed; part of the plan."""

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """Exactly one answer or refusal for every request, in the order in which they finish."""


@runtime_checkable
class NeedsOpening(Protocol):
    """An engine that loads something before its first request."""

    def open(self, context: StageContext) -> None:
        """Load it; called once in each worker. Raises EngineRefused with the cause and the next step."""


@runtime_checkable
class CountsTokens(Protocol):
    """An engine that knows its tokenizer."""

    def token_counts(self, texts: Sequence[str]) -> Sequence[int]:
        """How many tokens each text is, without special tokens; one call for many texts."""


@runtime_checkable
class HasLength(Protocol):
    """An engine that knows how long its model is."""

    max_model_len: int | None
    """Tokens of prompt and answer together, known once the engine is open at the latest; None where nobody says."""
