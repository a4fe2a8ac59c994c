"""An engine that reads its answers from files.

An answer is looked up by the key of its request, then by its name, file after file. Of JSONL files only where each
answer begins is held in memory, 32 bytes an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from webinstruct.core.errors import InputError, RunnerError
from webinstruct.core.stage import StageContext
from webinstruct.engines.protocol import Answer, Refusal, Refused, Reply, Request
from webinstruct.engines.replay.keys import request_key
from webinstruct.engines.replay.lines import AnswerLines
from webinstruct.engines.replay.store import AnswerStore, is_store
from webinstruct.engines.settings import RecordedSettings
from webinstruct.engines.tokens import TokenCounts, counts_by
from webinstruct.storage.files import is_local, resolved, sha256_of

__all__ = ["RecordedEngine"]


class RecordedEngine:
    """Replays the answers in `settings.answers`."""

    def __init__(self, settings: RecordedSettings) -> None:
        self._settings = settings
        self.max_model_len: int | None = settings.max_model_len
        self._files: list[_Recording] = []
        self._counts: TokenCounts | None = None

    def identity(self) -> Mapping[str, str]:
        """The hash of all answers there are."""
        digests = [_digest(path) for path in self._settings.answers]
        return {"engine": "recorded", "answers": hashlib.sha256(" ".join(digests).encode()).hexdigest()}

    def open(self, context: StageContext) -> None:
        """Read the files once, to know where each answer is.

        Raises:
            InputError: a file is missing, or a line is no answer; names the line.
        """
        self.close()
        for path in self._settings.answers:
            self._files.append(_recording(path))

    def close(self) -> None:
        """Let go of the files."""
        for file in self._files:
            file.close()
        self._files = []

    def token_counts(self, texts: Sequence[str]) -> Sequence[int]:
        """By the tokenizer of the settings, else estimated."""
        self._counts = self._counts or counts_by(self._settings.tokenizer)
        return self._counts(texts)

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """One reply after the other, in the order of the requests."""
        if not self._files:
            raise RunnerError("The recording is not open. Call open(context) first.")
        for request in requests:
            yield self._found(request) or Refusal(request.id, Refused.NOT_RECORDED, _missing(request))

    def _found(self, request: Request) -> Answer | None:
        key = request_key(request)
        for file in self._files:
            found = file.by_request(key, request) if key else None
            found = found or (file.by_name(request) if request.name else None)
            if found is not None:
                return found
        return None


class _Recording(Protocol):
    """A file of answers."""

    def by_request(self, request_key: str, request: Request) -> Answer | None: ...

    def by_name(self, request: Request) -> Answer | None: ...

    def close(self) -> object: ...


def _recording(path: str) -> _Recording:
    place = _place(path)
    return AnswerStore(place, is_read_only=True) if is_store(place) else AnswerLines(place)


def _digest(path: str) -> str:
    place = _place(path)
    if not is_store(place):
        return sha256_of(place)
    store = AnswerStore(place, is_read_only=True)
    try:
        return store.digest()
    finally:
        store.close()


def _place(path: str) -> str:
    place = resolved(path)
    if not is_local(place):
        raise InputError(
            f"{path}: recorded answers are read here and there in the file. Copy it to a local disk."
        )
    if not Path(place).is_file():
        raise InputError(
            f"{path}: there is no such file of recorded answers. Relative paths start from {Path.cwd()}."
        )
    return place


def _missing(request: Request) -> str:
    name = f"name '{request.name}'" if request.name else "no name"
    return f"the recording has no answer to the request with {name} and key {request_key(request)}"
