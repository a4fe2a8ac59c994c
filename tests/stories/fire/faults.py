"""What can happen to a run. Each fault is done to its attempts, and over when the function returns.

At most two workers of one command are killed: a row over which three died is quarantined, as it should be.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.stories.fire.attempts import Attempt
from tests.stories.fire.clock import Clock
from tests.stories.fire.disk import Disk
from tests.stories.fire.processes import sent
from tests.stories.fire.scene import Scene

__all__ = ["FAULTS", "Struck"]

_DEADLY = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
_WORKERS_KILLED = 2
_JUMPS_S = (-400 * 86_400, -3_700, -70, 70, 3_700, 30 * 86_400)


@dataclass(frozen=True, slots=True)
class Struck:
    """What a fault falls upon: the running `attempts` at one run, its disk and its clock."""

    scene: Scene
    attempts: Sequence[Attempt]
    disk: Disk
    clock: Clock
    chance: random.Random

    @property
    def one(self) -> Attempt:
        """One of the attempts."""
        return self.chance.choice(self.attempts)


def _killed_runner(struck: Struck) -> str:
    number, attempt = struck.chance.choice(_DEADLY), struck.one
    attempt.send(number, to_group=False)
    return f"{number.name} to the runner"


def _killed_group(struck: Struck) -> str:
    number, attempt = struck.chance.choice(_DEADLY), struck.one
    attempt.send(number, to_group=True)
    return f"{number.name} to the group"


def _killed_worker(struck: Struck) -> str:
    number = struck.chance.choice((signal.SIGKILL, signal.SIGTERM))
    done = sum("a worker" in fault for attempt in struck.attempts for fault in attempt.faults)
    found = struck.scene.workers()
    if done < _WORKERS_KILLED and found:
        sent(number, struck.chance.choice(found))
    return f"{number.name} to a worker"


def _stopped(struck: Struck) -> str:
    """Stopped as by Ctrl-Z or a frozen container, longer than the runner's watch over its workers or shorter."""
    whom, seconds = struck.chance.choice(("runner", "worker", "all")), struck.chance.choice((0.3, 2.0, 7.0))
    attempt, found = struck.one, struck.scene.workers()
    if whom == "runner":
        asleep = [attempt.runner] if attempt.is_running else []
    else:
        asleep = list(struck.scene.processes()) if whom == "all" else found[:1]
    sent(signal.SIGSTOP, *asleep)
    time.sleep(seconds)
    sent(signal.SIGCONT, *asleep)
    return f"SIGSTOP to {whom}, SIGCONT"


def _full_disk(struck: Struck) -> str:
    with struck.disk.full(struck.scene.processes()) as how:
        time.sleep(struck.chance.uniform(0.2, 4.0))
    return how


def _read_only(struck: Struck) -> str:
    root = Path(struck.scene.run_dir)  # none where the run is in a store; then it is the machine's scratch
    folders = [root, *sorted(place for place in root.glob("*/") if place.is_dir())] if root.is_dir() else []
    folder = struck.chance.choice(folders or [struck.scene.temporary])
    with struck.disk.read_only(folder) as how:
        time.sleep(struck.chance.uniform(0.2, 4.0))
    return how


def _clock_jump(struck: Struck) -> str:
    struck.clock.jump(struck.chance.choice(_JUMPS_S))
    return "clock jump"


FAULTS: dict[str, Callable[[Struck], str]] = {
    "kill runner": _killed_runner,
    "kill group": _killed_group,
    "kill worker": _killed_worker,
    "stop and go on": _stopped,
    "disk full": _full_disk,
    "read-only": _read_only,
    "clock": _clock_jump,
}
