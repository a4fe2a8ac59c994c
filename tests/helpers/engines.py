"""Engines for tests: they obey the protocol and know their answers, or how to misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from webinstruct.engines.protocol import Answer, Reply, Request

__all__ = ["Backwards", "Scripted", "answer"]


def answer(request: Request, text: str, finish: str = "stop") -> Answer:
    """`text` as an answer to `request`, a word counted as a token."""
    words = sum(len(message["content"].split()) for message in request.messages)
    return Answer(request.id, text, finish, words, len(text.split()))


class Scripted:
    """Answers each request at once with what `says` makes of it."""

    def __init__(self, says: Callable[[Request], Reply | str]) -> None:
        self._says = says
        self.asked: list[Request] = []

    def identity(self) -> Mapping[str, str]:
        return {"engine": "scripted"}

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        for request in requests:
            self.asked.append(request)
            said = self._says(request)
            yield answer(request, said) if isinstance(said, str) else said


class Backwards(Scripted):
    """Keeps up to `size` requests in flight and answers them last first."""

    def __init__(self, says: Callable[[Request], Reply | str], size: int) -> None:
        super().__init__(says)
        self._size = size
        self.most_in_flight = 0

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        pulled = iter(requests)
        while batch := list(islice(pulled, self._size)):
            self.most_in_flight = max(self.most_in_flight, len(batch))
            yield from super().stream(reversed(batch))
