"""Who does the work of a run under fire, where it lies, and what can only happen there."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.helpers.bucket import served_bucket
from tests.helpers.slurm_cluster import Job, SlurmCluster, started_cluster
from tests.helpers.stumbling_store import Stumbling, stumbling
from tests.stories.fire.faults import Struck
from tests.stories.fire.processes import sent

__all__ = ["Ground", "ground_of", "slurm_ground"]

Fault = Callable[[Struck], str]

_ELEMENT = b"webinstruct.executors.slurm.element"
_SLURM = {
    "margin_s": 60,
    "cpu": {"cpus": 2, "workers": 1, "memory": "400M", "time": "00:30:00", "elements": 3},
}


@dataclass(frozen=True, slots=True)
class Ground:
    """`options` and environment (`further`) of the commands, further kinds of faults, the URL of a store (or none), and
    how many commands in peace a disturbed run may take: jobs of a cluster outlive the command that submitted them."""

    options: Sequence[str] = ()
    further: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    bucket: str = ""
    commands: int = 1

    @property
    def outlives(self) -> bool:
        """Whether work goes on when a command has ended."""
        return self.commands > 1


@contextmanager
def ground_of(executor: str, run_dir_kind: str, folder: Path) -> Iterator[Ground]:
    """Where `executor` works on runs in folders or in a store (`s3`), started if need be; `folder` holds its files."""
    if run_dir_kind == "s3":
        with (
            ground_of(executor, "folder", folder) as ground,
            served_bucket({}) as bucket,
            stumbling(os.environ["AWS_ENDPOINT_URL"]) as store,
        ):
            yield replace(
                ground, bucket=bucket, faults={**ground.faults, "store stumbles": _stumbling(store)}
            )
    elif executor == "slurm":
        cluster = started_cluster()
        try:
            yield slurm_ground(cluster, folder)
        finally:
            cluster.stop()
    else:
        yield Ground(["--executor", executor])


def slurm_ground(cluster: SlurmCluster, folder: Path) -> Ground:
    """Array jobs on `cluster`; whoever submits them waits for them."""
    site = folder / "site.json"
    site.write_text(json.dumps({"executor": {"kind": "slurm", "slurm": _SLURM}}))
    changed = {name: word for name, word in cluster.environment.items() if os.environ.get(name) != word}
    faults = {
        "kill element": _killed_element,
        "requeue": _of_a_job(cluster, "scontrol", "requeue"),
        "scancel": _of_a_job(cluster, "scancel"),
        "node drained": _without_node(cluster, cluster.drain, "drained"),
        "node lost": _without_node(cluster, cluster.lose, "lost"),
    }
    return Ground(["--site", str(site), "--wait"], changed, faults, commands=6)


def _stumbling(store: Stumbling) -> Fault:
    def struck(struck: Struck) -> str:
        """Every fourth request fails, is answered late, half or not at all, although it was done perhaps."""
        store.share = 0.25
        time.sleep(struck.chance.uniform(1.0, 6.0))
        store.share = 0.0
        return "store stumbles"

    return struck


def _killed_element(struck: Struck) -> str:
    found = [pid for pid, command in struck.scene.processes().items() if _ELEMENT in command]
    if found:
        sent(signal.SIGKILL, struck.chance.choice(found))
    return "SIGKILL to an element"


def _of_a_job(cluster: SlurmCluster, *command: str) -> Fault:
    def struck(struck: Struck) -> str:
        jobs: list[Job] = cluster.running()
        with suppress(RuntimeError):  # ended meanwhile
            cluster.run(*command, struck.chance.choice(jobs).key if jobs else "0")
        return " ".join(command)

    return struck


def _without_node(cluster: SlurmCluster, take_away: Callable[[str], None], how: str) -> Fault:
    def struck(struck: Struck) -> str:
        """For some seconds a node takes no work, or is gone with all that runs on it."""
        node = struck.chance.choice(cluster.nodes)
        take_away(node)
        time.sleep(struck.chance.uniform(1.0, 5.0))
        cluster.resume(node)
        return f"node {how} and resumed"

    return struck
