"""The watch over a run's memory and the growth that is read off several runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dedup_scale import _exponent
from near_copies.watched import watched

CHILD = (
    "import mmap, sys, time; held = bytearray(60_000_000); "
    "file = open(sys.argv[1], 'rb'); mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ); "
    "mapped[::4096]; time.sleep(1.5)"
)
"""Holds memory of its own, and a file that nobody else maps."""
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}, sys.argv[1]], check=True)"


def test_memory_of_a_child_of_a_child_counts(tmp_path: Path) -> None:
    (tmp_path / "mapped").write_bytes(bytes(20 << 20))
    found = watched([sys.executable, "-c", PARENT, str(tmp_path / "mapped")], tmp_path / "log")
    assert found.peak_mb > found.peak_own_mb > 60_000_000 / (1 << 20)


def test_a_command_that_fails_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such shard"):
        watched([sys.executable, "-c", "raise SystemExit('no such shard')"], tmp_path / "log")


@pytest.mark.parametrize("power", [1.0, 2.0])
def test_the_exponent_is_the_power_by_which_seconds_grow(power: float) -> None:
    runs = [{"rows": rows, "seconds": 3e-6 * rows**power} for rows in (10, 1_000, 50_000)]
    assert _exponent(runs) == power


def test_one_size_says_nothing_of_growth() -> None:
    assert _exponent([{"rows": 10, "seconds": 1.0}]) is None
