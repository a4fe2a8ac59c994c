"""The response cache: nothing is asked twice, nothing wrong is remembered, nobody waits for it."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import tracemalloc
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from tests.engines.conformance import request_of
from tests.helpers.engines import Backwards, Scripted, answer
from tests.helpers.places import Place
from webinstruct.core.errors import EngineRefused, InputError, StorageError
from webinstruct.engines.protocol import Answer, Engine, Refusal, Reply, Request
from webinstruct.engines.replay.cache import CachedEngine, with_cache
from webinstruct.engines.tokens import token_counts_of


def _echo(request: Request) -> str:
    return f"said: {request.messages[-1]['content']}"


@contextmanager
def _cached(folder: Path, engine: Engine) -> Iterator[CachedEngine]:
    with closing(CachedEngine(engine, str(folder / "cache.sqlite"))) as cached:
        cached.open(Place(folder))
        yield cached


def _asked_again(folder: Path, first: Request, second: Request) -> bool:
    """Whether the engine was asked `second` after it had answered `first`."""
    engine = Scripted(_echo)
    with _cached(folder, engine) as cached:
        list(cached.stream([first]))
        list(cached.stream([second]))
    return len(engine.asked) == 2


class _Named(Scripted):
    """An engine with a model's name."""

    def __init__(self, model: str) -> None:
        super().__init__(lambda request: f"{model} {_echo(request)}")
        self._model = model

    def identity(self) -> Mapping[str, str]:
        return {"model": self._model}

    def token_counts(self, texts: Sequence[str]) -> Sequence[int]:
        return [77 for _ in texts]


def test_the_same_request_is_not_asked_twice(tmp_path: Path) -> None:
    assert not _asked_again(tmp_path, request_of(0), replace(request_of(0), id="other", name="other"))


def test_an_answer_from_the_file_is_the_same_but_replayed(tmp_path: Path) -> None:
    engine = Scripted(lambda request: Answer(request.id, "Paris", "length", 9, 1, 4))
    with _cached(tmp_path, engine) as cached:
        list(cached.stream([request_of(0)]))
    with _cached(tmp_path, engine) as cached:
        assert list(cached.stream([request_of(0)])) == [Answer("id-0", "Paris", "length", 9, 1, 0, True)]


@pytest.mark.parametrize(
    "changed",
    [
        {"messages": ({"role": "system", "content": "question 0"},)},
        {"messages": ({"role": "user", "content": "question 0 "},)},
        {"max_tokens": 17},
        {"sampling": {"temperature": 0.0, "top_p": 0.5}},
        {"sampling": {"temperature": 0.5, "seed": 1}},
        {"schema": {"type": "object"}},
    ],
    ids=str,
)
def test_whatever_can_change_an_answer_asks_anew(tmp_path: Path, changed: Mapping[str, Any]) -> None:
    assert _asked_again(tmp_path, request_of(0), replace(request_of(0), **changed))


def test_another_engine_is_asked_anew(tmp_path: Path) -> None:
    for model in ("a", "b"):
        with _cached(tmp_path, _Named(model)) as cached:
            (reply,) = cached.stream([request_of(0)])
            assert isinstance(reply, Answer)
            assert reply.text.startswith(model)


def test_samples_of_one_prompt_stay_apart_by_their_names(tmp_path: Path) -> None:
    drawn = [
        replace(request_of(0), id=f"{k}", name=f"verify/{k}", sampling={"temperature": 1.0}) for k in (0, 1)
    ]
    assert _asked_again(tmp_path, *drawn)
    assert not _asked_again(tmp_path / "again", drawn[0], drawn[0])


def test_a_sample_without_a_name_is_always_asked(tmp_path: Path) -> None:
    drawn = replace(request_of(0), name="", sampling={"temperature": 1.0})
    assert _asked_again(tmp_path, drawn, drawn)


def test_a_seeded_sample_is_one_answer(tmp_path: Path) -> None:
    drawn = replace(request_of(0), sampling={"temperature": 1.0, "seed": 3})
    assert not _asked_again(tmp_path, drawn, replace(drawn, name="other"))


def test_a_refusal_is_asked_again(tmp_path: Path) -> None:
    engine = Scripted(lambda request: Refusal(request.id, "gave_up"))
    with _cached(tmp_path, engine) as cached:
        list(cached.stream([request_of(0)]))
        list(cached.stream([request_of(0)]))
    assert len(engine.asked) == 2


