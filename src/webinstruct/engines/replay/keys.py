"""The key of a request: one id for all of it that can change its answer.

An engine that draws at random gives every request an answer of its own, though it be asked the same again: the name of
such a request is part of its key, so that four samples of one prompt stay four. A drawn answer to a request without a
name cannot be told from another, and has no key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from webinstruct.engines.protocol import Request

__all__ = ["answer_key", "is_drawn", "request_key"]


def request_key(request: Request) -> str | None:
    """The key of `request` for any engine: 64 hexadecimal digits; None where an answer cannot be asked for again.

    >>> hello, sure = ({"role": "user", "content": "Hello"},), {"temperature": 0}
    >>> request_key(Request("1", hello, 8, sure)) == request_key(Request("2", hello, 8, sure))
    True
    >>> drawn = {"temperature": 0.8}
    >>> request_key(Request("1", hello, 8, drawn, name="a/0")) == request_key(Request("2", hello, 8, drawn, name="a/1"))
    False
    >>> request_key(Request("1", hello, 8, drawn)) is None
    True
    """
    drawn = is_drawn(request)
    if drawn and not request.name:
        return None
    return _digest(
        {
            "messages": [dict(message) for message in request.messages],
            "max_tokens": request.max_tokens,
            "sampling": dict(request.sampling),
            "schema": request.schema,
            "name": request.name if drawn else "",
        }
    )


def answer_key(identity: Mapping[str, str], request_key: str) -> str:
    """The key of the answer that the engine with `identity` gives to the request with `request_key`.

    >>> answer_key({"model": "a"}, "0f") == answer_key({"model": "b"}, "0f")
    False
    """
    return _digest({"engine": dict(identity), "request": request_key})


def is_drawn(request: Request) -> bool:
    """Whether the same request may be answered differently next time; so do engines without a word on temperature."""
    return bool(request.sampling.get("temperature", 1)) and request.sampling.get("seed") is None


def _digest(facts: Mapping[str, Any]) -> str:
    plain = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
