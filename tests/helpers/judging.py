"""An engine that labels pages slowly, and writes down what it was asked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from webinstruct.engines.protocol import Answer, Reply, Request

__all__ = ["SlowJudge"]


class SlowJudge:
    """Keeps pages whose URL ends in an even digit; `asked` is a file to which each request's name is added."""

    def __init__(self, asked: str, pause_s: float) -> None:
        self._asked = asked
        self._pause_s = pause_s

    def identity(self) -> Mapping[str, str]:
        return {"model": "slow-judge"}

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        for request in requests:
            with Path(self._asked).open("a") as file:
                file.write(f"{request.name}\n")
            time.sleep(self._pause_s)
            url = json.loads(request.messages[-1]["content"].removeprefix("1. "))["url"]
            label = "keep" if int(url[-1]) % 2 == 0 else "drop"
            answer = {"labels": [{"n": 1, "label": label, "reason": "by its number"}]}
            yield Answer(request.id, json.dumps(answer), "stop", 1, 1)
