"""What an HTTP error of a chat endpoint means for the request, for the address, and for the run."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webinstruct.core.retry_after import retry_after_s
from webinstruct.engines.openai.chat import FailedTry
from webinstruct.engines.protocol import Refusal, Refused

__all__ = ["Hopeless", "WrongParameter", "outcome_of"]

_TOO_LONG = (
    "context_length_exceeded",
    "exceed_context_size",
    "context length",
    "context window",
    "context size",
    "maximum model length",
    "max_model_len",
    "too long",
    "too many tokens",
)
_FILTERED = ("content_filter", "content_policy", "content management policy", "responsibleai")
_STRUCTURED = ("response_format", "json_schema", "json_object", "guided", "structured output", "grammar")
_NO_MODEL = ("model_not_found", "does not exist", "unknown model", "no such model", "model not found")
_QUOTA = ("insufficient_quota", "billing_hard_limit")


@dataclass(frozen=True, slots=True)
class Hopeless:
    """No request will fare better: the key (`word` "key"), the model ("model"), the quota ("quota") or the address
    ("address") is wrong."""

    word: str
    says: str


@dataclass(frozen=True, slots=True)
class WrongParameter:
    """The endpoint wants the limit of an answer under its newer name."""


def outcome_of(
    request_id: str, status: int, headers: Mapping[str, str], text: str
) -> Refusal | FailedTry | Hopeless | WrongParameter:
    """What a response with an error `status` means for the request with this id.

    >>> outcome_of("1", 503, {"retry-after": "2"}, "busy")
    FailedTry(cause='HTTP 503: busy', is_overload=True, retry_after_s=2.0)
    >>> outcome_of("1", 400, {}, '{"error": {"message": "the prompt is too long"}}').reason
    <Refused.TOO_LONG: 'too_long'>
    """
    says = _message(text)
    cause = f"HTTP {status}: {says}"
    lower = text.lower()
    if status in (401, 403):
        return Hopeless("key", cause)
    if status == 429 and _has(lower, _QUOTA):
        return Hopeless("quota", cause)
    if status in (408, 409, 429) or status >= 500:
        wait_s = retry_after_s(headers, time.time())
        return FailedTry(cause, status in (429, 503), wait_s)
    if status in (404, 405):
        is_model = "model" in lower and _has(lower, _NO_MODEL)
        return Hopeless("model" if is_model else "address", cause)
    if "max_completion_tokens" in lower and "max_tokens" in lower:
        return WrongParameter()
    return Refusal(request_id, _reason(status, lower), cause + _hint(lower))


def _reason(status: int, lower: str) -> Refused:
    if _has(lower, _FILTERED):
        return Refused.FILTERED
    is_too_long = status == 413 or _has(lower, _TOO_LONG)
    return Refused.TOO_LONG if is_too_long else Refused.BAD_REQUEST


def _hint(lower: str) -> str:
    if not _has(lower, _STRUCTURED):
        return ""
    return ". The endpoint does not take the response format: set engine.structured to json_object or none."


def _has(lower: str, words: tuple[str, ...]) -> bool:
    return any(word in lower for word in words)


def _message(text: str) -> str:
    """The sentence in an error's body, else the beginning of the body."""
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        said = text
    for word in ("error", "message"):
        if isinstance(said, Mapping) and word in said:
            said = said[word]
    return " ".join(str(said)[:600].split())[:300]
