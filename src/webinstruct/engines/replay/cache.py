"""An engine that is asked only what it has not answered before.

Answers are kept in a file the moment they come, refusals never. Hits are handed out without touching the engine. While
its stream is under way, up to `_MOST_HITS` of them wait for its next reply; where more come in a row, the stream is let
finish and a new one begins at the next miss: an engine with one miss in hundreds of requests has nothing to lose by it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from webinstruct.core.errors import EngineRefused, RunnerError, StorageError
from webinstruct.core.stage import StageContext
from webinstruct.engines.protocol import Answer, Engine, NeedsOpening, Reply, Request
from webinstruct.engines.replay.keys import answer_key, request_key
from webinstruct.engines.replay.store import AnswerStore
from webinstruct.engines.tokens import token_counts_of

__all__ = ["CachedEngine", "with_cache"]

_MOST_HITS = 256


def with_cache(engine: Engine, path: str) -> Engine:
    """`engine` with the response cache in the file `path`; the engine itself where the path is empty."""
    return CachedEngine(engine, path) if path else engine


class CachedEngine:
    """Remembers the answers of `engine` in the file `path`; several workers may share it."""

    def __init__(self, engine: Engine, path: str) -> None:
        self._engine = engine
        self._path = path
        self._store: AnswerStore | None = None
        self._identity: Mapping[str, str] = {}

    def identity(self) -> Mapping[str, str]:
        """That of the engine: a cache changes no answer."""
        return self._engine.identity()

    def open(self, context: StageContext) -> None:
        """Open the file, then the engine, whose identity may be known better then."""
        self._store = AnswerStore(self._path)
        if isinstance(self._engine, NeedsOpening):
            self._engine.open(context)
        self._identity = self._engine.identity()

    def close(self) -> None:
        """Let go of the file; the engine stays open."""
        if self._store is not None:
            self._store.close()

    def token_counts(self, texts: Sequence[str]) -> Sequence[int]:
        """As the engine counts."""
        return token_counts_of(self._engine)(texts)

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """Known answers at once, all others from the engine.

        Raises:
            EngineRefused: an answer cannot be kept, say because the disk is full: what others cost would be lost too.
        """
        if self._store is None:
            raise RunnerError(f"The response cache {self._path} is not open. Call open(context) first.")
        try:
            yield from self._replies(_Streaming(self._store, self._identity, iter(requests)))
        except StorageError as error:
            raise EngineRefused(str(error)) from error

    def _replies(self, run: _Streaming) -> Iterator[Reply]:
        while True:
            miss = yield from run.hits_before_miss()
            if miss is None:
                return
            for reply in self._engine.stream(chain([miss], run.misses())):
                run.keep(reply)
                yield reply
                yield from run.waiting_hits()
            yield from run.waiting_hits()


class _Streaming:
    """One stream's work: which requests are misses, and which hits wait to be handed out."""

    def __init__(self, store: AnswerStore, identity: Mapping[str, str], requests: Iterator[Request]) -> None:
        self._store = store
        self._identity = identity
        self._requests = requests
        self._hits: deque[Answer] = deque()
        self._asked: dict[str, tuple[str, str, Request]] = {}

    def hits_before_miss(self) -> Generator[Reply, None, Request | None]:
        """Hand out hits until a request is none; that one is what the generator returns."""
        for request in self._requests:
            hit = self._hit(request)
            if hit is None:
                return request
            yield hit
        return None

    def misses(self) -> Iterator[Request]:
        """Further requests for the engine; ends where too many hits came in a row."""
        while len(self._hits) < _MOST_HITS:
            request = next(self._requests, None)
            if request is None:
                return
            hit = self._hit(request)
            if hit is None:
                yield request
            else:
                self._hits.append(hit)

    def waiting_hits(self) -> Iterator[Reply]:
        """The hits that came up while the engine was asking for more."""
        while self._hits:
            yield self._hits.popleft()

    def keep(self, reply: Reply) -> None:
        """Remember what the engine answered."""
        asked = self._asked.pop(reply.id, None)
        if asked is not None and isinstance(reply, Answer):
            self._store.put(*asked, reply)

    def _hit(self, request: Request) -> Answer | None:
        of_request = request_key(request)
        if of_request is None:
            return None
        key = answer_key(self._identity, of_request)
        hit = self._store.by_key(key, request)
        if hit is None:
            self._asked[request.id] = (key, of_request, request)
        return hit
