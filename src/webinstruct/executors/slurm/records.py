"""What is known of the jobs of a run without asking the queue.

RUN/jobs/<n>.json                   a submission: its jobs with their numbers, and the settings of the elements
RUN/jobs/<n>/<label>-<index>.json   an element: what it does, since when, and when it last said so
RUN/jobs/<n>/failed/                parts that failed, see tries.py

A submission is written before its first job is handed in, with all names and no numbers, and again after each one:
whoever is killed in between finds the job by its name in the queue.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from webinstruct.core.errors import InputError
from webinstruct.executors.slurm.chain import ArrayJob, StepOf
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import read_bytes, write_whole
from webinstruct.storage.folders import created, names_in
from webinstruct.storage.place import Place

__all__ = [
    "ElementState",
    "HandedIn",
    "Submission",
    "latest_submission",
    "loaded_states",
    "loaded_submission",
    "make_known",
    "next_number",
    "reported",
    "save",
    "save_state",
]

_ENDING = ".json"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A job of a submission: `name` is what the queue calls it, `number` its number there, nothing before it has one;
    `limit_s` how long an element may last, `log` what one prints, with %a in place of its index."""

    job: ArrayJob
    name: str
    limit_s: int
    log: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """Jobs that were submitted together, by `command`, at `at` (seconds since 1970), and what their elements need."""

    number: int
    command: str
    at: float
    row_timeout_s: float
    start_timeout_s: float
    margin_s: float
    jobs: tuple[HandedIn, ...]
    cancelled: bool = False

    def numbered(self, numbers: Mapping[str, str]) -> Submission:
        """This submission with the numbers of jobs that were found by their names."""
        jobs = [replace(job, number=job.number or numbers.get(job.name, "")) for job in self.jobs]
        return replace(self, jobs=tuple(jobs))


@dataclass(frozen=True, slots=True)
class ElementState:
    """What an element is at: running, done, failed, stopped (by somebody else), again (it asked for more time) or
    skipped (what it needs is not there). Times in seconds since 1970; `done` are the parts that it did itself, `left`
    those of its step that nobody had done when it ended; `log` is what it printed."""

    state: str
    job: str
    host: str
    since: float
    beat: float
    done: int = 0
    left: int = 0
    message: str = ""
    log: str = ""


def next_number(run_dir: RunDir) -> int:
    """The number that a new submission gets."""
    return max(_numbers(run_dir), default=0) + 1


def make_known(run_dir: RunDir, submission: Submission) -> bool:
    """Write a new submission; False where another one has its number already."""
    return created(_file(run_dir, submission.number), _content(submission))


def save(run_dir: RunDir, submission: Submission) -> None:
    """Write a submission anew, with what has become known."""
    write_whole(_file(run_dir, submission.number), _content(submission))


def latest_submission(run_dir: RunDir) -> Submission | None:
    """The last submission of a run, or None where there was none."""
    number = max(_numbers(run_dir), default=0)
    return loaded_submission(run_dir, number) if number else None


def loaded_submission(run_dir: RunDir, number: int) -> Submission:
    """A submission by its number.

    Raises:
        InputError: its file is missing or damaged.
    """
    place = _file(run_dir, number)
    try:
        plain = json.loads(read_bytes(place))
        jobs = [HandedIn(**{**job, "job": _job_of(job["job"])}) for job in plain.pop("jobs")]
        return Submission(**plain, jobs=tuple(jobs))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{place} is damaged. Remove it and run the same command again.") from error


def save_state(run_dir: RunDir, submission: int, label: str, index: int, state: ElementState) -> None:
    """Write what an element is at."""
    place = _state_file(run_dir, submission, label, index)
    write_whole(place, json.dumps(asdict(state), indent=1).encode())


def reported(run_dir: RunDir, submission: int) -> list[tuple[str, int]]:
    """The elements that have said something, by the label of their job and their index there: one listing."""
    found = []
    for name in names_in(_folder(run_dir, submission)):
        label, _, index = name.removesuffix(_ENDING).rpartition("-")
        if name.endswith(_ENDING) and not name.startswith(".") and index.isdecimal():
            found.append((label, int(index)))
    return sorted(found)


def loaded_states(
    run_dir: RunDir, submission: int, labels: Sequence[str]
) -> dict[tuple[str, int], ElementState]:
    """What the elements of these jobs have said so far, by label and index: one listing, and a file for each.

    Raises:
        InputError: a file is damaged.
    """
    wanted = [one for one in reported(run_dir, submission) if one[0] in labels]
    return {
        (label, index): _state_at(_state_file(run_dir, submission, label, index)) for label, index in wanted
    }


def _numbers(run_dir: RunDir) -> list[int]:
    names = [name.removesuffix(_ENDING) for name in names_in(run_dir.root / "jobs") if name.endswith(_ENDING)]
    return [int(name) for name in names if name.isdecimal()]


def _file(run_dir: RunDir, number: int) -> Place:
    return run_dir.root / "jobs" / f"{number}{_ENDING}"


def _folder(run_dir: RunDir, number: int) -> Place:
    return run_dir.root / "jobs" / str(number)


def _state_file(run_dir: RunDir, submission: int, label: str, index: int) -> Place:
    return _folder(run_dir, submission) / f"{label}-{index}{_ENDING}"


def _content(submission: Submission) -> bytes:
    return json.dumps(asdict(submission), indent=1).encode()


def _job_of(plain: Mapping[str, Any]) -> ArrayJob:
    steps = tuple(StepOf(*names) for names in plain["steps"])
    return ArrayJob(**{**plain, "steps": steps, "after": tuple(plain["after"])})


def _state_at(place: Place) -> ElementState:
    try:
        return ElementState(**json.loads(read_bytes(place)))
    except (TypeError, ValueError) as error:
        raise InputError(f"{place} is damaged. Remove it and run the same command again.") from error
