"""Attempts at one run: commands in process groups of their own, which are disturbed and end somehow."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.stories.fire.processes import MARK, alive, gone, sent, workers

__all__ = ["Attempt", "Scene", "some_stages"]

_LONGEST_S = 240.0


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a run lives and how its commands are called. `run_dir` is a folder or a URL; all temporary files of its
    processes lie in `temporary`."""

    config: Path
    stages: Sequence[str]
    run_dir: str
    temporary: Path
    executor: str = "local"
    environment: Mapping[str, str] = field(default_factory=dict)
    word: str = field(default_factory=lambda: uuid.uuid4().hex)

    def started(self, workers: int, stage: str | None = None) -> Attempt:
        """A run in a process group of its own."""
        words = ["--config", str(self.config), "--run-dir", self.run_dir]
        words += ["--set", f"executor.workers={workers}", *(["--stage", stage] if stage else [])]
        if self.executor != "local":
            words += ["--executor", self.executor]
        if self.executor == "slurm":
            words += ["--wait"]
        return Attempt(self, words)

    def workers(self) -> list[int]:
        """Its living worker processes."""
        return workers(self.word)

    def writers(self) -> list[int]:
        """All its living processes."""
        return sorted(alive(self.word))

    def left_alone(self, within_s: float = 5.0) -> bool:
        """Whether no process of the run is alive any more."""
        return gone(self.word, within_s)


class Attempt:
    """One command; `faults` are those that fell into its time."""

    def __init__(self, scene: Scene, words: Sequence[str]) -> None:
        self.words = words
        self.faults: list[str] = []
        self._errors = scene.temporary.with_name(f"errors-{uuid.uuid4().hex[:8]}")
        environment = {MARK: scene.word, "TMPDIR": str(scene.temporary), **scene.environment}
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "webinstruct", "run", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env={**os.environ, **environment},
                start_new_session=True,
            )

    @property
    def runner(self) -> int:
        """The process id of the command, which is the id of its group."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the command has not ended yet."""
        return self._process.poll() is None

    def send(self, number: signal.Signals, to_group: bool) -> None:
        """Signal the command, or its whole group, if it is still there."""
        if self.is_running:
            sent(number, -self.runner if to_group else self.runner)

    def ended(self, longest_s: float = _LONGEST_S) -> tuple[int, str]:
        """Its exit code and what it said; a command that does not end in time is killed and has the code 124."""
        try:
            code = self._process.wait(longest_s)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL, to_group=True)
            self._process.wait()
            code = 124
        said = self._errors.read_text("utf-8", "replace")
        self._errors.unlink()
        return code, said

    def lasts(self, seconds: float) -> bool:
        """Wait so long; whether the command is still running then."""
        until = time.monotonic() + seconds
        while self.is_running and time.monotonic() < until:
            time.sleep(0.02)
        return self.is_running


def some_stages(stages: Sequence[str], chance: random.Random, has_begun: bool) -> str | None:
    """All stages (None), one of them, or some in a row; before a run of pairs has begun, the first among them."""
    if chance.random() < 0.5:
        return None
    first, last = sorted(chance.choices(range(len(stages)), k=2))
    first *= has_begun
    return stages[first] if first == last else f"{stages[first]}..{stages[last]}"
