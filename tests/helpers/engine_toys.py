"""Toy stages that stand for stages with an engine."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.helpers.toy import NUMBERS, InFlight
from webinstruct import Numbered, Row, Settled, Stage
from webinstruct.core.errors import EngineDied
from webinstruct.core.stage import StageContext, Verdict


class OnGpus(Stage):
    """Needs two GPUs; writes on each row which it was given, and its process."""

    reads = writes = NUMBERS
    gpus = 2

    def process(self, row: Row) -> Iterator[Verdict]:
        time.sleep(0.3)  # so that no worker has done all before the other one has started
        yield {**row, "url": os.environ["CUDA_VISIBLE_DEVICES"], "total": os.getpid()}


class DyingTwice(InFlight):
    """Its first two engines die over their seventh answer."""

    def open(self, context: StageContext) -> None:
        self._deaths = Path(context.folder("deaths"))

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        for n, settled in enumerate(super().stream(rows)):
            if n == 7 and len(list(self._deaths.iterdir())) < 2:
                (self._deaths / str(os.getpid())).touch()
                raise EngineDied("The core is gone.")
            yield settled


class Poisoned(InFlight):
    """Its engine dies over the number 3, but only nine rows after it was asked about it."""

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        return super().stream(self._swallowed(rows))

    def _swallowed(self, rows: Iterable[Numbered]) -> Iterator[Numbered]:
        since = None
        for numbered in rows:
            since = 0 if numbered.row["n"] == 3 else since
            since = since if since is None else since + 1
            if since == 10:
                break
            yield numbered
        if since is not None:
            raise EngineDied("The core is gone.")


class Hopeless(InFlight):
    """Its engine dies whatever it is asked; each start leaves a file."""

    def open(self, context: StageContext) -> None:
        (Path(context.folder("starts")) / str(os.getpid())).touch()

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        next(iter(rows))
        raise EngineDied("The core is gone.")
        yield


class OnFullDisk(InFlight):
    """Its worker can write no file beyond 100 bytes; counts what its engine was asked in one file for each worker."""

    def open(self, context: StageContext) -> None:
        self._asked = Path(context.folder("asked")) / str(os.getpid())
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        for n, settled in enumerate(super().stream(rows)):
            self._asked.write_text(str(n))
            yield settled
