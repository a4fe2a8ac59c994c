"""Runs on a real cluster of several nodes: whatever is lost on the way, the kept files are those of a local run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import webinstruct
from tests.executors.ray.cluster import Nodes
from tests.executors.ray.driver import Told, is_alive, parent_of, pids_of, raylets_of, run_on_ray
from tests.helpers.runs import kept_digest, kept_rows, stopped_rows, toy_config
from tests.helpers.waiting import until
from webinstruct.core.errors import ConfigError, RunnerError
from webinstruct.executors.ray.cluster import Cluster
from webinstruct.executors.ray.settings import RaySettings
from webinstruct.executors.ray.workforce import Actors
from webinstruct.pipeline.config import config_from
from webinstruct.runner.drive import Silent
from webinstruct.runner.run_dir import run_dir_at

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

_SLOW = toy_config("SlowEven", size="40x40", workers=2)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The kept files of the slow config, run on this machine without Ray."""
    return _digest_of_local(_SLOW, tmp_path_factory.mktemp("local"))


def test_the_quickstart_on_a_cluster_is_the_local_one_byte_for_byte(nodes: Nodes, tmp_path: Path) -> None:
    config = "configs/quickstart.yaml"
    assert not run_on_ray(config, tmp_path / "ray", nodes.address)
    assert kept_digest(tmp_path / "ray") == _digest_of_local(config, tmp_path / "local")
    assert (tmp_path / "ray" / "locks" / "leases").exists()


def test_lost_nodes_cost_no_row_and_a_new_one_is_put_to_work(
    nodes: Nodes, tmp_path: Path, local: dict[str, str]
) -> None:
    told = Told(after=3, then=lambda: nodes.only(1))
    assert not run_on_ray(_SLOW, tmp_path, nodes.address, told)
    nodes.only(2)
    assert kept_digest(tmp_path) == local


@pytest.mark.parametrize("victim", ["worker", "actor"])
def test_a_killed_worker_or_actor_is_replaced(
    nodes: Nodes, tmp_path: Path, local: dict[str, str], victim: str
) -> None:
    killed: list[int] = []

    def kill_one() -> None:
        worker = pids_of(tmp_path)[0]
        killed.extend([worker] if victim == "worker" else [parent_of(worker), worker])
        os.kill(killed[0], signal.SIGKILL)

    assert not run_on_ray(_SLOW, tmp_path, nodes.address, Told(after=3, then=kill_one))
    assert kept_digest(tmp_path) == local
    assert not any(map(is_alive, killed))


def test_after_a_killed_driver_nothing_lives_on_and_the_next_run_finishes(
    nodes: Nodes, tmp_path: Path, local: dict[str, str]
) -> None:
    driver = _driver(_SLOW, tmp_path, nodes.address)
    until(lambda: len(pids_of(tmp_path)) == 2, 60, "two workers")
    workers = pids_of(tmp_path)
    driver.kill()
    driver.communicate()
    until(lambda: not any(map(is_alive, workers)), 20, "the end of its workers")
    assert not run_on_ray(_SLOW, tmp_path, nodes.address)
    assert kept_digest(tmp_path) == local


def test_two_drivers_on_one_run_do_the_work_once(nodes: Nodes, tmp_path: Path, local: dict[str, str]) -> None:
    nodes.only(2, cpus=2)
    drivers = [_driver(_SLOW, tmp_path, nodes.address) for _ in range(2)]
    ends = [(driver.communicate()[1], driver.returncode) for driver in drivers]
    nodes.only(2)
    assert [code for _, code in ends] == [0, 0], ends
    assert kept_digest(tmp_path) == local
    assert not [file.name for file in (tmp_path / "locks").iterdir() if file.suffix in (".lock", ".lease")]


def test_a_row_that_kills_its_worker_is_quarantined_as_on_one_machine(nodes: Nodes, tmp_path: Path) -> None:
    config = toy_config("Deadly", size="2x10", workers=2)
    assert not run_on_ray(config, tmp_path / "ray", nodes.address)
    assert not webinstruct.run(config, run_dir=str(tmp_path / "local")).failures
    assert kept_digest(tmp_path / "ray") == kept_digest(tmp_path / "local")
    stopped = [stopped_rows(tmp_path / where, "deadly", "quarantined") for where in ("ray", "local")]
    assert stopped[0] == stopped[1] != []


