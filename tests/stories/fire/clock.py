"""A wall clock that jumps for the processes of one run, while the machine's stays right.

A sitecustomize shifts `time.time` and `time.time_ns`; libfaketime 0.9.10 cannot be taken: with monotonic clocks left
alone, which no machine can shift, it breaks `time.sleep`. Times of files stay as they are, too: they are those of the
disk's keeper.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["Clock"]

_SHIFTED = """
import os, time
_real, _real_ns = time.time, time.time_ns
def _shift():
    try:
        with open(os.environ["SHIFTED_BY"]) as file:
            return int(file.read())
    except (KeyError, OSError, ValueError):
        return 0
time.time = lambda: _real() + _shift()
time.time_ns = lambda: _real_ns() + _shift() * 10**9
"""


class Clock:
    """The clock of a run; `folder` holds what its processes look at."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._shift = folder / "shift"
        (folder / "sitecustomize.py").write_text(_SHIFTED, "utf-8")
        self.jump(0)

    def jump(self, seconds: int) -> None:
        """From now on the clock is so far off."""
        new = self._shift.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self._shift)

    def environment(self) -> dict[str, str]:
        """What a process has to inherit, so that its clock is this one."""
        paths = [str(self._folder), os.environ.get("PYTHONPATH", "")]
        return {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "SHIFTED_BY": str(self._shift)}
