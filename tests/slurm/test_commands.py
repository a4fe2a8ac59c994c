"""What a user reads and types while a run is on a cluster: status, cancel, a dry run, a second submit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.runs import kept_digest, toy_config
from tests.helpers.slurm_cluster import SlurmCluster
from tests.helpers.slurm_runs import (
    ELEMENTS,
    GatedRun,
    SlurmRun,
    gated_config,
    locks_and_torn_files,
    stages_of,
)

pytestmark = pytest.mark.timeout(1_200)

_PLAIN = "tests.helpers.toy:Plain"


def test_cancel_ends_the_jobs_of_its_own_run_only_and_what_it_cancelled_can_go_on(
    toys: GatedRun, tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    own = toys.start()
    other = SlurmRun(toys.cluster, tmp_path / "other", gated_config(shards=8))
    theirs = {job.key for job in other.submit()}
    done = toys.call("cancel", str(toys.run_dir))
    assert done.returncode == 0, done.stderr
    toys.cluster.wait_until_quiet(240)
    states = {job.key: job.state for job in toys.cluster.jobs()}
    assert {states[key] for key in own} == {"CANCELLED"}
    assert {states[key] for key in theirs} == {"COMPLETED"}
    assert "cancelled" in toys.told()
    toys.end()
    assert kept_digest(toys.run_dir) == undisturbed
    assert locks_and_torn_files(toys.run_dir) == []


def test_status_tells_what_runs_and_waits_and_those_jobs_are_not_submitted_twice(
    cluster: SlurmCluster, tmp_path: Path
) -> None:
    toys = GatedRun(cluster, tmp_path, then=[_PLAIN])
    toys.start()
    assert toys.states("even") == {"running": ELEMENTS}
    assert toys.states("plain") == {"waiting": ELEMENTS}
    assert toys.submit() == []


def test_status_tells_what_failed_and_why_and_the_chain_falls_through(
    cluster: SlurmCluster, tmp_path: Path
) -> None:
    run = SlurmRun(cluster, tmp_path, gated_config(shards=3, then=[_PLAIN], source="BrokenShard"))
    done = run.run("--wait")
    assert done.returncode == 1
    assert "numbers-1 is corrupt. Make it again." in done.stderr
    cluster.wait_until_quiet(120)
    assert set(run.states("plain")) == {"skipped"}
    failed = next(one for job in run.jobs() if "even" in stages_of(job) for one in job["troubles"])
    assert (failed["state"], "numbers-1 is corrupt" in failed["message"]) == ("failed", True)
    assert "failed" in Path(failed["log"]).read_text()
    assert failed["log"] in run.told()


def test_stages_with_and_without_gpus_get_different_nodes_by_one_submit(
    cluster: SlurmCluster, tmp_path: Path
) -> None:
    stages = [_PLAIN, "tests.helpers.engine_toys:OnGpus"]
    run = SlurmRun(cluster, tmp_path, toy_config(size="2x5") | {"stages": stages})
    jobs = run.submit("--set", "executor.slurm.gpu.cpus=1", "--set", "executor.slurm.gpu.memory=400M")
    asked = {job.name.partition("-")[0]: cluster.run("scontrol", "show", "job", job.key) for job in jobs}
    assert "gres:gpu:2" in asked["ongpus"]
    assert "gres:gpu" not in asked["plain"]
    run.finish()
    assert run.done("ongpus") == 2


def test_a_dry_run_prints_the_scripts_and_does_nothing(cluster: SlurmCluster, tmp_path: Path) -> None:
    run = SlurmRun(cluster, tmp_path, gated_config())
    before = len(cluster.jobs())
    done = run.run("--dry-run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("#SBATCH --array=0-3\n") == 1
    assert len(cluster.jobs()) == before
    assert not run.run_dir.exists()
