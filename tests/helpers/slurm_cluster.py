"""A real SLURM of several nodes on this machine: munged, slurmctld and one slurmd per node, in a folder of its own.

Clients find it through SLURM_CONF in their environment; nothing of it touches /etc/slurm or the system's daemons, so
it runs beside them and beside others of its kind. A process that stands by sweeps it away when it is stopped or
when the process that started it dies.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.helpers import slurm_sweep
from tests.helpers.slurm_config import ClusterSize, gres_conf, slurm_conf
from tests.helpers.waiting import until

__all__ = ["Job", "SlurmCluster", "require_installed", "started_cluster"]

_START_S = 30.0
_COMMAND_S = 30.0
_PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch")
_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
_COLUMNS = "%i|%A|%j|%T|%P|%N|%r"
_ENDED = {
    "COMPLETED",
    "FAILED",
    "CANCELLED",
    "TIMEOUT",
    "NODE_FAIL",
    "PREEMPTED",
    "OUT_OF_MEMORY",
    "BOOT_FAIL",
}


@dataclass(frozen=True)
class Job:
    """A job as the queue tells it: `key` is what one says to scontrol and scancel, 7_3 for element 3 of job 7."""

    key: str
    number: str
    name: str
    state: str
    partition: str
    node: str
    reason: str


def started_cluster(size: ClusterSize | None = None) -> SlurmCluster:
    """A cluster whose nodes are all idle.

    Raises:
        RuntimeError: SLURM or munge is not installed, or did not start in half a minute.
    """
    require_installed(_PATH)
    folder = Path(tempfile.mkdtemp(prefix="slurm-")).resolve()
    cluster = SlurmCluster(folder, size or ClusterSize())
    try:
        cluster.start()
    except BaseException as error:
        error.add_note("\n".join(file.read_text()[-2_000:] for file in sorted(folder.glob("*.out"))))
        cluster.stop()
        raise
    return cluster


def require_installed(path: str) -> None:
    """Raise a RuntimeError that says how to install what is missing, where a program is in none of the folders."""
    missing = [program for program in _PROGRAMS if shutil.which(program, path=path) is None]
    if missing:
        raise RuntimeError(
            f"SLURM is not installed here: {', '.join(missing)} not found in {path}. "
            "Next: scripts/install_apt.sh slurm-wlm munge"
        )


class SlurmCluster:
    """The handle of a cluster in `folder`; `nodes` are its nodes' names."""

    def __init__(self, folder: Path, size: ClusterSize) -> None:
        self.folder = folder
        self.nodes = size.names
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}
        self._sweeper = _standing_by(folder)
        self._write(size)

    @property
    def environment(self) -> dict[str, str]:
        """What a subprocess needs to find this cluster and no other."""
        foreign = ("SLURM_", "SLURMD_", "SBATCH_", "SQUEUE_", "SINFO_", "SCANCEL_")
        own = {name: word for name, word in os.environ.items() if not name.startswith(foreign)}
        return own | {"PATH": _PATH, "SLURM_CONF": str(self.folder / "slurm.conf")}

    def start(self) -> None:
        """Start munged, the controller and all nodes, and wait until the nodes are idle."""
        files = [f"--{kind}-file={self.folder}/munge.{kind}" for kind in ("key", "pid", "log", "seed")]
        self._run_daemon("munged", "munged", "--foreground", f"--socket={self.folder}/munge.socket", *files)
        until((self.folder / "munge.socket").exists, _START_S, "munged's socket", 0.02)
        self._run_daemon("slurmctld", "slurmctld", "-D")
        for node in self.nodes:
            self.start_slurmd(node)
        until(self._is_idle, _START_S, "idle nodes", 0.05)

    def stop(self) -> None:
        """End all that the cluster started and remove its folder; may be called again."""
        self._sweeper.communicate()
        for daemon in self._daemons.values():
            daemon.wait(timeout=_COMMAND_S)

    def run(self, *command: str) -> str:
        """What a SLURM command prints, without blanks around it."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=_COMMAND_S
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed: {done.stderr.strip()}")
        return done.stdout.strip()

    def log(self) -> str:
        """What the controller has written so far; nothing of a cluster that was stopped."""
        file = self.folder / "slurmctld.log"
        return file.read_text() if file.exists() else ""

    def jobs(self) -> list[Job]:
        """All jobs, one entry per element, those that ended within ten minutes too."""
        lines = self.run(
            "squeue", "--noheader", "--array", "--states=all", f"--format={_COLUMNS}"
        ).splitlines()
        return [Job(*line.split("|")) for line in lines]

    def waiting_or_running(self) -> list[Job]:
        """The jobs that have not ended."""
        return [job for job in self.jobs() if job.state not in _ENDED]

    def running(self) -> list[Job]:
        """The jobs that run now."""
        return [job for job in self.jobs() if job.state == "RUNNING"]

    def restarts(self, key: str) -> int:
        """How often the job, or the element, was put back into the queue."""
        words = self.run("scontrol", "show", "job", key).split()
        return int(next(word for word in words if word.startswith("Restarts=")).partition("=")[2])

    def wait_until_quiet(self, timeout_s: float) -> None:
        """Wait until no job waits or runs."""
        until(lambda: not self.waiting_or_running(), timeout_s, "an empty queue", 0.2)

    def restore(self) -> None:
        """Cancel every job and resume every node, as for the next test."""
        for job in self.waiting_or_running():
            self.run("scancel", "--quiet", job.key)
        for node, state in self.states_of_nodes().items():
            if state.startswith("d"):
                self.resume(node)
        self.wait_until_quiet(30)
        until(self._is_idle, _START_S, "idle nodes")

    def states_of_nodes(self) -> dict[str, str]:
        """Each node's short state (idle, mix, alloc, drain, drng, down ...); empty before the controller answers."""
        with suppress(RuntimeError):
            lines = self.run(
                "sinfo", "--noheader", "--Node", "--partition=low", "--format=%N|%t"
            ).splitlines()
            return {name: state for name, _, state in (line.partition("|") for line in lines)}
        return {}

    def drain(self, node: str) -> None:
        """Let the node finish what it runs and give it no more."""
        self._set_node(node, "State=DRAIN", "Reason=drained by a test")

    def resume(self, node: str) -> None:
        """Give the node work again; a slurmd that was killed is started first."""
        if self._daemons[node].poll() is not None:
            self.start_slurmd(node)
        until(lambda: self._is_resumed(node), _START_S, f"{node} takes work")

    def kill_slurmd(self, node: str) -> None:
        """Kill the node's daemon and say that it is down: its jobs are requeued while their processes live on."""
        self._daemons[node].kill()
        self._daemons[node].wait()
        self._set_node(node, "State=DOWN", "Reason=killed by a test")

    def lose(self, node: str) -> None:
        """Kill all that runs on the node at one stroke, as when its power goes, and say that it is down."""
        for pid in self.processes_on(node):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kill_slurmd(node)

    def processes_on(self, node: str) -> list[int]:
        """The node's daemon, the minders of its jobs, and all that its jobs started."""
        return slurm_sweep.processes_with(f"SLURM_CONF={self.folder}/slurm.conf", f"SLURMD_NODENAME={node}")

    def start_slurmd(self, node: str) -> None:
        """Start the node's daemon; jobs inherit its name from it, as all do on a node."""
        self._run_daemon(node, "slurmd", "-D", "-N", node, SLURMD_NODENAME=node)

    def _write(self, size: ClusterSize) -> None:
        self.folder.chmod(0o711)  # munged wants its socket within everybody's reach
        (self.folder / "state").mkdir()
        (self.folder / "slurm.conf").write_text(slurm_conf(self.folder, size))
        (self.folder / "gres.conf").write_text(gres_conf(self.folder, size))
        key = self.folder / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(os.urandom(128))

    def _run_daemon(self, name: str, program: str, *words: str, **environment: str) -> None:
        with (self.folder / f"{name}.out").open("ab") as told:
            self._daemons[name] = subprocess.Popen(
                [shutil.which(program, path=_PATH) or program, *words],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
                cwd=self.folder,
                env=self.environment | environment,
                start_new_session=True,
            )

    def _is_resumed(self, node: str) -> bool:
        if self.states_of_nodes()[node][0] not in "du":  # neither down, drained nor unknown
            return True
        with suppress(RuntimeError):  # refused where it has taken effect in between
            self._set_node(node, "State=RESUME")
        return False

    def _is_idle(self) -> bool:
        return set(self.states_of_nodes().values()) == {"idle"}

    def _set_node(self, node: str, *words: str) -> None:
        self.run("scontrol", "update", f"NodeName={node}", *words)


def _standing_by(folder: Path) -> subprocess.Popen[bytes]:
    """The process that sweeps when its standard input ends; in a session of its own, so Ctrl-C does not reach it."""
    command = [sys.executable, str(Path(slurm_sweep.__file__)), str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
