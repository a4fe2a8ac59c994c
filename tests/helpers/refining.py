"""An engine that refines from a script, for `kind: tests.helpers.refining:Refining`: it obeys the protocol."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.helpers.engines import answer
from webinstruct.engines.protocol import Refusal, Reply, Request

__all__ = ["Refining", "shown_pair", "written"]


def written(question: str, answer_text: str) -> str:
    """A pair as a model writes it."""
    return json.dumps({"question": question, "answer": answer_text})


def shown_pair(request: Request) -> Any:
    """The pair that a request shows, read back from its last message."""
    shown = json.loads(request.messages[-1]["content"])
    return shown.get("pair", shown)


class Refining:
    """Answers the question of a pair with what `script` has for it, one entry per try, the last one ever after.

    An entry is a text, or {"refusal": reason}, or {"cut": text}. A question that is not in the script is rewritten
    faithfully. `log` is a file to which each request's name is appended; `kill_at` kills the process at that request
    the first time, which the file beside the log remembers.
    """

    def __init__(
        self,
        script: Mapping[str, Sequence[Any]] | None = None,
        name: str = "scripted",
        log: str = "",
        kill_at: int = 0,
        max_model_len: int | None = None,
    ) -> None:
        self.max_model_len = max_model_len
        self._script = script or {}
        self._name = name
        self._log = log
        self._kill_at = kill_at
        self.asked: list[Request] = []

    def identity(self) -> Mapping[str, str]:
        return {"engine": self._name}

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        for request in requests:
            self.asked.append(request)
            self._note(request)
            yield self._reply(request)

    def _reply(self, request: Request) -> Reply:
        if request.schema is None:
            question = request.messages[-1]["content"]
            entries = self._script[question]
            said = entries[int(request.name.rpartition("/")[2]) % len(entries)]
        else:
            pair = shown_pair(request)
            entries = self._script.get(pair["question"]) or [_faithful(pair)]
            said = entries[min(int(request.name.rpartition("/")[2]), len(entries) - 1)]
        if isinstance(said, str):
            return answer(request, said)
        if "cut" in said:
            return answer(request, said["cut"], "length")
        return Refusal(request.id, said["refusal"], "as scripted")

    def _note(self, request: Request) -> None:
        if not self._log:
            return
        log = Path(self._log)
        with log.open("a") as file:
            file.write(request.name + "\n")
        killed = log.with_suffix(".killed")
        if self._kill_at and len(self.asked) == self._kill_at and not killed.exists():
            killed.touch()
            os.kill(os.getpid(), signal.SIGKILL)


def _faithful(pair: Mapping[str, str]) -> str:
    return written(pair["question"], f"This is how it goes.\n\nAnswer: {pair['answer']}")
