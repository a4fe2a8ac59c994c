"""What a second worker gains, by the clock, with as many cores."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import webinstruct

__all__ = ["gain_of_two_workers"]

_FILES = 8


def gain_of_two_workers(given: Mapping[str, Any]) -> float:
    """Pages a second of two workers over those of one, on eight files, starting included."""
    seconds = {workers: _seconds(given, workers) for workers in (1, 2)}
    return round(seconds[1] / seconds[2], 2)


def _seconds(given: Mapping[str, Any], workers: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.warc.gz") for number in range(_FILES)]
        for file in files:
            file.symlink_to(given["warc"])
        config = {
            "source": {"path": [str(file) for file in files]},
            "recall": {
                "keep": "threshold",
                **{name: given[name] for name in ("threshold", "model", "text_chars")},
            },
            "executor": {"workers": workers},
        }
        began = time.perf_counter()
        done = webinstruct.run(config, run_dir=str(Path(folder, "run")), stage="recall")
        seconds = time.perf_counter() - began
    if done.failures:
        raise SystemExit(f"The run failed: {done.failures[0].message}")
    return seconds
