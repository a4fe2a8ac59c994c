"""A run as array jobs, disturbed in every way that a cluster has: its bytes are those of a local run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Set
from functools import partial
from pathlib import Path

import pytest

from tests.helpers.runs import kept_digest
from tests.helpers.slurm_cluster import SlurmCluster
from tests.helpers.slurm_runs import ELEMENTS, SHARDS, GatedRun, SlurmRun, locks_and_torn_files
from tests.helpers.waiting import until

pytestmark = pytest.mark.timeout(1_200)

_QUICKSTART = "configs/quickstart.yaml"
_TAKES_ALL = ("--partition=high", "--nodes=2", "--exclusive", "--output=/dev/null", "--wrap=sleep 1")


@pytest.fixture(scope="session")
def quickstart(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The kept files of a local quickstart."""
    run_dir = tmp_path_factory.mktemp("quickstart")
    words = ["run", "--config", _QUICKSTART, "--run-dir", str(run_dir)]
    subprocess.run([sys.executable, "-m", "webinstruct", *words], check=True, capture_output=True)
    return kept_digest(run_dir)


def test_a_whole_quickstart_as_array_jobs_equals_a_local_one_and_has_nothing_to_submit_again(
    cluster: SlurmCluster, tmp_path: Path, quickstart: dict[str, str]
) -> None:
    run = SlurmRun(cluster, tmp_path, _QUICKSTART, elements=2)
    done = run.run("--wait")
    assert done.returncode == 0, done.stderr
    assert kept_digest(run.run_dir) == quickstart
    assert run.submit() == []
    assert locks_and_torn_files(run.run_dir) == []


def test_a_quickstart_that_loses_jobs_nodes_and_workers_equals_a_local_one(
    cluster: SlurmCluster, tmp_path: Path, quickstart: dict[str, str]
) -> None:
    run = SlurmRun(cluster, tmp_path, _QUICKSTART, elements=2)
    old = {job.key for job in cluster.jobs()}
    run.submit()
    disturbances: list[Callable[[], object]] = [
        lambda: cluster.run("scontrol", "requeue", cluster.running()[0].key),
        lambda: cluster.drain("n1"),
        lambda: cluster.run("scancel", cluster.running()[-1].key),
        lambda: until(run.kill_worker, 60, "a worker to kill", 0.02),
        lambda: cluster.resume("n1"),
        lambda: until(run.kill_element, 60, "an element to kill", 0.02),
    ]
    for number, disturbance in enumerate(disturbances):
        until(partial(_has_come_to, run, old, 2 * number), 600, "a job to disturb", 0.3)
        disturbance()
    run.finish()
    assert kept_digest(run.run_dir) == quickstart
    assert locks_and_torn_files(run.run_dir) == []


def _has_come_to(run: SlurmRun, old: Set[str], count: int) -> bool:
    """Whether so many steps are done, and one is being done; submits again where a lost step ended the chain."""
    jobs = [job for job in run.cluster.jobs() if job.key not in old]
    done = {job.name.partition(".")[0] for job in jobs if job.state == "COMPLETED"}
    if not run.cluster.waiting_or_running():
        run.submit()
    return len(done) >= count and bool(run.cluster.running())


def test_single_elements_are_requeued_and_cancelled_in_the_middle(
    toys: GatedRun, undisturbed: dict[str, str]
) -> None:
    first, second, *_ = toys.start()
    toys.cluster.run("scontrol", "requeue", first)
    toys.cluster.run("scancel", second)
    toys.end()
    assert toys.cluster.restarts(first) == 1
    assert kept_digest(toys.run_dir) == undisturbed
    assert locks_and_torn_files(toys.run_dir) == []


def test_a_killed_worker_is_replaced_and_a_killed_element_comes_back(
    toys: GatedRun, undisturbed: dict[str, str]
) -> None:
    keys = toys.start()
    assert toys.kill_worker()
    assert toys.kill_element()
    until(lambda: sum(map(toys.cluster.restarts, keys)) == 1, 60, "an element is requeued")
    toys.end()
    assert kept_digest(toys.run_dir) == undisturbed
    assert locks_and_torn_files(toys.run_dir) == []


def test_a_node_is_drained_and_resumed(toys: GatedRun, undisturbed: dict[str, str]) -> None:
    toys.start()
    toys.cluster.drain("n1")
    toys.free(4)
    until(lambda: toys.done("even") >= 4 * ELEMENTS, 120, "elements of a draining node go on")
    toys.cluster.resume("n1")
    toys.end()
    assert kept_digest(toys.run_dir) == undisturbed


def test_the_work_of_a_lost_node_is_done_elsewhere(toys: GatedRun, undisturbed: dict[str, str]) -> None:
    keys = toys.start()
    toys.cluster.lose("n2")
    toys.end()
    assert sum(map(toys.cluster.restarts, keys)) == 2
    assert kept_digest(toys.run_dir) == undisturbed
    assert locks_and_torn_files(toys.run_dir) == []


def test_elements_that_work_on_beside_their_successors_change_no_byte(
    toys: GatedRun, undisturbed: dict[str, str]
) -> None:
    keys = toys.start()
    toys.cluster.kill_slurmd("n1")  # its elements live on, and the queue starts them on n2 as well
    assert len(toys.pids_of_elements()) == ELEMENTS
    toys.end()
    assert sum(map(toys.cluster.restarts, keys)) == 2
    assert kept_digest(toys.run_dir) == undisturbed


def test_warned_elements_finish_what_they_hold_and_come_back(
    toys: GatedRun, undisturbed: dict[str, str]
) -> None:
    keys = toys.start()
    toys.cluster.run("sbatch", *_TAKES_ALL)
    until(lambda: toys.warned("even") == ELEMENTS, 120, "all elements are warned")
    toys.free(3)
    until(lambda: toys.ends("even", "again") == ELEMENTS, 60, "all elements ask for more time")
    assert toys.done("even") < SHARDS
    toys.end()
    assert [toys.cluster.restarts(key) for key in keys] == [1] * len(keys)
    assert kept_digest(toys.run_dir) == undisturbed


def test_elements_that_are_ended_at_once_come_back(
    cluster: SlurmCluster, tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    toys = GatedRun(cluster, tmp_path, partition="abrupt")
    keys = toys.start()
    cluster.run("sbatch", *_TAKES_ALL)
    until(lambda: toys.ends("even", "stopped") == ELEMENTS, 60, "all elements say that they were stopped")
    toys.end()
    assert [cluster.restarts(key) for key in keys] == [1] * len(keys)
    assert kept_digest(toys.run_dir) == undisturbed
    assert locks_and_torn_files(toys.run_dir) == []


def test_an_element_whose_time_is_nearly_up_goes_on_in_another_allocation(
    cluster: SlurmCluster, tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    toys = GatedRun(cluster, tmp_path, time="00:02:00", margin_s=100, elements=1)
    (key,) = toys.start(elements=1)
    until(lambda: toys.seconds_of(key) > 25, 60, "the time in which it takes shards is over")
    toys.free(4)
    until(lambda: toys.ends("even", "again"), 60, "it asks for more time")
    assert toys.done("even") == 3
    toys.end()
    assert cluster.restarts(key) >= 1
    assert kept_digest(toys.run_dir) == undisturbed
