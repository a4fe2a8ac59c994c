"""Attempts at one run: commands in process groups of their own, which are disturbed and end somehow."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence

from tests.stories.fire.processes import sent
from tests.stories.fire.scene import Scene

__all__ = ["Attempt", "some_stages"]

_LONGEST_S = 240.0


class Attempt:
    """One command; `faults` are those that fell into its time."""

    def __init__(self, scene: Scene, workers: int, stage: str | None = None) -> None:
        words = ["--set", f"executor.workers={workers}", *(["--stage", stage] if stage else [])]
        self.words = words
        self.faults: list[str] = []
        self._errors = scene.temporary.with_name(f"errors-{uuid.uuid4().hex[:8]}")
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "webinstruct", "run", *scene.words, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env={**os.environ, **scene.environment},
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
