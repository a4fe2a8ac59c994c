"""SLURM's own commands. Each has a time limit, and is tried again where the controller only has no time."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

from webinstruct.core.errors import RunnerError

__all__ = ["QueuedJob", "cancel", "max_array_size", "queued", "submitted"]

_COMMAND_S = 60.0
_PAUSES_S = (1.0, 5.0, 20.0, 60.0)
"""How long is waited before each further try: a controller that restarts is back within a minute or two."""
_NO_TIME = re.compile(
    r"temporarily|socket timed out|unable to contact|connection (refused|timed out)|try again|zero bytes were"
    r"|communication connection failure|transport endpoint",
    re.IGNORECASE,
)
_ENDED = {
    "BOOT_FAIL",
    "CANCELLED",
    "COMPLETED",
    "DEADLINE",
    "FAILED",
    "NODE_FAIL",
    "OUT_OF_MEMORY",
    "TIMEOUT",
}


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """An entry of the queue: an element of an array, or all of them that wait. `id` is what scancel takes, `name` what
    we called it, `reason` why it waits."""

    id: str
    name: str
    state: str
    reason: str

    @property
    def array(self) -> str:
        """The number of the whole array.

        >>> QueuedJob("71_[3-9%2]", "x", "PENDING", "Resources").array
        '71'
        """
        return self.id.partition("_")[0]


def submitted(script: str, name: str, after: Sequence[str]) -> str:
    """The number of the job that `script` has become; it waits for the end, whatever it is, of those numbered `after`.

    Where the controller did not answer, it may have taken the job all the same: the queue is asked by `name`, which no
    other job has, before it is tried again.

    Raises:
        RunnerError: SLURM does not take it, or is not here.
    """
    words = ["sbatch", "--parsable", *([f"--dependency=afterany:{':'.join(after)}"] if after else [])]
    for pause_s in (*_PAUSES_S, None):
        done = _run(words, script)
        number = _number_in(done.stdout)
        if not done.returncode and number:
            return number
        if pause_s is None or not _NO_TIME.search(done.stderr):
            break
        time.sleep(pause_s)
        if taken := [job for job in queued(name) if job.name == name]:
            return taken[0].array
    raise RunnerError(
        f"sbatch does not take the job {name}: {_words(done)}. Mend executor.slurm in the config or the site's file "
        "(--dry-run prints the scripts), and run the same command again."
    )


def queued(mark: str) -> list[QueuedJob]:
    """The jobs of this user that wait or run, and have `mark` in their names.

    Raises:
        RunnerError: the queue cannot be asked.
    """
    lines = _answer(["squeue", "--me", "--noheader", "--format=%i|%T|%r|%j"]).splitlines()
    found = [
        QueuedJob(words[0], words[3], words[1], words[2]) for line in lines if (words := line.split("|", 3))
    ]
    return [job for job in found if mark in job.name and job.state not in _ENDED]


def cancel(numbers: Sequence[str]) -> None:
    """Cancel these jobs, all elements of each.

    Raises:
        RunnerError: SLURM does not do it.
    """
    if numbers:
        _answer(["scancel", "--quiet", *numbers])


def max_array_size() -> int:
    """How many elements an array may have on this cluster."""
    found = re.search(r"^MaxArraySize\s*=\s*(\d+)", _answer(["scontrol", "show", "config"]), re.MULTILINE)
    return int(found[1]) if found else 1001


def _answer(words: Sequence[str]) -> str:
    for pause_s in (*_PAUSES_S, None):
        done = _run(words)
        if not done.returncode:
            return done.stdout
        if pause_s is None or not _NO_TIME.search(done.stderr):
            break
        time.sleep(pause_s)
    raise RunnerError(f"{words[0]} failed: {_words(done)}. Mend that and run the same command again.")


def _run(words: Sequence[str], said: str = "") -> subprocess.CompletedProcess[str]:
    """A command of SLURM. Called within a job that was requeued, it would hand that job's count on to ours."""
    around = {name: word for name, word in os.environ.items() if name != "SLURM_RESTART_COUNT"}
    try:
        return subprocess.run(
            words,
            input=said,
            capture_output=True,
            text=True,
            check=False,
            timeout=_COMMAND_S,
            errors="replace",
            env=around,
        )
    except FileNotFoundError as error:
        raise RunnerError(
            f"there is no command {words[0]} here: is this a login node of a SLURM cluster? Run it there, or with "
            "--executor local."
        ) from error
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(
            words, 1, "", f"socket timed out: no answer within {_COMMAND_S:g} s"
        )


def _number_in(printed: str) -> str:
    """The job's number in what `sbatch --parsable` printed: the last line, perhaps with a cluster's name.

    >>> _number_in("sbatch: a word to all users\\n71;cluster\\n"), _number_in("")
    ('71', '')
    """
    last = (printed.strip().splitlines() or [""])[-1].partition(";")[0].strip()
    return last if last.isdecimal() else ""


def _words(done: subprocess.CompletedProcess[str]) -> str:
    said = (done.stderr or done.stdout).strip().rstrip(".")
    return " ".join(said.split()) or f"exit code {done.returncode}"
