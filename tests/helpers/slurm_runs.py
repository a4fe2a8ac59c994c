"""A run as array jobs of a test's cluster, as its user sees it: commands, their words, and files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.helpers.runs import toy_config
from tests.helpers.slurm_cluster import Job, SlurmCluster
from tests.helpers.waiting import until

__all__ = ["ELEMENTS", "SHARDS", "GatedRun", "SlurmRun", "gated_config", "locks_and_torn_files", "stages_of"]

SHARDS, ELEMENTS = 32, 4
_CALL_S = 900.0
_ELEMENT, _WORKER = b"webinstruct.executors.slurm.element", b"webinstruct.executors.worker"


class SlurmRun:
    """A run in `folder`/run of the config file `config`, submitted to `cluster`; `cpu` are further words of the
    allocation, `margin_s` the seconds before its end in which an element takes no more."""

    def __init__(
        self,
        cluster: SlurmCluster,
        folder: Path,
        config: str | Mapping[str, Any],
        margin_s: float = 60,
        **cpu: Any,
    ) -> None:
        self.cluster = cluster
        self.run_dir = folder / "run"
        self._config = config if isinstance(config, str) else _written(folder / "config.json", config)
        usual = {"cpus": 2, "workers": 1, "memory": "400M", "time": "00:30:00", "elements": 4}
        slurm = {"margin_s": margin_s, "cpu": usual | cpu}
        self._site = _written(folder / "site.json", {"executor": {"kind": "slurm", "slurm": slurm}})

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A webinstruct command on the cluster's login node."""
        return subprocess.run(
            [sys.executable, "-m", "webinstruct", *words],
            env=self.cluster.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_CALL_S,
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`webinstruct run` with this run's files, and `words` behind."""
        where = ("--config", self._config, "--site", self._site, "--run-dir", str(self.run_dir))
        return self.call("run", *where, *words)

    def submit(self, *words: str) -> list[Job]:
        """Submit the run and go on; the jobs that are new in the queue."""
        before = {job.key for job in self.cluster.jobs()}
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return [job for job in self.cluster.jobs() if job.key not in before]

    def finish(self, timeout_s: float = 600, submissions: int = 3) -> None:
        """Wait for the jobs, and submit again what they left, as a user does when `status` says so."""
        for _ in range(submissions):
            self.cluster.wait_until_quiet(timeout_s)
            if not self.submit():
                return
        raise AssertionError(
            f"submitted {submissions} times more, and it still asks for jobs:\n{self.told()}"
        )

    def done(self, stage: str) -> int:
        """How many shards of a stage are done."""
        return len(list((self.run_dir / stage / "kept").glob("*.parquet")))

    def jobs(self) -> list[dict[str, Any]]:
        """What `webinstruct status` knows of each job."""
        done = self.call("status", str(self.run_dir), "--jobs", "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        return list(told["jobs"]) if told else []

    def states(self, stage: str) -> Counter[str]:
        """How many elements of a stage are in which state, as `webinstruct status` says."""
        return sum((Counter(job["states"]) for job in self.jobs() if stage in stages_of(job)), Counter())

    def told(self) -> str:
        """What `webinstruct status` prints."""
        done = self.call("status", str(self.run_dir))
        return done.stdout + done.stderr

    def warned(self, stage: str) -> int:
        """How many elements of a stage have printed that they take no more parts."""
        logs = (self.run_dir / "logs").glob(f"*-{stage}-*-[0-9]*.log")
        return sum("takes no more parts" in file.read_text() for file in logs)

    def ends(self, stage: str, word: str) -> int:
        """How many elements of a stage have printed as they ended that they were `word`: again, stopped, failed ..."""
        logs = [file.read_text() for file in (self.run_dir / "logs").glob(f"*-{stage}-*-[0-9]*.log")]
        return sum(f": {word}, " in log for log in logs)

    def running(self, stage: str) -> list[Job]:
        """Its elements of a stage that run now, as the queue says."""
        return [job for job in self.cluster.running() if job.name.startswith(f"{stage}-")]

    def seconds_of(self, key: str) -> int:
        """Since when a job runs."""
        words = self.cluster.run("squeue", "--noheader", f"--jobs={key}", "--Format=TimeUsed").split(":")
        return sum(int(word) * 60**place for place, word in enumerate(reversed(words)) if word)

    def kill_element(self) -> bool:
        """Kill one of its elements with SIGKILL; whether there was one."""
        return self._has_killed(_ELEMENT)

    def kill_worker(self) -> bool:
        """Kill one of its workers with SIGKILL; whether there was one."""
        return self._has_killed(_WORKER)

    def pids_of_elements(self) -> list[int]:
        """The processes of its elements, on whatever node."""
        return self._pids_of(_ELEMENT)

    def _has_killed(self, module: bytes) -> bool:
        for pid in self._pids_of(module):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def _pids_of(self, module: bytes) -> list[int]:
        found = []
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = file.read_bytes().split(b"\0")
            except OSError:
                continue
            if module in words and os.fsencode(self.run_dir) in words:
                found.append(int(file.parent.name))
        return sorted(found)


def stages_of(job: Mapping[str, Any]) -> list[str]:
    """The stages that a job works at, as `webinstruct status` tells of it."""
    return [step["stage"] for step in job["steps"]]


def gated_config(
    gate: Path | str = "", shards: int = SHARDS, then: Sequence[str] = (), **more: Any
) -> dict[str, Any]:
    """Shards of ten rows through a stage that stops at a gate, and through the stages of `then`."""
    config = toy_config(size=f"{shards}x10", even={"gate": str(gate)}, **more)
    stages = ["tests.helpers.slurm_toys:Gated", *then]
    return config | {"stages": stages, "executor": {"row_timeout_s": 600}}


class GatedRun(SlurmRun):
    """The toys on the cluster, and the gate at which they stop."""

    def __init__(self, cluster: SlurmCluster, folder: Path, then: Sequence[str] = (), **more: Any) -> None:
        self._gate = folder / "gate"
        super().__init__(cluster, folder, gated_config(self._gate, then=then), **more)

    def start(self, elements: int = ELEMENTS) -> list[str]:
        """Submit them, and wait until each element has done two shards and holds a third; their keys."""
        self.free(2)
        self.submit()
        until(lambda: self.done("even") >= 2 * elements, 240, "two shards of each element")
        return [job.key for job in self.running("even")]

    def free(self, count: int) -> None:
        """Let so many shards of each eight be done."""
        self._gate.write_text(str(count))

    def end(self) -> None:
        """Free all, and submit again until there is nothing to submit."""
        self._gate.unlink()
        self.finish()


def locks_and_torn_files(run_dir: Path) -> list[str]:
    """Temporary files, and locks that somebody holds; the mark that several machines write here is none of them."""
    locks = [file for file in (run_dir / "locks").rglob("*") if file.is_file() and file.name != "leases"]
    return sorted(str(file.relative_to(run_dir)) for file in [*run_dir.rglob("*.tmp"), *locks])


def _written(file: Path, content: Mapping[str, Any]) -> str:
    """JSON is YAML as well."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))
    return str(file)