def test_hits_do_not_touch_the_engine(tmp_path: Path) -> None:
    with _cached(tmp_path, Scripted(_echo)) as cached:
        list(cached.stream(request_of(number) for number in range(100)))

    class Untouchable(Scripted):
        def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
            raise AssertionError("nobody asked for a stream")

    with _cached(tmp_path, Untouchable(_echo)) as cached:
        assert len(list(cached.stream(request_of(number) for number in range(100)))) == 100


def test_hits_without_end_neither_wait_nor_gather(tmp_path: Path) -> None:
    pulled = 0

    def endless() -> Iterator[Request]:
        nonlocal pulled
        for number in count():
            pulled += 1
            yield replace(request_of(number % 10), id=f"{number}")

    with _cached(tmp_path, Scripted(_echo)) as cached:
        list(cached.stream(request_of(number) for number in range(10)))
        stream = cached.stream(endless())
        list(islice(stream, 1_000))
        tracemalloc.start()
        deque(islice(stream, 20_000), maxlen=1)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert pulled == 21_000
    assert peak < 1_000_000


@pytest.mark.parametrize("every", [2, 10, 700])
def test_misses_among_many_hits_are_answered(tmp_path: Path, every: int) -> None:
    engine = Backwards(_echo, 16)
    with _cached(tmp_path, engine) as cached:
        list(cached.stream(request_of(number) for number in range(3_000) if number % every))
        engine.asked.clear()
        pulled = most = 0

        def counted() -> Iterator[Request]:
            nonlocal pulled
            for number in range(3_000):
                pulled += 1
                yield request_of(number)

        replies: list[Reply] = []
        for reply in cached.stream(counted()):
            most = max(most, pulled - len(replies))
            replies.append(reply)
    assert sorted(reply.id for reply in replies) == sorted(f"id-{number}" for number in range(3_000))
    assert len(engine.asked) == len(range(0, 3_000, every))
    assert most < 300


def test_tokens_are_counted_as_the_engine_does(tmp_path: Path) -> None:
    assert token_counts_of(CachedEngine(_Named("a"), "x"))(["one"]) == [77]


def test_an_empty_path_means_no_cache() -> None:
    engine = Scripted(_echo)
    assert with_cache(engine, "") is engine


def _fill(folder: str, start: int, stop: int, die: bool) -> None:
    cached = CachedEngine(Scripted(lambda request: answer(request, _echo(request))), f"{folder}/cache.sqlite")
    cached.open(Place(Path(folder)))
    for place, _ in enumerate(cached.stream(request_of(number) for number in range(start, stop))):
        if die and place == 50:
            os.kill(os.getpid(), signal.SIGKILL)


def test_several_workers_fill_one_file(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    ranges = [(0, 400), (200, 600), (400, 800)]
    workers = [spawn.Process(target=_fill, args=(str(tmp_path), *span, False)) for span in ranges]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    engine = Scripted(_echo)
    with _cached(tmp_path, engine) as cached:
        assert len(list(cached.stream(request_of(number) for number in range(800)))) == 800
    assert engine.asked == []


def test_what_was_answered_before_a_kill_is_there(tmp_path: Path) -> None:
    worker = multiprocessing.get_context("spawn").Process(target=_fill, args=(str(tmp_path), 0, 500, True))
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    engine = Scripted(_echo)
    with _cached(tmp_path, engine) as cached:
        list(cached.stream(request_of(number) for number in range(51)))
    assert engine.asked == []


def test_a_file_that_is_no_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").write_text("something else entirely, and long enough to be looked at\n" * 50)
    with (
        pytest.raises(InputError, match=r"cache.sqlite is no response cache"),
        _cached(tmp_path, Scripted(_echo)),
    ):
        pass


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").mkdir()
    with (
        pytest.raises(StorageError, match=r"cache.sqlite cannot be used"),
        _cached(tmp_path, Scripted(_echo)),
    ):
        pass


def test_a_file_that_is_full_stops_the_run_before_more_is_paid(tmp_path: Path) -> None:
    engine = Scripted(_echo)
    with (
        _cached(tmp_path, engine) as cached,
        _limited_to(100),
        pytest.raises(EngineRefused, match=r"cache.sqlite cannot be used"),
    ):
        list(cached.stream(request_of(number) for number in range(50)))
    assert len(engine.asked) == 1


@contextmanager
def _limited_to(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
