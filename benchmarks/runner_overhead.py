"""What the runner costs beside the work: per shard at growing sizes, and to look at a run over a whole crawl.

    python benchmarks/runner_overhead.py [--shards 100000] [--quick] [--json]

First, pairs of one row per shard go through `refine` on two workers: locks, three files written whole (each fsynced),
messages; a run of one shard is taken off. Then a run over a simulated crawl, most of it done already, is looked at and
gone on with by the command line, each time as a process of its own: `plan`, `status` with recall done and extract half
done (before and after the manifests are old enough to be summed up), `run` with three shards left and with none. The
last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml
from simulated.crawl import config_of, finished, planned_run

import webinstruct

_SIZES = (10, 100, 1_000, 10_000)
_QUICK_SIZES = (10, 100)
_SHARDS, _QUICK_SHARDS = 100_000, 2_000
_STAGES = "recall..extract"
_LEFT = 3
_SUMMED_S = 62.0
"""Seconds after which manifests count as old."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shards", type=int, help=f"of the simulated crawl; default {_SHARDS:,}")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, within a minute")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    words = parser.parse_args()
    shards = words.shards or (_QUICK_SHARDS if words.quick else _SHARDS)
    figures: dict[str, Any] = {"shards": shards, **looking_s(shards, 0 if words.quick else _SUMMED_S)}
    start_s = working_s(1)
    figures["start_s"] = round(start_s, 2)
    figures["ms_per_shard"] = {
        str(size): round(1000 * (working_s(size) - start_s) / (size - 1), 2)
        for size in (_QUICK_SIZES if words.quick else _SIZES)
    }
    if not words.json:
        for name, value in figures.items():
            print(f"{name:<16} {value}")
    print(json.dumps(figures))


def working_s(shards: int) -> float:
    """Seconds of a run with `shards` shards of one row on two workers."""
    with tempfile.TemporaryDirectory() as folder:
        pairs = Path(folder, "pairs.jsonl")
        rows = ({"question": f"What is {n} + 1?", "answer": f"It is {n + 1}."} for n in range(shards))
        pairs.write_text("".join(json.dumps(row) + "\n" for row in rows))
        config = {"source": {"pairs": str(pairs), "rows_per_shard": 1}, "executor": {"workers": 2}}
        began = time.perf_counter()
        done = webinstruct.run(config, run_dir=str(Path(folder, "run")), stage="refine")
        took_s = time.perf_counter() - began
    if done.failures:
        raise SystemExit(f"{len(done.failures)} of {shards} shards failed: {done.failures[0].message}")
    return took_s


def looking_s(shards: int, wait_s: float) -> dict[str, float]:
    """Seconds that each command takes on a run over a simulated crawl; `wait_s` lies before the second status."""
    with tempfile.TemporaryDirectory() as folder:
        run, config = Path(folder, "run"), Path(folder, "config.yaml")
        config.write_text(yaml.safe_dump(config_of(shards)))
        again = ("--config", str(config), "--run-dir")
        figures = {"plan_new_s": _command_s("plan", *again, str(Path(folder, "none")))}
        place = planned_run(run, shards, _STAGES)
        finished(place, {"recall": range(shards), "extract": range(shards // 2)})
        figures["plan_s"] = _command_s("plan", *again, str(run))
        figures["status_first_s"] = _command_s("status", str(run))
        time.sleep(wait_s)
        _command_s("status", str(run))
        figures["status_s"] = _command_s("status", str(run))
        finished(place, {"extract": range(shards // 2, shards - _LEFT)})
        figures["resume_few_s"] = _command_s("run", *again, str(run), "--stage", _STAGES)
        figures["resume_s"] = _command_s("run", *again, str(run), "--stage", _STAGES)
    return figures


def _command_s(*words: str) -> float:
    """Seconds from the start of `webinstruct WORDS` to its end."""
    paths = {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])}
    began = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-m", "webinstruct", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **paths},
        check=False,
    )
    if ended.returncode:
        raise SystemExit(f"webinstruct {words[0]} failed: {ended.stderr.strip()[-500:]}")
    return round(time.perf_counter() - began, 2)


if __name__ == "__main__":
    main()