def test_a_row_that_hangs_is_noticed_by_its_machines_clock(nodes: Nodes, tmp_path: Path) -> None:
    config = toy_config(
        "Deadly", size="1x20", workers=1, deadly={"how": "hang"}, executor={"row_timeout_s": 0.5}
    )
    assert not run_on_ray(config, tmp_path, nodes.address)
    assert len(stopped_rows(tmp_path, "deadly", "quarantined")) == 1


@pytest.fixture
def gpu_nodes(nodes: Nodes) -> Iterator[Nodes]:
    """The same cluster with a node that says it has four GPUs."""
    nodes.only(1, cpus=4, gpus=4)
    yield nodes
    nodes.only(2)


def test_workers_get_the_gpus_that_ray_deals_out(gpu_nodes: Nodes, tmp_path: Path) -> None:
    config = toy_config(size="8x4", workers=4) | {"stages": ["tests.helpers.engine_toys:OnGpus"]}
    assert not run_on_ray(config, tmp_path, gpu_nodes.address)
    dealt = [set(row["url"].split(",")) for row in kept_rows(tmp_path, "ongpus")]
    assert all(len(gpus) == 2 for gpus in dealt)
    assert set.union(*dealt) <= set("0123")


def test_a_stage_that_no_node_has_gpus_for_is_told_so_soon(nodes: Nodes, tmp_path: Path) -> None:
    config = toy_config(size="8x4", workers=4) | {"stages": ["tests.helpers.engine_toys:OnGpus"]}
    chosen = config_from(config, [f"executor.ray.address={nodes.address}"], executor="ray")
    with closing(Cluster(chosen.executor.ray, 4)) as cluster:
        place = run_dir_at(str(tmp_path))
        actors = Actors(cluster, place, chosen.stages[0].stage, chosen.executor, Silent())
        began = time.monotonic()
        with pytest.raises(
            ConfigError, match=r"needs 1 cores and 2 GPUs on one node; there are 2 cores and 0 GPUs"
        ):
            actors.wait_for_room(4)
        assert time.monotonic() - began < 30


def test_a_cluster_of_our_own_is_this_machine_alone_and_ends_with_the_run(tmp_path: Path) -> None:
    config = toy_config("Even", size="3x20", workers=2)
    driver = _driver(config, tmp_path / "ray", "")
    found = until(lambda: raylets_of(driver.pid), 60, "its raylet")
    _, errors = driver.communicate()
    assert driver.returncode == 0, errors
    assert kept_digest(tmp_path / "ray") == _digest_of_local(config, tmp_path / "local")
    assert not (tmp_path / "ray" / "locks" / "leases").exists()
    assert not any(map(is_alive, found))


def test_an_address_where_nothing_answers_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"No Ray cluster answers at 127.0.0.1:9"):
        run_on_ray(toy_config("Even"), tmp_path, "127.0.0.1:9")


def test_a_cluster_that_cannot_be_started_is_told_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / ("long" * 30)))  # a socket's path has 107 bytes at most
    with pytest.raises(RunnerError, match=r"No Ray cluster can be started here.*run the same command again"):
        Cluster(RaySettings(address="local"), workers=1)


def test_signals_mean_what_they_meant_before(nodes: Nodes) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    cluster = Cluster(RaySettings(address=nodes.address), workers=1)
    during = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    cluster.close()
    assert during == before


def _driver(config: dict[str, Any], run_dir: Path, address: str) -> subprocess.Popen[str]:
    words = ["-m", "tests.executors.ray.driver", json.dumps(config), str(run_dir), address]
    return subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _digest_of_local(config: dict[str, Any] | str, run_dir: Path) -> dict[str, str]:
    assert not webinstruct.run(config, run_dir=str(run_dir)).failures
    return kept_digest(run_dir)
