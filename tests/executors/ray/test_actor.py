"""The actor without a cluster: a worker process, and what is said of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.executors.ray.driver import is_alive, pids_of
from tests.helpers.runs import toy_config
from webinstruct.core.stage import PROCESS
from webinstruct.executors.ray.actor import News, WorkerActor
from webinstruct.pipeline.config import config_from
from webinstruct.pipeline.planning import planned
from webinstruct.runner.parts import Part
from webinstruct.runner.run_dir import run_dir_at


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    """A run that is planned and not begun."""
    config = config_from(toy_config("SlowEven", size="2x200"))
    planned(config, config.stages, run_dir_at(str(tmp_path)), True)
    return tmp_path


async def _news_until(actor: WorkerActor, word: str) -> News:
    while True:
        news = await actor.news(1.0)
        if news.ended or any(event.word == word for event in news.events):
            return news


def test_a_part_that_is_given_is_done(run_dir: Path) -> None:
    async def told() -> News:
        actor = WorkerActor(str(run_dir), "even", 0, 30.0, ".")
        await _news_until(actor, "ready")
        await actor.give(Part(PROCESS, 1))
        news = await _news_until(actor, "done")
        await actor.leave(has_parts=False)
        return news

    assert [event.number for event in asyncio.run(told()).events if event.word == "done"] == [1]
    assert (run_dir / "even/kept/00001.parquet").exists()


def test_a_worker_that_leaves_lets_go_of_its_part(run_dir: Path) -> None:
    async def told() -> News:
        actor = WorkerActor(str(run_dir), "even", 0, 30.0, ".")
        await _news_until(actor, "ready")
        await actor.give(Part(PROCESS, 0))
        await _news_until(actor, "started")
        (pid,) = pids_of(run_dir)
        waiting = asyncio.ensure_future(actor.news(5.0))
        await asyncio.sleep(0)
        await actor.leave(has_parts=True)
        assert not is_alive(pid)
        return await waiting

    assert asyncio.run(told()).ended
    assert not list(run_dir.rglob("*.tmp"))
    assert not (run_dir / "even/kept/00000.parquet").exists()


def test_a_killed_worker_says_at_which_row_it_was(run_dir: Path) -> None:
    async def told() -> News:
        actor = WorkerActor(str(run_dir), "even", 0, 30.0, ".")
        await _news_until(actor, "ready")
        await actor.give(Part(PROCESS, 1))
        await _news_until(actor, "started")
        await actor.kill("for a test")
        return await _news_until(actor, "none that is ever said")

    news = asyncio.run(told())
    assert (news.ended, news.by_signal, news.part) == ("for a test", True, 1)
    assert 0 <= news.age_s < 30


def test_a_run_that_this_machine_does_not_see_is_told_with_the_next_step(tmp_path: Path) -> None:
    async def told() -> News:
        return await WorkerActor(str(tmp_path / "elsewhere"), "even", 0, 30.0, ".").news(1.0)

    (event,) = asyncio.run(told()).events
    assert event.word == "broken"
    assert "a shared folder, or a store" in event.message
    assert not (tmp_path / "elsewhere").exists()
