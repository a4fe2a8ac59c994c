"""What the machine takes for the files of a shard, with no runner: a lock, and three files with as many fsyncs."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["bare_s"]

_BYTES = {"rejected": 1_000, "manifest": 200, "kept": 7_000}
"""Near enough: what a file of one row takes is the call, not the bytes."""


def bare_s(shards: int, workers: int) -> float:
    """Seconds in which `workers` processes write the files of `shards` shards."""
    with TemporaryDirectory() as folder:
        for name in ("locks", *_BYTES):
            Path(folder, name).mkdir()
        numbers = [range(first, shards, workers) for first in range(workers)]
        processes = [multiprocessing.Process(target=_written, args=(folder, own)) for own in numbers]
        began = time.perf_counter()
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return time.perf_counter() - began


def _written(folder: str, shards: range) -> None:
    for shard in shards:
        lock = f"{folder}/locks/{shard}"
        held = os.open(lock, os.O_RDWR | os.O_CREAT)
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for name, size in _BYTES.items():
            temporary, target = f"{folder}/{name}/.{shard}.tmp", f"{folder}/{name}/{shard}"
            with open(temporary, "wb", buffering=0) as file:  # noqa: PTH123 -- as little as can be
                file.write(bytes(size))
                os.fsync(file.fileno())
            os.rename(temporary, target)  # noqa: PTH104 -- likewise
            place = os.open(f"{folder}/{name}", os.O_RDONLY)
            os.fsync(place)
            os.close(place)
        os.unlink(lock)  # noqa: PTH108 -- likewise
        os.close(held)
