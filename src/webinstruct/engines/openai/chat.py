"""The OpenAI chat protocol as values: what is sent for a request, and what the text that comes back means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from webinstruct.engines.protocol import Answer, Refusal, Refused, Reply, Request
from webinstruct.engines.tokens import TokenCounts

__all__ = ["FailedTry", "chat_body", "is_object", "model_lengths", "reply_from", "usage_in"]

_OFFICIAL = ("temperature", "top_p", "presence_penalty", "frequency_penalty", "seed", "stop")
_BROKEN_OFF = ("abort", "error")
"""Words for an answer whose server went down under it."""


@dataclass(frozen=True, slots=True)
class FailedTry:
    """A try without an answer, and why; another one may bring it. `is_overload`: the endpoint asked for less."""

    cause: str
    is_overload: bool = False
    retry_after_s: float | None = None


def chat_body(
    request: Request, model: str, structured: Literal["json_schema", "json_object", "none"], limit_word: str
) -> dict[str, Any]:
    """The arguments of the client's call; what the protocol does not know travels beside, as servers expect it.

    >>> asked = Request("1", ({"role": "user", "content": "Hi"},), 8, {"temperature": 0, "top_k": 5})
    >>> chat_body(asked, "m", "none", "max_tokens")["extra_body"]
    {'top_k': 5}
    """
    body: dict[str, Any] = {
        "model": model,
        "messages": [{key: _sendable(text) for key, text in turn.items()} for turn in request.messages],
        limit_word: request.max_tokens,
        **{key: value for key, value in request.sampling.items() if key in _OFFICIAL},
    }
    if beside := {key: value for key, value in request.sampling.items() if key not in _OFFICIAL}:
        body["extra_body"] = beside
    if request.schema is not None and structured == "json_schema":
        schema = {"name": "answer", "schema": request.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif request.schema is not None and structured == "json_object":
        body["response_format"] = {"type": "json_object"}
    return body


def reply_from(text: str, request: Request, counts: TokenCounts) -> Reply | FailedTry:
    """What the body of a successful response says.

    >>> said = '{"choices": [{"message": {"content": "Paris"}, "finish_reason": "stop"}]}'
    >>> reply_from(said, Request("1", (), 8), lambda texts: [1 for _ in texts])
    Answer(id='1', text='Paris', finish='stop', prompt_tokens=0, output_tokens=1, cached_tokens=0, is_replayed=False)
    >>> reply_from("<html>", Request("1", (), 8), len).cause
    'the response is no JSON: <html>'
    """
    completion = _plain(text)
    if completion is None:
        return FailedTry(f"the response is no JSON: {_excerpt(text)}")
    choices = completion.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, Mapping) else None
    if not isinstance(choice, Mapping) or not isinstance(message, Mapping):
        return FailedTry(f"the response holds no answer: {_excerpt(text)}")
    finish = choice.get("finish_reason")
    if finish == "content_filter" or message.get("refusal"):
        return Refusal(request.id, Refused.FILTERED, _excerpt(str(message.get("refusal") or finish)))
    said = _content(message.get("content"))
    if finish == "length":
        said = said or ""  # all tokens may have gone into reasoning
    if said is None or finish in _BROKEN_OFF:
        return FailedTry(f"the answer broke off: {_excerpt(text)}")
    usage = usage_in(completion) or _counted(request, said, counts)
    return Answer(request.id, said, "length" if finish == "length" else "stop", *usage)


def usage_in(completion: Mapping[str, Any]) -> tuple[int, int, int] | None:
    """Prompt, output and cached tokens as the endpoint counts them; None where it does not."""
    usage = completion.get("usage")
    if not isinstance(usage, Mapping):
        return None
    prompt, output = (_count(usage.get(word)) for word in ("prompt_tokens", "completion_tokens"))
    details = usage.get("prompt_tokens_details")
    cached = _count(details.get("cached_tokens")) if isinstance(details, Mapping) else None
    return None if prompt is None or output is None else (prompt, output, cached or 0)


def model_lengths(text: str) -> dict[str, int]:
    """The models that an endpoint lists, each with the tokens of prompt and answer that it takes; 0 where unsaid.

    >>> model_lengths('{"data": [{"id": "a", "max_model_len": 4096}, {"id": "b"}]}')
    {'a': 4096, 'b': 0}
    """
    listed = (_plain(text) or {}).get("data")
    entries = [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []
    lengths = {entry.get("id"): entry.get("max_model_len") for entry in entries}
    return {
        name: length if isinstance(length, int) else 0
        for name, length in lengths.items()
        if isinstance(name, str)
    }


def is_object(text: str) -> bool:
    """Whether `text` is a JSON object.

    >>> is_object('{"data": []}'), is_object("<html>")
    (True, False)
    """
    return _plain(text) is not None


def _plain(text: str) -> Mapping[str, Any] | None:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, Mapping) else None


def _content(content: Any) -> str | None:
    if isinstance(content, list):  # some servers answer in parts, as prompts may be asked
        parts = [part.get("text") for part in content if isinstance(part, Mapping)]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else None


def _counted(request: Request, said: str, counts: TokenCounts) -> tuple[int, int, int]:
    *prompts, output = counts([*(turn["content"] for turn in request.messages), said])
    return sum(prompts), output, 0


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _excerpt(text: str) -> str:
    return " ".join(text[:400].split())[:200]


def _sendable(text: str) -> str:
    """Lone surrogates are no UTF-8."""
    return text.encode("utf-8", "replace").decode()
