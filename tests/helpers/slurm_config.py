"""The words with which a whole SLURM is told to live in one folder of this machine, and to be quick about it.

Its times are a test's times (seconds where a site has minutes); everything else is as on a site: accounts by
munge, nodes with CPUs, memory and GPUs, partitions that pre-empt one another.
"""

from __future__ import annotations

import os
import pwd
import random
import socket
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PARTITIONS", "ClusterSize", "free_ports", "gres_conf", "slurm_conf"]

PARTITIONS = ("low", "abrupt", "high")
"""`low` is pre-empted with a warning (the signal of --signal, then its grace), `abrupt` without one, both by `high`."""

_PORTS = range(20_000, 32_000)  # below those that the kernel hands out by itself


@dataclass(frozen=True)
class ClusterSize:
    """How large the cluster says it is; `memory` is in MB per node, a machine with fewer CPUs shares them."""

    nodes: int = 2
    cpus: int = 4
    gpus: int = 2
    memory: int = 8_000
    max_array: int = 1_001

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes' names: n1, n2 and so on."""
        return tuple(f"n{number}" for number in range(1, self.nodes + 1))


def slurm_conf(folder: Path, size: ClusterSize) -> str:
    """The whole slurm.conf of a cluster in `folder`, with ports that nobody uses now."""
    host = socket.gethostname().partition(".")[0]
    controller, *ports = free_ports(1 + size.nodes)
    resources = f"CPUs={size.cpus} RealMemory={size.memory} Gres=gpu:{size.gpus}"
    nodes = [
        f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} {resources}"
        for name, port in zip(size.names, ports, strict=True)
    ]
    return "\n".join(
        [
            *(f"{name}={word}" for name, word in _identity(folder, host, controller).items()),
            *(f"{name}={word}" for name, word in _habits(size).items()),
            *nodes,
            "PartitionName=low Nodes=ALL Default=YES PriorityTier=1 PreemptMode=REQUEUE GraceTime=5",
            "PartitionName=abrupt Nodes=ALL PriorityTier=1 PreemptMode=REQUEUE GraceTime=0",
            "PartitionName=high Nodes=ALL PriorityTier=10 PreemptMode=OFF",
            "",
        ]
    )


def gres_conf(folder: Path, size: ClusterSize) -> str:
    """The gres.conf: GPUs are links to /dev/null, since slurmd asks only whether they are devices and which number."""
    for number in range(size.gpus):
        (folder / f"gpu{number}").symlink_to("/dev/null")
    files = f"{folder}/gpu[0-{size.gpus - 1}]"
    return (
        f"NodeName={','.join(size.names)} Name=gpu File={files} Flags=nvidia_gpu_env\n" if size.gpus else ""
    )


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens to."""
    found: list[int] = []
    for port in random.sample(_PORTS, 50 + 4 * count):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)):
                found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError(f"of {50 + 4 * count} ports tried on this machine, fewer than {count} are free")


def _identity(folder: Path, host: str, port: int) -> dict[str, str]:
    """Who it is and where it keeps its things."""
    user = pwd.getpwuid(os.getuid()).pw_name
    return {
        "ClusterName": "test",
        "SlurmctldHost": f"{host}(127.0.0.1)",
        "SlurmctldPort": str(port),
        "SlurmUser": user,
        "SlurmdUser": user,
        "AuthType": "auth/munge",
        # a requeued job waits as long as a credential lives, and five seconds are the least that is taken
        "AuthInfo": f"socket={folder}/munge.socket,cred_expire=5",
        "StateSaveLocation": f"{folder}/state",
        "SlurmdSpoolDir": f"{folder}/spool-%n",
        "SlurmctldPidFile": f"{folder}/slurmctld.pid",
        "SlurmdPidFile": f"{folder}/slurmd-%n.pid",
        "SlurmctldLogFile": f"{folder}/slurmctld.log",
        "SlurmdLogFile": f"{folder}/slurmd-%n.log",
    }


def _habits(size: ClusterSize) -> dict[str, str]:
    """How it schedules, kills, pre-empts and forgets."""
    return {
        "ProctrackType": "proctrack/linuxproc",
        "TaskPlugin": "task/none",
        "SwitchType": "switch/none",
        "MpiDefault": "none",
        "SelectType": "select/cons_tres",
        "SelectTypeParameters": "CR_Core_Memory",
        "DefMemPerCPU": "100",
        "SlurmdParameters": "config_overrides",  # nodes have the CPUs that are said here, not those of the machine
        "SlurmctldParameters": "preempt_send_user_signal",
        "GresTypes": "gpu",
        "ReturnToService": "0",  # a lost node stays lost until it is resumed, even where an answer of it comes late
        "MaxArraySize": str(size.max_array),
        "SlurmdTimeout": "30",  # a busy machine is not a lost node; who wants one lost says so
        "KillWait": "5",
        "MinJobAge": "600",
        "MailProg": "/bin/true",
        "SchedulerType": "sched/backfill",
        "SchedulerParameters": "sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1",
        "PreemptType": "preempt/partition_prio",
        "PreemptMode": "REQUEUE",
        "JobRequeue": "1",
    }
