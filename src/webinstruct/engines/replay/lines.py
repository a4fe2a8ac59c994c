"""Answers written as lines of JSON, by hand or by a program.

    {"name": "PAGE_ID/0", "text": "{\\"pairs\\": []}"}
    {"key": "8a1f...", "text": "Paris", "finish": "length", "prompt_tokens": 812, "output_tokens": 64}

In memory is, for each name and key, a hash of it and where its line begins; lines are read when they are asked for.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

import numpy as np
from pydantic import Field, StringConstraints

from webinstruct.core.errors import ConfigError, InputError
from webinstruct.core.settings import Settings, checked
from webinstruct.engines.protocol import Answer, Request
from webinstruct.engines.tokens import estimated_counts

__all__ = ["AnswerLines"]

_Word = Annotated[str, StringConstraints(min_length=1)]


class _Line(Settings):
    """One line of the file."""

    text: str
    """What was answered."""
    name: _Word | None = None
    """Name of the request."""
    key: _Word | None = None
    """Key of the request."""
    finish: Literal["stop", "length"] = "stop"
    """length where the answer was cut off."""
    prompt_tokens: int | None = Field(default=None, ge=0)
    """Tokens of the prompt; estimated where missing."""
    output_tokens: int | None = Field(default=None, ge=0)
    """Tokens of the answer; estimated where missing."""


class AnswerLines:
    """The answers in the JSONL file `path`.

    Raises:
        InputError: a line is no answer, or answers what another line answers.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        hashes, starts = array("Q"), array("Q")
        with Path(path).open("rb") as file:
            for number, start, content in _numbered_lines(file):
                for word in _words(_line(content, path, number)):
                    hashes.append(_hash(word))
                    starts.append(start)
        order = np.argsort(np.frombuffer(hashes, np.uint64), kind="stable")
        self._hashes = np.frombuffer(hashes, np.uint64)[order]
        self._starts = np.frombuffer(starts, np.uint64)[order]
        self._file = Path(path).open("rb")  # noqa: SIM115 -- closed by `close`
        try:
            self._check_unique()
        except InputError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def by_request(self, request_key: str, request: Request) -> Answer | None:
        """The answer under this key."""
        return self._found("key:" + request_key, request)

    def by_name(self, request: Request) -> Answer | None:
        """The answer under the request's name."""
        return self._found("name:" + request.name, request)

    def _found(self, word: str, request: Request) -> Answer | None:
        sought = np.uint64(_hash(word))
        place = int(np.searchsorted(self._hashes, sought))
        while place < len(self._hashes) and self._hashes[place] == sought:
            line = self._line_at(int(self._starts[place]))
            if word in _words(line):
                return _answer(line, request)
            place += 1
        return None

    def _line_at(self, start: int) -> _Line:
        self._file.seek(start)
        return _line(self._file.readline(), self._path, 0)

    def _check_unique(self) -> None:
        for place in np.flatnonzero(self._hashes[1:] == self._hashes[:-1]):
            first, second = (int(self._starts[place + k]) for k in (0, 1))
            twice = set(_words(self._line_at(first))) & set(_words(self._line_at(second)))
            if twice:
                word = min(twice).partition(":")[2]
                raise InputError(
                    f"{self._path}:{self._number(second)} answers '{word}', as line {self._number(first)} does. "
                    "Remove one of them."
                )

    def _number(self, start: int) -> int:
        with Path(self._path).open("rb") as file:
            return next(number for number, begin, _ in _numbered_lines(file) if begin == start)


def _numbered_lines(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Number from 1, place of the first byte, and content of every line that is not empty."""
    start = 0
    for number, content in enumerate(file, 1):
        if content.strip():
            yield number, start, content
        start += len(content)


def _line(content: bytes, path: str, number: int) -> _Line:
    where = f"{path}:{number}"
    try:
        values: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f'{where} is no JSON ({error}). A line is {{"name": ..., "text": ...}}.') from error
    if not isinstance(values, dict):
        raise InputError(f'{where} is no object. A line is {{"name": ..., "text": ...}}.')
    try:
        line = checked(_Line, values, "")
    except ConfigError as error:
        raise InputError(f"{where}: {error}") from error
    if line.name is None and line.key is None:
        raise InputError(f"{where} has neither a name nor a key: nothing says which request it answers.")
    return line


def _words(line: _Line) -> list[str]:
    """Under what a line is found."""
    words = [("key:", line.key), ("name:", line.name)]
    return [kind + word for kind, word in words if word is not None]


def _hash(word: str) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _answer(line: _Line, request: Request) -> Answer:
    prompt, output = line.prompt_tokens, line.output_tokens
    if prompt is None:
        prompt = sum(estimated_counts([message["content"] for message in request.messages]))
    if output is None:
        (output,) = estimated_counts([line.text])
    return Answer(request.id, line.text, line.finish, prompt, output, is_replayed=True)
