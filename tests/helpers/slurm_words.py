"""SLURM's commands as they answer, without a SLURM: a queue that is a file, in which nothing ever begins."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

__all__ = ["Queue", "queue_in"]

_SBATCH = """#!/bin/sh
echo "$@" >> {folder}/sbatch.words
number=$(( $(cat {folder}/number) + 1 ))
echo $number > {folder}/number
cat > {folder}/$number.sh
if [ -e {folder}/refuses ]; then cat {folder}/refuses >&2; exit 1; fi
name=$(sed -n 's/^#SBATCH --job-name=//p' {folder}/$number.sh)
echo "$number|PENDING|Priority|$name" >> {folder}/queue
if [ -e {folder}/breaks ]; then cat {folder}/breaks >&2; rm {folder}/breaks; exit 1; fi
if [ -e {folder}/says ]; then cat {folder}/says; fi
echo $number
"""
_SQUEUE = "#!/bin/sh\ncat {folder}/queue\n"
_SCANCEL = """#!/bin/sh
echo "$@" >> {folder}/scancel.words
for number in "$@"; do sed -i "/^$number|/d" {folder}/queue; done
"""
_SCONTROL = """#!/bin/sh
echo "$@" >> {folder}/scontrol.words
echo "MaxArraySize            = 1001"
"""


@dataclass(frozen=True)
class Queue:
    """The folder of such a queue."""

    folder: Path

    def names(self) -> list[str]:
        """The names of the jobs in it."""
        return [line.rpartition("|")[2] for line in self._read("queue").splitlines()]

    def said_to(self, command: str) -> list[str]:
        """The words with which a command was called, a line for each call."""
        return self._read(f"{command}.words").splitlines()

    def add(self, number: int, name: str, state: str = "RUNNING") -> None:
        """Have another job in it."""
        with (self.folder / "queue").open("a") as queue:
            queue.write(f"{number}|{state}|None|{name}\n")

    def forget_all(self) -> None:
        """Have no job in it."""
        (self.folder / "queue").write_text("")

    def _read(self, name: str) -> str:
        file = self.folder / name
        return file.read_text() if file.exists() else ""


def queue_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """The commands in `folder`, before all others on the path."""
    folder.mkdir()
    for name, text in {
        "sbatch": _SBATCH,
        "squeue": _SQUEUE,
        "scancel": _SCANCEL,
        "scontrol": _SCONTROL,
    }.items():
        program = folder / name
        program.write_text(text.format(folder=folder))
        program.chmod(0o755)
    (folder / "queue").write_text("")
    (folder / "number").write_text("0")
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return Queue(folder)
