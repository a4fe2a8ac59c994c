"""What an element leaves about itself for `webinstruct status`: one small file, rewritten now and then."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from webinstruct.core.errors import InputError, StorageError
from webinstruct.executors.slurm.records import ElementState, save_state
from webinstruct.runner.run_dir import RunDir

__all__ = ["BEAT_S", "Notes"]

BEAT_S = 30.0
"""Seconds between two beats of an element that runs."""


class Notes:
    """The file of one element: the one with this `index` of the job `label` of submission `number`."""

    def __init__(self, run_dir: RunDir, number: int, label: str, index: int, log: str) -> None:
        self._run_dir = run_dir
        self._address = (number, label, index)
        now = time.time()
        self._state = ElementState("running", _own_job(), socket.gethostname(), now, now, log=log)
        self._turn = threading.Lock()

    def write(self, **changes: Any) -> None:
        """Change what the file says, and have it say so. A disk that is full is no reason to stop an element."""
        with self._turn:
            self._state = replace(self._state, beat=time.time(), **changes)
            try:
                save_state(self._run_dir, *self._address, self._state)
            except (StorageError, InputError) as error:
                print(f"webinstruct: {error}", file=sys.stderr, flush=True)

    @contextmanager
    def beating(self, every_s: float = BEAT_S) -> Iterator[None]:
        """Write the file now, and every `every_s` seconds until the block ends."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(every_s):
                self.write()

        self.write()
        beats = threading.Thread(target=beat, daemon=True)
        beats.start()
        try:
            yield
        finally:
            over.set()
            beats.join(every_s)


def _own_job() -> str:
    """What scancel and scontrol call this element."""
    array, index = os.environ.get("SLURM_ARRAY_JOB_ID"), os.environ.get("SLURM_ARRAY_TASK_ID", "0")
    return f"{array}_{index}" if array else os.environ.get("SLURM_JOB_ID", "")
