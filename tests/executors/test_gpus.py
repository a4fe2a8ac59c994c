"""GPUs are dealt out by environment variables alone: to workers by the pool, to engines inside a worker."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import webinstruct
from tests.helpers.runs import kept_rows, toy_config
from webinstruct.core.errors import ConfigError, EngineRefused
from webinstruct.engines.vllm.gpus import own_gpus
from webinstruct.executors.gpus import shares, visible_gpus


@pytest.fixture(autouse=True)
def _no_gpus_dealt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEBINSTRUCT_FREE_GPUS", raising=False)


def test_gpus_that_the_environment_names_are_all_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3, 5,GPU-8932f937")
    assert visible_gpus() == ["3", "5", "GPU-8932f937"]


@pytest.mark.parametrize(("named", "seen"), [("", []), ("-1", []), ("0,-1,1", ["0"])])
def test_a_list_of_gpus_ends_where_cuda_ends_it(
    monkeypatch: pytest.MonkeyPatch, named: str, seen: list[str]
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", named)
    assert visible_gpus() == seen


def test_no_worker_shares_a_gpu_with_another() -> None:
    assert shares(list("01234567"), 2, 3, "extract") == ["0,1", "2,3", "4,5"]


def test_too_few_gpus_for_one_worker_are_told_with_both_numbers() -> None:
    with pytest.raises(ConfigError, match="needs 4 GPUs and 2 can be seen"):
        shares(["0", "1"], 4, 8, "extract")


def test_engines_of_one_worker_take_different_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "4,5,6")
    with own_gpus(1):
        first = os.environ["CUDA_VISIBLE_DEVICES"]
    with own_gpus(2):
        second = os.environ["CUDA_VISIBLE_DEVICES"]
    assert (first, second, os.environ["CUDA_VISIBLE_DEVICES"]) == ("4", "5,6", "4,5,6")


def test_an_engine_that_finds_no_gpu_left_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    with own_gpus(1):
        pass
    with pytest.raises(EngineRefused, match="0 of this worker's"), own_gpus(1):
        pass


def test_without_gpus_an_engine_starts_with_what_it_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    with own_gpus(2):
        assert "CUDA_VISIBLE_DEVICES" not in os.environ


def _config(stage: str, **words: Any) -> dict[str, Any]:
    return toy_config(**words) | {"stages": [f"tests.helpers.engine_toys:{stage}"]}


def _seen(run_dir: Path, stage: str) -> set[tuple[str, int]]:
    return {(row["url"], row["total"]) for row in kept_rows(run_dir, stage)}


def test_each_worker_of_a_run_sees_its_own_gpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1,2,3,4")
    config = _config("OnGpus", size="8x4", workers=8)
    webinstruct.run(config, run_dir=str(tmp_path))
    seen = _seen(tmp_path, "ongpus")
    assert {gpus for gpus, _ in seen} == {"0,1", "2,3"}
    assert len({pid for _, pid in seen}) == 2


def test_without_a_gpu_one_worker_does_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    webinstruct.run(_config("OnGpus", size="4x4", workers=4), run_dir=str(tmp_path))
    assert len(_seen(tmp_path, "ongpus")) == 1


def test_a_run_with_too_few_gpus_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "7")
    with pytest.raises(ConfigError, match="needs 2 GPUs and 1 can be seen"):
        webinstruct.run(_config("OnGpus"), run_dir=str(tmp_path))


def test_workers_whose_engine_dies_are_replaced_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    done = webinstruct.run(_config("DyingTwice", size="6x10", workers=2), run_dir=str(tmp_path))
    assert not done.failures
    assert sorted(row["n"] for row in kept_rows(tmp_path, "dyingtwice")) == [
        n for n in range(60) if n % 40 != 10 and n != 49
    ]


def test_an_engine_is_not_drained_between_tiny_shards(tmp_path: Path) -> None:
    """With 25 rows in flight and 5 a shard, an engine that drained would never see more than one shard at a time."""
    run = webinstruct.run(toy_config("InFlight", size="20x5", workers=1), run_dir=str(tmp_path))
    assert run.stages[0].books.notes["shards_mixed"] >= 60
