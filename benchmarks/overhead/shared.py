"""The one engine of this process, as every column uses it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from webinstruct.engines.protocol import Reply, Request
from webinstruct.engines.vllm.engine import VllmEngine

__all__ = ["Shared"]


class Shared:
    """The engine as the stage of each run is given it; remembers what it was asked, and when it was asked last."""

    running: ClassVar[VllmEngine]
    asked: ClassVar[list[Request]] = []
    asked_until: ClassVar[float] = 0.0

    def __init__(self) -> None:
        self.max_model_len = getattr(self.running, "max_model_len", None)

    def identity(self) -> Mapping[str, str]:
        """The engine's."""
        return self.running.identity()

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """The engine's."""
        return self.running.stream(self._noted(requests))

    def token_counts(self, texts: Sequence[str]) -> Sequence[int]:
        """The engine's."""
        return self.running.token_counts(texts)

    def _noted(self, requests: Iterable[Request]) -> Iterator[Request]:
        Shared.asked = []
        for request in requests:
            held = replace(request, schema=_TWO_PAIRS)
            self.asked.append(held)
            yield held
        Shared.asked_until = time.perf_counter()


def _two_pairs() -> dict[str, Any]:
    """The schema of style pointer, held to two pairs of one range a side, on lines that the pages here have.

    A random model would never end by itself; this is about as long as what a strong model says on real pages.
    """
    question, answer = _lines(1, 9), _lines(20, 49)
    return _record(pairs=_list_of(2, _record(q=question, a=answer, o=_list_of(0, answer))))


def _lines(first: int, last: int) -> dict[str, Any]:
    return _list_of(1, _list_of(2, {"type": "integer", "minimum": first, "maximum": last}))


def _list_of(count: int, inner: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": inner, "minItems": count, "maxItems": count}


def _record(**parts: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


_TWO_PAIRS = _two_pairs()
"""One object for all requests, as a stage has one: its text is made once."""
