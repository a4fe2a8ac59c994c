"""Rounds: a run is disturbed again and again on its way, left to end, and held against one that nobody disturbed."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.stories.fire.attempts import Attempt, some_stages
from tests.stories.fire.clock import Clock
from tests.stories.fire.faults import FAULTS, Struck
from tests.stories.fire.field import Battlefield
from tests.stories.fire.scene import Scene
from tests.stories.fire.seen import files_of, seen, temporaries
from webinstruct.storage.place import is_local

__all__ = ["Outcome", "round_of"]

_NAME = "webinstruct: "
_SECOND_RUNNER = "two runners"
_ENDS = {0, 1, 130, -2, -9, -15}
"""How a command may end that was disturbed; what it said must be a sentence."""
_WORKERS = (1, 1, 2, 3)
_STEP_S = 20.0
"""Longest wait for the next moment of a fault."""
_LOOK_S = {True: 0.01, False: 0.3}
"""Seconds between two looks at a run, in a folder and in a store."""


@dataclass(slots=True)
class Outcome:
    """What was done in a round, what its commands said at their ends, and what should not have come of it."""

    faults: list[str] = field(default_factory=list)
    commands: int = 0
    findings: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    seconds: float = 0.0


def round_of(seed: str, field: Battlefield, kinds: Sequence[str] = (), keep: Path | None = None) -> Outcome:
    """A run, disturbed by three to five faults of these kinds (default: all), then left to end.

    One in which something is found is copied into the folder `keep`.
    """
    folder = field.disk.root / seed.replace("/", "-")
    clock = Clock(folder / "clock")
    scene = field.scene(folder, clock.environment())
    round_ = _Round(scene, clock, field, random.Random(seed))
    began = time.monotonic()
    try:
        round_.disturb(kinds or (*FAULTS, *field.ground.faults, _SECOND_RUNNER))
        round_.end()
    finally:
        round_.clear()
    round_.outcome.seconds = time.monotonic() - began
    if round_.outcome.findings and keep:
        shutil.copytree(folder, keep / folder.name, ignore=shutil.ignore_patterns("ray"))  # has sockets
    shutil.rmtree(folder)
    return round_.outcome


class _Round:
    """One run, the commands that are at it, and what came of them."""

    def __init__(self, scene: Scene, clock: Clock, field: Battlefield, chance: random.Random) -> None:
        self.outcome = Outcome()
        self._scene = scene
        self._clock = clock
        self._field = field
        self._reference = field.reference
        self._faults = {**FAULTS, **field.ground.faults}
        self._chance = chance
        self._attempts: list[Attempt] = []

    def disturb(self, kinds: Sequence[str]) -> None:
        """Let faults fall at growing parts of the whole, some right after a start."""
        moments = sorted(self._chance.random() for _ in range(self._chance.randint(3, 5)))
        for moment in moments:
            kind = self._chance.choice(kinds)
            if not self._attempts:
                self._start()
            self._wait_until(moment)
            self._bury()
            if not self._attempts:
                self._start()
                self._attempts[-1].lasts(self._chance.uniform(0.1, 3.0))
            self._strike(kind)

    def end(self) -> None:
        """Wait for the disturbed commands, run once more in peace, and look at what is there."""
        for attempt in self._attempts:
            self._hear(attempt)
        self._attempts = []
        alone = self._field.ground.outlives or self._scene.left_alone()
        self._claim(alone, f"still alive: {self._scene.processes()}")
        code, said = 1, ""
        for _ in range(self._field.ground.commands):
            if code:
                code, said = Attempt(self._scene, self._chance.choice(_WORKERS)).ended()
                self.outcome.commands += 1
        self._claim(code == 0, f"the last command ended with {code}: {said[-2000:]}")
        self._claim(self._scene.left_alone(), f"still alive: {self._scene.processes()}")
        self._look()

    def clear(self) -> None:
        """Let no process outlive the round, whatever happened to it."""
        for attempt in self._attempts:
            attempt.ended(0.0)

    def _start(self) -> None:
        has_begun = bool(files_of(self._scene, self._scene.stages[0]))
        stage = some_stages(self._scene.stages, self._chance, has_begun)
        self._attempts.append(Attempt(self._scene, self._chance.choice(_WORKERS), stage))
        self.outcome.commands += 1

    def _wait_until(self, moment: float) -> None:
        """Wait until that part of all files is there, or every command has ended; now and then not at all."""
        if self._chance.random() < 0.2:
            self._attempts[-1].lasts(self._chance.uniform(0.05, 2.5))
            return
        until = time.monotonic() + _STEP_S
        while time.monotonic() < until and any(attempt.is_running for attempt in self._attempts):
            if files_of(self._scene) >= moment * self._reference.files:
                return
            time.sleep(_LOOK_S[is_local(self._scene.run_dir)])

    def _strike(self, kind: str) -> None:
        if kind == _SECOND_RUNNER:
            self._start()
            fault = kind
        else:
            struck = Struck(self._scene, self._attempts, self._field.disk, self._clock, self._chance)
            fault = self._faults[kind](struck)
        self.outcome.faults.append(kind)
        for attempt in self._attempts:
            attempt.faults.append(fault)
        self._bury()

    def _bury(self) -> None:
        for attempt in [one for one in self._attempts if not one.is_running]:
            self._attempts.remove(attempt)
            self._hear(attempt)

    def _hear(self, attempt: Attempt) -> None:
        """How a command ended: by its own will only where something fell into its time, and not in a traceback, unless
        Ctrl-C met it over its imports."""
        code, said = attempt.ended()
        if code:
            self.outcome.said.append(f"{code} {said.strip().rpartition(_NAME)[2]}")
        what = f"{' '.join(attempt.words)} under {attempt.faults} ended with {code}: {said[-2000:]}"
        self._claim(code in _ENDS and ("Traceback" not in said or code == -signal.SIGINT), what)
        self._claim(code == 0 or bool(attempt.faults), what)

    def _look(self) -> None:
        found, wanted = seen(self._scene), self._reference
        other = [name for name in wanted.digest if found.digest.get(name) != wanted.digest[name]]
        other += sorted(found.digest.keys() - wanted.digest.keys())
        self._claim(not other, f"other bytes: {other}")
        self._claim(found.books == wanted.books, f"other books: {found.books}")
        self._claim(not found.left, f"left in the run: {found.left}")
        left = temporaries(self._scene.temporary)
        self._claim(not left, f"left in $TMPDIR: {left}")

    def _claim(self, is_so: bool, otherwise: str) -> None:
        if not is_so:
            self.outcome.findings.append(otherwise)
