"""A pool over workers that do what the test says, wherever those would run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.helpers.toy import Even
from webinstruct.core.errors import WorkerError
from webinstruct.core.stage import PROCESS
from webinstruct.executors.heartbeat import Beat
from webinstruct.executors.pool import WorkerPool
from webinstruct.executors.settings import ExecutorSettings
from webinstruct.runner.drive import Silent, Watcher
from webinstruct.runner.parts import AROUND, Event, Part
from webinstruct.runner.run_dir import run_dir_at

_Answer = Callable[[Part], str]
"""What becomes of a part: done, failed, busy, or how its worker is gone: lost (with its machine), died."""


class _Worker:
    """A worker that answers at once."""

    def __init__(self, number: int, answer: _Answer) -> None:
        self.number = number
        self.parts: list[Part] = []
        self.unread: set[Part] = set()
        self.log = "nowhere.log"
        self.last_words = ""
        self.is_ready = True
        self.has_ended = self.was_lost = self.was_stuck = self.died_by_signal = False
        self._answer = answer
        self._events: list[Event] = []

    def give(self, part: Part) -> None:
        self.parts.append(part)
        self.unread.add(part)
        word = self._answer(part)
        if word in ("lost", "died"):
            self.has_ended, self.was_lost = True, word == "lost"
        else:
            self._events += [Event("started", part.step, part.number), Event(word, part.step, part.number)]

    def heard(self) -> list[Event]:
        events, self._events = self._events, []
        return events

    def beat(self) -> Beat:
        return Beat(self.parts[0].number if self.parts else -1, AROUND, time.monotonic())

    def kill(self, because: str) -> None:
        self.has_ended = True

    def cause_of_death(self) -> str:
        return "gone"

    def dismiss(self) -> None:
        pass

    def end(self, within_s: float) -> None:
        pass

    def close(self) -> None:
        pass


class _Workers:
    """Two of them."""

    size = 2

    def __init__(self, answer: _Answer) -> None:
        self._answer = answer

    def started(self, number: int) -> _Worker:
        return _Worker(number, self._answer)

    def wait(self, workers: Sequence[_Worker], timeout_s: float) -> None:
        pass


class _Hearer(Silent):
    """Remembers which parts failed, as far as it was told."""

    def __init__(self) -> None:
        self.failed: list[int] = []

    def heard(self, stage: str, event: Event) -> None:
        if event.word == "failed":
            self.failed.append(event.number)


def _pool(
    tmp_path: Path, answer: _Answer, drops_busy: bool = False, watcher: Watcher | None = None
) -> WorkerPool[_Worker]:
    stage = Even(Even.settings_type())
    stage.name = "even"
    run_dir = run_dir_at(str(tmp_path))
    return WorkerPool(run_dir, stage, _Workers(answer), ExecutorSettings(), watcher or Silent(), drops_busy)


def _parts(count: int) -> Iterator[Part]:
    return (Part(PROCESS, number) for number in range(count))


def _times(count: int, first: str, then: str) -> _Answer:
    """`first` for each of `count` givings of part 0, `then` from then on, and for all other parts."""
    given = iter([first] * count)
    return lambda part: next(given, then) if part.number == 0 else then


def test_a_part_whose_machines_go_away_one_after_the_other_is_done_in_the_end(tmp_path: Path) -> None:
    assert _pool(tmp_path, _times(20, "lost", "done")).run(_parts(3)) == []


def test_a_part_that_takes_every_machine_with_it_is_given_up(tmp_path: Path) -> None:
    (failure,) = _pool(tmp_path, _times(1_000, "lost", "done")).run(_parts(3))
    assert failure.part.number == 0
    assert "died 30 times" in failure.message


def test_a_part_that_its_workers_die_over_is_given_up(tmp_path: Path) -> None:
    (failure,) = _pool(tmp_path, _times(20, "died", "done")).run(_parts(3))
    assert failure.part.number == 0
    assert "died 3 times (gone); see nowhere.log" in failure.message


def test_workers_that_die_over_every_part_end_the_run(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match="died over 3 shards in a row"):
        _pool(tmp_path, lambda _: "died").run(_parts(9))


def test_who_watches_is_told_of_parts_that_are_given_up_also_where_they_end_the_run(tmp_path: Path) -> None:
    hearer = _Hearer()
    with pytest.raises(WorkerError):
        _pool(tmp_path, lambda _: "died", watcher=hearer).run(_parts(9))
    assert len(hearer.failed) == 3


def test_parts_are_drawn_no_further_ahead_than_there_are_workers(tmp_path: Path) -> None:
    drawn: list[int] = []
    settled: list[int] = []

    def parts() -> Iterator[Part]:
        for part in _parts(50):
            drawn.append(part.number)
            yield part

    def answer(part: Part) -> str:
        assert len(drawn) - len(settled) <= 2 * _Workers.size
        settled.append(part.number)
        return "done"

    assert _pool(tmp_path, answer).run(parts()) == []
    assert settled == list(range(50))


def test_a_busy_part_is_asked_for_again_until_it_is_done(tmp_path: Path) -> None:
    given: list[int] = []

    def answer(part: Part) -> str:
        given.append(part.number)
        return "busy" if given.count(0) < 2 and part.number == 0 else "done"

    assert _pool(tmp_path, answer).run(_parts(2)) == []
    assert given == [0, 1, 0]


def test_a_busy_part_is_left_to_whoever_has_it_where_the_pool_drops_it(tmp_path: Path) -> None:
    given: list[int] = []

    def answer(part: Part) -> str:
        given.append(part.number)
        return "busy"

    assert _pool(tmp_path, answer, drops_busy=True).run(_parts(3)) == []
    assert given == [0, 1, 2]


def test_a_pool_that_is_told_to_stop_gives_out_no_more_parts(tmp_path: Path) -> None:
    given: list[int] = []

    def answer(part: Part) -> str:
        given.append(part.number)
        if len(given) == 3:
            pool.stop()
        return "done"

    pool = _pool(tmp_path, answer)
    assert pool.run(_parts(100)) == []
    assert len(given) <= 4
