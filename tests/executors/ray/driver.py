"""Runs all stages of a config on a Ray cluster; as a program, so that it can be killed:

python -m tests.executors.ray.driver CONFIG RUN_DIR ADDRESS
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from webinstruct.executors.ray.executor import RayExecutor
from webinstruct.pipeline.config import config_from
from webinstruct.pipeline.planning import planned
from webinstruct.runner.drive import Failure, Silent, driven
from webinstruct.runner.parts import Event
from webinstruct.runner.run_dir import run_dir_at
from webinstruct.storage.locks import share_between_machines, shared_folder


class Told(Silent):
    """A watcher that keeps what it hears, and does something after so many shards."""

    def __init__(self, after: int = 0, then: Callable[[], None] = lambda: None) -> None:
        self.events: list[Event] = []
        self._after = after
        self._then = then

    def heard(self, stage: str, event: Event) -> None:
        self.events.append(event)
        if event.word == "done" and sum(event.word == "done" for event in self.events) == self._after:
            self._then()


def run_on_ray(
    config: Mapping[str, Any] | str, run_dir: Path, address: str | None, told: Told | None = None
) -> list[Failure]:
    """Run `config` with its workers on the cluster at `address`; what failed comes back."""
    words = [f"executor.ray.address={address}"] if address else []
    chosen = config_from(config, words, executor="ray")
    place = run_dir_at(str(run_dir))
    if chosen.executor.spans_machines:
        share_between_machines(place.root)
    with shared_folder(place.root) as folder:
        plan = planned(chosen, chosen.stages, place, folder.is_alone())
        folder.share()
        stages = [named.stage for named in chosen.stages]
        with closing(RayExecutor(chosen.executor)) as executor:
            return driven(place, len(plan.shards), stages, executor, told or Told())


def pids_of(run_dir: Path) -> list[int]:
    """The worker processes of a run."""
    return [pid for pid in _pids() if "executors.worker" in (words := _words(pid)) and str(run_dir) in words]


def raylets_of(driver: int) -> list[int]:
    """The nodes that a process started."""
    return [pid for pid in _pids() if "/raylet " in _words(pid) and parent_of(pid) == driver]


def parent_of(pid: int) -> int:
    """The process that started another one."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def is_alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]  # noqa: PTH208 -- names are all that is wanted


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


if __name__ == "__main__":
    config, run_dir, address = sys.argv[1:]
    failures = run_on_ray(json.loads(config), Path(run_dir), address or None)
    sys.exit(f"{failures}" if failures else 0)
