"""The text of an sbatch script. What varies from run to run is in it; which jobs it waits for is said to sbatch.

The element runs as a child of the shell, which hands signals on to it and, where it asks for more time (exit code 75)
or was killed by something else than SLURM, puts the job back into the queue: `scontrol` is needed outside of a
container only.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from webinstruct.executors.slurm.chain import ArrayJob, allocation_of
from webinstruct.executors.slurm.settings import SlurmSettings

__all__ = ["ASKS_AGAIN", "Surroundings", "element_log", "script_of", "seconds_of"]

ASKS_AGAIN = 75
"""The exit code of an element that wants to go on in a new allocation."""

_ACTIVATES = re.compile(r"\bactivate\b")
_BODY = """
export WEBINSTRUCT_BEGAN=$(date +%s)
element=
pass_on() {{
    if [ -n "$element" ]; then kill -s "$1" "$element" 2>/dev/null; elif [ "$1" = TERM ]; then exit 143; fi
}}
trap 'pass_on USR1' USR1
trap 'pass_on TERM' TERM
{setup}
( trap '' USR1; exec {command} ) &
element=$!
while wait "$element"; code=$?; kill -s 0 "$element" 2>/dev/null; do :; done
element=
was_killed() {{ [ "$code" -gt 128 ] && [ "$code" -ne 143 ] && [ "${{SLURM_RESTART_COUNT:-0}}" -lt 3 ]; }}
if [ "$code" -eq {again} ] || was_killed; then
    for pause in 1 10 60; do
        scontrol requeue "${{SLURM_ARRAY_JOB_ID}}_${{SLURM_ARRAY_TASK_ID}}" && break
        sleep "$pause"
    done
fi
exit "$code"
"""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a script has to know beside its job: the run directory as nodes see it, the number of the submission, the
    folder of the logs, and the Python that submits with the folders that it imports from."""

    run_dir: str
    submission: int
    logs: str
    python: str
    imports_from: Sequence[str]


def script_of(job: ArrayJob, name: str, settings: SlurmSettings, around: Surroundings) -> str:
    """The script of one array job, called `name` in the queue.

    >>> around = Surroundings("/runs/my crawl", 1, "/runs/my crawl/logs", "/usr/bin/python3", ["/home/me/src"])
    >>> job = ArrayJob((("extract", "process"),), elements=4, workers=8)
    >>> text = script_of(job, "extract-process.wi-0-1", SlurmSettings(), around)
    >>> [line for line in text.splitlines() if "array" in line or "output" in line]
    ['#SBATCH --array=0-3', '#SBATCH --output="/runs/my crawl/logs/1-extract-process-%a.log"']
    >>> [line.rpartition("element ")[2] for line in text.splitlines() if "python3" in line]
    ["'/runs/my crawl' 1 extract-process ) &"]
    """
    head = ["#!/bin/bash", *(f"#SBATCH {option}" for option in _options(job, name, settings, around))]
    words = [around.run_dir, str(around.submission), job.label]
    python, lines = _python(settings, around)
    command = f"{python} -m webinstruct.executors.slurm.element {shlex.join(words)}"
    setup = "\n".join([*settings.setup, *lines])
    body = _BODY.format(setup=setup, command=f"{settings.wrap} {command}".strip(), again=ASKS_AGAIN)
    return "\n".join(head) + "\n" + body


def element_log(logs: str, submission: int, job: ArrayJob, index: str) -> str:
    """The path of what one element prints; `index` counts within its own array.

    >>> job = ArrayJob((("dedup", "sign"),), elements=2, workers=1, first=1000)
    >>> element_log("logs", 2, job, "1")
    'logs/2-dedup-sign+1000-1.log'
    """
    return f"{logs}/{submission}-{job.label}-{index}.log"


def seconds_of(duration: str) -> int:
    """A time limit as SLURM writes it, in seconds.

    >>> seconds_of("90"), seconds_of("04:00:00"), seconds_of("2-12"), seconds_of("1:30")
    (5400, 14400, 216000, 90)
    """
    days, dash, clock = duration.rpartition("-")
    parts = [int(part) for part in clock.split(":")]
    if dash:
        hours, minutes, seconds = [*parts, 0, 0][:3]
    elif len(parts) == 1:
        hours, minutes, seconds = 0, parts[0], 0
    else:
        hours, minutes, seconds = [0, *parts][-3:]
    return ((int(days or 0) * 24 + hours) * 60 + minutes) * 60 + seconds


def _options(job: ArrayJob, name: str, settings: SlurmSettings, around: Surroundings) -> list[str]:
    chosen = allocation_of(job, settings)
    at_once = f"%{chosen.at_once}" if chosen.at_once else ""
    log = element_log(around.logs.replace("%", "%%"), around.submission, job, "%a")
    wanted = [
        ("job-name", name),
        ("array", f"0-{job.elements - 1}{at_once}"),
        ("partition", chosen.partition),
        ("account", settings.account),
        ("nodes", "1"),
        ("ntasks", "1"),
        ("cpus-per-task", str(chosen.cpus)),
        ("mem", chosen.memory),
        ("time", chosen.time),
        ("gres", f"gpu:{job.gpus}" if job.gpus else None),
        ("constraint", chosen.constraint),
        ("signal", f"B:USR1@{round(settings.margin_s)}"),
        ("output", log),
    ]
    options = [f"--{word}={_quoted(value)}" for word, value in wanted if value]
    return [*options, "--open-mode=append", "--requeue", *chosen.options]


def _quoted(value: str) -> str:
    """`value` as sbatch reads it in a script: between double quotes where it is not plain.

    >>> _quoted("04:00:00"), _quoted("/my runs/%a.log"), _quoted('say "x"')
    ('04:00:00', '"/my runs/%a.log"', '"say \\\\"x\\\\""')
    """
    if re.fullmatch(r"[\w%+,./:@=~-]+", value, re.ASCII):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _python(settings: SlurmSettings, around: Surroundings) -> tuple[str, list[str]]:
    """The words that start Python, and the lines before them: this Python imports from where its submitter does."""
    if settings.python:
        return f"{shlex.quote(settings.python)} -P", []
    if settings.wrap or any(_ACTIVATES.search(line) for line in settings.setup):
        return "python -P", []
    return f"{shlex.quote(around.python)} -P", [
        f"export PYTHONPATH={shlex.quote(':'.join(around.imports_from))}"
    ]
