"""The SLURM of these tests does what they rely on: arrays, requeues, pre-emption, lost nodes, a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.slurm_cluster import SlurmCluster, require_installed, started_cluster
from tests.helpers.slurm_config import ClusterSize
from tests.helpers.waiting import until

_TRAP = "trap 'echo warned' USR1; trap 'echo ended; exit 1' TERM; echo begun; for i in $(seq 300); do sleep 0.1; done"


def _submitted(cluster: SlurmCluster, script: str, *options: str, told: Path | str = "/dev/null") -> str:
    """The number of a job that runs `script` and appends what it prints to `told`."""
    common = ("--parsable", "--requeue", "--open-mode=append", "--mem=100", f"--output={told}")
    return cluster.run("sbatch", *common, *options, f"--wrap={script}")


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def _runs(cluster: SlurmCluster, count: int) -> bool:
    return len(cluster.running()) == count


def test_elements_of_an_array_run_side_by_side_on_all_nodes(cluster: SlurmCluster, tmp_path: Path) -> None:
    _submitted(
        cluster, "echo $SLURM_ARRAY_TASK_ID $SLURMD_NODENAME; sleep 2", "--array=0-7", told=tmp_path / "%a"
    )
    until(lambda: _runs(cluster, 8), 20, "eight elements at once")
    cluster.wait_until_quiet(20)
    told = dict(line.split() for file in tmp_path.iterdir() for line in _lines(file))
    assert sorted(told) == [str(number) for number in range(8)]
    assert set(told.values()) == set(cluster.nodes)


def test_two_jobs_on_a_node_see_different_gpus(cluster: SlurmCluster, tmp_path: Path) -> None:
    script = "echo $CUDA_VISIBLE_DEVICES; sleep 2"
    _submitted(cluster, script, "--array=0-1", "--gres=gpu:1", "--nodelist=n1", told=tmp_path / "%a")
    cluster.wait_until_quiet(30)
    assert sorted(_lines(tmp_path / "0") + _lines(tmp_path / "1")) == ["0", "1"]


def test_an_array_longer_than_the_site_allows_is_refused(cluster: SlurmCluster) -> None:
    with pytest.raises(RuntimeError, match="Invalid job array"):
        _submitted(cluster, "true", "--array=0-1001")


def test_a_drained_node_ends_its_work_and_takes_none_until_resumed(cluster: SlurmCluster) -> None:
    _submitted(cluster, "sleep 2", "--nodelist=n1")
    until(lambda: _runs(cluster, 1), 20, "a job on n1")
    cluster.drain("n1")
    _submitted(cluster, "sleep 1", "--nodelist=n1")
    until(lambda: cluster.states_of_nodes()["n1"] == "drain", 20, "n1 is drained")
    assert sorted(job.state for job in cluster.jobs()[-2:]) == ["COMPLETED", "PENDING"]
    cluster.resume("n1")
    cluster.wait_until_quiet(20)


def test_a_requeued_element_runs_again_and_its_neighbor_does_not(
    cluster: SlurmCluster, tmp_path: Path
) -> None:
    number = _submitted(
        cluster,
        "echo begun; sleep $((8 - 7 * ${SLURM_RESTART_COUNT:-0}))",
        "--array=0-1",
        told=tmp_path / "%a",
    )
    until(lambda: all("begun" in _lines(tmp_path / name) for name in "01"), 20, "both elements run")
    cluster.run("scontrol", "requeue", f"{number}_0")
    cluster.wait_until_quiet(40)
    assert [_lines(tmp_path / name).count("begun") for name in "01"] == [2, 1]
    assert [cluster.restarts(f"{number}_{element}") for element in "01"] == [1, 0]


def test_a_job_of_the_low_partition_is_warned_before_its_node_is_taken(
    cluster: SlurmCluster, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    _submitted(cluster, _TRAP, "--partition=low", "--signal=B:USR1@30", told=told)
    until(lambda: "begun" in _lines(told), 20, "the job runs")
    _submitted(cluster, "sleep 1", "--partition=high", "--nodes=2", "--exclusive")
    until(lambda: "warned" in _lines(told), 20, "the warning")
    assert "ended" not in _lines(told)


def test_a_job_of_the_abrupt_partition_is_ended_at_once_and_runs_again(
    cluster: SlurmCluster, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    number = _submitted(cluster, _TRAP, "--partition=abrupt", told=told)
    until(lambda: "begun" in _lines(told), 20, "the job runs")
    _submitted(cluster, "sleep 1", "--partition=high", "--nodes=2", "--exclusive")
    until(lambda: _lines(told).count("begun") == 2, 40, "the job runs a second time")
    assert "ended" in _lines(told)
    assert cluster.restarts(number) == 1


def test_work_of_a_lost_node_goes_to_another_one(cluster: SlurmCluster, tmp_path: Path) -> None:
    told = tmp_path / "told"
    _submitted(cluster, "echo $SLURMD_NODENAME; sleep 3", told=told)
    until(lambda: _lines(told), 20, "the job runs")
    (first,) = _lines(told)
    cluster.lose(first)
    assert cluster.processes_on(first) == []
    cluster.wait_until_quiet(40)
    assert _lines(told) == [first, next(node for node in cluster.nodes if node != first)]


def test_a_killed_daemon_leaves_its_job_alive_while_the_queue_starts_it_elsewhere(
    cluster: SlurmCluster, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    _submitted(cluster, "echo $SLURMD_NODENAME; sleep 25; echo $SLURMD_NODENAME ended", told=told)
    until(lambda: _lines(told), 20, "the job runs")
    (first,) = _lines(told)
    cluster.kill_slurmd(first)
    until(lambda: len(_lines(told)) == 2, 30, "it runs elsewhere")
    assert cluster.processes_on(first)


def test_two_clusters_do_not_see_one_another(cluster: SlurmCluster) -> None:
    other = started_cluster(ClusterSize(nodes=1))
    try:
        before = len(cluster.jobs())
        _submitted(other, "sleep 30")
        until(lambda: _runs(other, 1), 20, "the other one's job")
        assert len(cluster.jobs()) == before
    finally:
        other.stop()
    assert set(cluster.states_of_nodes().values()) == {"idle"}


def test_nothing_is_left_of_a_cluster_whose_owner_was_killed() -> None:
    script = (
        "from tests.helpers.slurm_cluster import started_cluster\n"
        "from tests.helpers.waiting import until\n"
        "cluster = started_cluster()\n"
        "cluster.run('sbatch', '--output=/dev/null', '--wrap=sleep 60')\n"
        "until(cluster.running, 20, 'a job')\n"
        "print(cluster.folder, flush=True)\n"
        "input()\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdin
    assert owner.stdout
    folder = Path(owner.stdout.readline().strip())
    assert folder.is_dir()
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    until(lambda: not folder.exists(), 20, "its folder is removed")
    assert not _environments_naming(folder)


def test_a_machine_without_slurm_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"sbatch.*scripts/install_apt\.sh slurm-wlm munge"):
        require_installed(str(tmp_path))


def _environments_naming(folder: Path) -> list[str]:
    """Processes that still belong to the cluster, found another way than the sweep finds them."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if os.fsencode(folder) in environment.read_bytes():
                found.append(str(environment))
        except OSError:
            continue
    return found
