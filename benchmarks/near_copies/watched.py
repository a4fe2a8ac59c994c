"""A command watched while it runs: the memory of its whole tree of processes, as the kernel counts it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["Watched", "watched"]

_EVERY_S = 0.5


class Watched(NamedTuple):
    """What a command took. Peaks are the largest sums over all processes at one moment, in MB."""

    seconds: float
    peak_mb: float
    """Resident memory, a page that several share counted once; files that are mapped count as far as they are in."""
    peak_own_mb: float
    """Of that, what is no file: memory that the kernel cannot simply drop."""


def watched(command: Sequence[str], log: Path) -> Watched:
    """Run `command`, with its output in the file `log`.

    Raises:
        SystemExit: it failed.
    """
    began = time.perf_counter()
    peak = own = 0.0
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT) as process:
        while process.poll() is None:
            sizes = [_sizes_mb(pid) for pid in _tree(process.pid)]
            peak = max(peak, sum(size[0] for size in sizes))
            own = max(own, sum(size[1] for size in sizes))
            time.sleep(_EVERY_S)
    if process.returncode:
        raise SystemExit(f"The run failed; the end of {log}:\n{log.read_text()[-2000:]}")
    return Watched(round(time.perf_counter() - began, 1), round(peak), round(own))


def _tree(root: int) -> list[int]:
    """A process and all that descend from it, those that are still there."""
    parents = dict(_parents())
    tree = [root]
    for pid in tree:
        tree += [child for child, parent in parents.items() if parent == pid]
    return tree


def _parents() -> Iterator[tuple[int, int]]:
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(place.parent.name), int(place.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile


def _sizes_mb(pid: int) -> tuple[float, float]:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0.0, 0.0  # it has ended meanwhile
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
    return sizes.get("Pss", 0) / 1024, sizes.get("Pss_Anon", 0) / 1024
