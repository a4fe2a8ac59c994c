"""Which GPUs there are, and which worker gets which. No library of theirs is needed, nor a GPU touched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from webinstruct.core.errors import ConfigError

__all__ = ["shares", "visible_gpus"]

_VISIBLE = "CUDA_VISIBLE_DEVICES"
_DRIVER = Path("/proc/driver/nvidia/gpus")


def visible_gpus() -> list[str]:
    """The GPUs that this process may use, by CUDA_VISIBLE_DEVICES; where it is unset, all of this machine."""
    named = os.environ.get(_VISIBLE)
    if named is not None:
        words = [word.strip() for word in named.split(",")]
        until = next((n for n, word in enumerate(words) if word in ("", "-1")), len(words))
        return words[:until]  # CUDA too ends its list at the first name that is none
    return [str(number) for number in range(_machine_gpus())]


def shares(gpus: Sequence[str], per_worker: int, workers: int, stage: str) -> list[str | None]:
    """For each worker the GPUs it gets, as CUDA_VISIBLE_DEVICES names them; None leaves a worker what it finds.

    >>> shares(["0", "1", "2", "3", "4"], 2, 8, "extract")
    ['0,1', '2,3']
    >>> shares([], 1, 8, "extract"), shares(["0"], 0, 2, "dedup")
    ([None], [None, None])

    Raises:
        ConfigError: one worker needs more than there are.
    """
    if not per_worker:
        return [None] * workers
    if not gpus:
        return [None]
    if len(gpus) < per_worker:
        raise ConfigError(
            f"A worker of '{stage}' needs {per_worker} GPUs and {len(gpus)} can be seen ({', '.join(gpus)}). "
            "Lower tensor_parallel_size of its engines, or show the run more GPUs in CUDA_VISIBLE_DEVICES."
        )
    count = min(workers, len(gpus) // per_worker)
    return [",".join(gpus[n * per_worker : (n + 1) * per_worker]) for n in range(count)]


def _machine_gpus() -> int:
    if _DRIVER.is_dir():
        return sum(1 for _ in _DRIVER.iterdir())
    try:
        listed = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    return sum(line.startswith("GPU ") for line in listed.stdout.splitlines())
