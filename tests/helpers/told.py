"""An engine that is told what to say: answers by the name of the request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from webinstruct.engines.protocol import Answer, Refusal, Reply, Request

__all__ = ["Pointing", "Told"]

_LINE = re.compile(r"^(\d+)\| (.*)$", re.MULTILINE)


class Told:
    """`says` has an answer's text, or {refuse: REASON}, or {cut: TEXT} for one that was cut off, under a request's
    name; what it does not have is answered with `otherwise`."""

    asked: list[Request] = []  # noqa: RUF012 -- one list for all of a test's engines, emptied by the test

    def __init__(
        self, says: Mapping[str, Any], otherwise: Any = '{"pairs":[]}', max_model_len: int = 32_768
    ) -> None:
        self._says = says
        self._otherwise = otherwise
        self.max_model_len = max_model_len

    def identity(self) -> Mapping[str, str]:
        return {"engine": "told"}

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        for request in requests:
            Told.asked.append(request)
            said = self._says.get(request.name, self._otherwise)
            if isinstance(said, str):
                yield Answer(request.id, said, "stop", 10, len(said.split()))
            elif "cut" in said:
                yield Answer(request.id, said["cut"], "length", 10, request.max_tokens)
            else:
                yield Refusal(request.id, said["refuse"], "said so")


class Pointing:
    """Points at every line that ends in a question mark, and at the next one as its answer."""

    def identity(self) -> Mapping[str, str]:
        return {"engine": "pointing"}

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        for request in requests:
            lines = _LINE.findall(request.messages[-1]["content"])
            asks = [int(number) for number, words in lines if words.endswith("?")]
            pairs = [{"q": [[k, k]], "a": [[k + 1, k + 1]], "o": []} for k in asks]
            yield Answer(request.id, json.dumps({"pairs": pairs}), "stop", 10, 10)
