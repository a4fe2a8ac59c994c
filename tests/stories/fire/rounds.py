"""Rounds: a run is disturbed again and again on its way, left to end, and held against one that nobody disturbed."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.helpers.runs import books_of, kept_digest, left_over
from tests.stories.fire.attempts import Attempt, Scene, some_stages
from tests.stories.fire.clock import Clock
from tests.stories.fire.disk import Disk
from tests.stories.fire.faults import FAULTS, Struck
from tests.stories.fire.prepared import Prepared
from webinstruct.storage.folders import files_below

__all__ = ["Battlefield", "Outcome", "Reference", "reference_of", "round_of"]

_NAME = "webinstruct: "
_SECOND_RUNNER = "two runners"
_ENDS = {0, 1, 130, -2, -9, -15}
"""How a command may end that was disturbed; what it said must be a sentence."""
_BOOKS = ("read", "kept", "sources", "rejected", "quarantined")
_WORKERS = (1, 2, 2, 3)
_STEP_S = 20.0
"""Longest wait for the next moment of a fault."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A run that nobody disturbed: its bytes, its books, and how many files it left."""

    digest: dict[str, str]
    books: dict[str, list[dict[str, Any]]]
    files: int


@dataclass(frozen=True, slots=True)
class Battlefield:
    """What rounds have in common: the run that is made each time, the disk it is made on, what has to come out, and
    who does the work."""

    made: Prepared
    disk: Disk
    reference: Reference
    executor: str


@dataclass(slots=True)
class Outcome:
    """What was done in a round, what its commands said at their ends, and what should not have come of it."""

    faults: list[str] = field(default_factory=list)
    commands: int = 0
    findings: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    seconds: float = 0.0


def reference_of(scene: Scene) -> Reference:
    """Run `scene` once in peace."""
    code, said = scene.started(2).ended()
    assert code == 0, said
    place = Path(scene.run_dir)
    return Reference(kept_digest(place), _books(place, scene.stages), _files(place))


def round_of(seed: str, field: Battlefield, kinds: Sequence[str] = (), keep: Path | None = None) -> Outcome:
    """A run, disturbed by three to five faults of these kinds (default: all), then left to end.

    One in which something is found is copied into the folder `keep`.
    """
    made, disk, executor = field.made, field.disk, field.executor
    chance = random.Random(seed)
    folder = disk.root / f"round-{seed.replace('/', '-')}"
    (folder / "tmp").mkdir(parents=True)
    clock = Clock(folder / "clock")
    scene = Scene(
        made.config, made.stages, str(folder / "run"), folder / "tmp", executor, clock.environment()
    )
    round_ = _Round(scene, disk, clock, field.reference, chance)
    began = time.monotonic()
    try:
        round_.disturb(kinds or (*FAULTS, _SECOND_RUNNER))
        round_.end()
    finally:
        round_.clear()
    round_.outcome.seconds = time.monotonic() - began
    if round_.outcome.findings and keep:
        shutil.copytree(folder, keep / folder.name)
    shutil.rmtree(folder)
    return round_.outcome


class _Round:
    """One run, the commands that are at it, and what came of them."""

    def __init__(
        self, scene: Scene, disk: Disk, clock: Clock, reference: Reference, chance: random.Random
    ) -> None:
        self.outcome = Outcome()
        self._scene = scene
        self._disk = disk
        self._clock = clock
        self._reference = reference
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
        self._claim(self._scene.left_alone(), f"still alive: {self._scene.writers()}")
        last = self._scene.started(self._chance.choice(_WORKERS))
        self.outcome.commands += 1
        code, said = last.ended()
        self._claim(code == 0, f"the last command ended with {code}: {said[-2000:]}")
        self._claim(self._scene.left_alone(), f"still alive: {self._scene.writers()}")
        self._look()

    def clear(self) -> None:
        """Let no process outlive the round, whatever happened to it."""
        for attempt in self._attempts:
            attempt.ended(0.0)

    def _start(self) -> None:
        has_begun = bool(files_below(Path(self._scene.run_dir) / self._scene.stages[0]))
        stage = some_stages(self._scene.stages, self._chance, has_begun)
        self._attempts.append(self._scene.started(self._chance.choice(_WORKERS), stage))
        self.outcome.commands += 1

    def _wait_until(self, moment: float) -> None:
        """Wait until that part of all files is there, or every command has ended; now and then not at all."""
        if self._chance.random() < 0.2:
            self._attempts[-1].lasts(self._chance.uniform(0.05, 2.5))
            return
        until = time.monotonic() + _STEP_S
        while time.monotonic() < until and any(attempt.is_running for attempt in self._attempts):
            if _files(Path(self._scene.run_dir)) >= moment * self._reference.files:
                return
            time.sleep(0.01)

    def _strike(self, kind: str) -> None:
        if kind == _SECOND_RUNNER:
            self._start()
            fault = kind
        else:
            struck = Struck(self._scene, self._attempts, self._disk, self._clock, self._chance)
            fault = FAULTS[kind](struck)
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
        what = f"{' '.join(attempt.words[2:])} under {attempt.faults} ended with {code}: {said[-2000:]}"
        self._claim(code in _ENDS and ("Traceback" not in said or code == -signal.SIGINT), what)
        self._claim(code == 0 or bool(attempt.faults), what)

    def _look(self) -> None:
        place = Path(self._scene.run_dir)
        found = kept_digest(place)
        other = sorted(
            name
            for name in {*found, *self._reference.digest}
            if found.get(name) != self._reference.digest.get(name)
        )
        self._claim(not other, f"other bytes: {other}")
        self._claim(_books(place, self._scene.stages) == self._reference.books, "the books are not the same")
        self._claim(not left_over(place), f"left in the run: {left_over(place)}")
        left = sorted(str(file) for file in self._scene.temporary.rglob("*"))
        self._claim(not left, f"left in $TMPDIR: {left}")

    def _claim(self, is_so: bool, otherwise: str) -> None:
        if not is_so:
            self.outcome.findings.append(otherwise)


def _files(place: Path) -> int:
    """How many finished files a run has so far."""
    return sum(name.partition("/")[0] not in ("locks", "logs") for name in files_below(place))


def _books(place: Path, stages: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The counts of every shard, which close."""
    found = {
        stage: [{word: one[word] for word in _BOOKS} for one in books_of(place, stage)] for stage in stages
    }
    for stage, shards in found.items():
        for books in shards:
            stopped = sum(books["rejected"].values()) + sum(books["quarantined"].values())
            assert books["read"] == stopped + books["sources"], (stage, books)
    return found
