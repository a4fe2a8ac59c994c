"""What is left of a cluster: every process that was started with its SLURM_CONF, and its folder.

Run as a program it stands by: `python slurm_sweep.py FOLDER` waits until its standard input ends, as it does when
the process that holds the other end closes it or dies of whatever cause, and then sweeps.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

__all__ = ["processes_with", "sweep"]

_ROUNDS = 500
_QUIET_ROUNDS = 3  # a process that is just being replaced by a program shows no environment


def processes_with(*words: str) -> list[int]:
    """The processes that were started with all these words (NAME=value) in their environment, this one left out."""
    asked = {word.encode() for word in words}
    return [pid for pid in _all_processes() if pid != os.getpid() and asked <= _environment(pid)]


def sweep(folder: Path) -> None:
    """End every process of the cluster in `folder`, however many it starts meanwhile, then remove the folder."""
    quiet = 0
    for _ in range(_ROUNDS):
        found = processes_with(f"SLURM_CONF={folder}/slurm.conf")
        quiet = 0 if found else quiet + 1
        if quiet == _QUIET_ROUNDS:
            break
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


def _all_processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _environment(pid: int) -> set[bytes]:
    """Empty for a process that is gone, is a zombie, or belongs to somebody else."""
    try:
        return set(Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"))
    except OSError:
        return set()


if __name__ == "__main__":
    sys.stdin.read()
    sweep(Path(sys.argv[1]))
