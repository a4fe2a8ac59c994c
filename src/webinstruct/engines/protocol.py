"""What an engine is: prompts in, answers out as they finish.

Requests are pulled lazily and a bounded number is in flight, so that memory does not grow with the input.
Concurrency, retries, back-off and rate limits are the engine's own business. What cannot be answered comes back as a
refusal with its reason; an engine raises only when it cannot go on at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

__all__ = ["Answer", "Engine", "Refusal", "Request"]


@dataclass(frozen=True, slots=True)
class Request:
    """One prompt. `messages` as in chat (role, content); `sampling` beside the engine's; `schema` for the answer."""

    id: str
    messages: tuple[Mapping[str, str], ...]
    max_tokens: int
    sampling: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `finish` is "stop", or "length" where the answer was cut off; tokens as the engine counts."""

    id: str
    text: str
    finish: str
    prompt_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer, and why: too_long, filtered, gave_up; `detail` has the particulars."""

    id: str
    reason: str
    detail: str = ""


class Engine(Protocol):
    """Answers prompts."""

    def identity(self) -> Mapping[str, str]:
        """All that can change an answer: model, revision, sampling, seed; part of the plan."""

    def stream(self, requests: Iterable[Request]) -> Iterator[Answer | Refusal]:
        """Exactly one answer or refusal for every request, in the order in which they finish."""
