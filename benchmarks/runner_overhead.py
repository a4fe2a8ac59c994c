"""What the runner costs beside the work, and how that grows from 100 to 100,000 shards.

    python benchmarks/runner_overhead.py [--shards 100000] [--work 10000] [--quick] [--json]

Looking: a run over a simulated crawl, most of it done already, is looked at and gone on with by the command line, each
time as a process of its own: `plan`, `status` with recall done and extract half done (before and after the manifests
are old enough to be summed up), `run` with three shards left and with none; with the peak memory of the runner and of
a worker.

Working: pairs of one row per shard go through `refine` on two workers; a run of one shard is taken off. Beside each
stands a bare loop in two processes that writes the same files with the same fsyncs, and of the time of the workers what
was their processor's and what was waiting in fsync.

Counting: the same, to see how many directory listings and file operations there are, for a run and for a shard. The
last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from simulated.bare import bare_s
from simulated.crawl import config_of, finished, planned_run
from simulated.watched import Cost, watched

_SIZES = (100, 1_000, 10_000, 100_000)
_SHARDS, _QUICK_SHARDS = 100_000, 1_000
_WORK, _QUICK_WORK = 10_000, 100
_COUNTED = (100, 400)
_QUICK_COUNTED = (10, 40)
_STAGES = "recall..extract"
_WORKERS = 2
_LEFT = 3
_SUMMED_S = 62.0
"""Seconds after which manifests count as old."""
_REFINE = """
import sys, webinstruct
done = webinstruct.run(sys.argv[1], run_dir=sys.argv[2], stage="refine")
sys.exit("".join(failure.message for failure in done.failures) or 0)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shards", type=int, help=f"of the largest simulated crawl; default {_SHARDS:,}")
    parser.add_argument("--work", type=int, help=f"the most shards that are worked on; default {_WORK:,}")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, within a minute")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    words = parser.parse_args()
    shards = words.shards or (_QUICK_SHARDS if words.quick else _SHARDS)
    work = words.work or (_QUICK_WORK if words.quick else _WORK)
    figures: dict[str, Any] = {
        "looking": looking(
            _sizes(shards)[-1:] if words.quick else _sizes(shards), 0 if words.quick else _SUMMED_S
        ),
        "working": working(_sizes(work)),
        "counting": counting(*(_QUICK_COUNTED if words.quick else _COUNTED)),
    }
    if not words.json:
        for title, rows in figures.items():
            print(f"{title}\n" + "\n".join(_lines(rows)) + "\n")
    print(json.dumps(figures))


def looking(sizes: Sequence[int], wait_s: float) -> dict[str, dict[str, float]]:
    """By shards, the seconds of each command on a run over a crawl, and peak memory; in a second row the processor's
    seconds, which a busy machine changes less. `wait_s` lies before the second status."""
    with tempfile.TemporaryDirectory() as folder:
        crawls = {size: _Crawl(Path(folder, str(size)), size) for size in sizes}
        for crawl in crawls.values():
            crawl.begin()
        time.sleep(wait_s)
        for crawl in crawls.values():
            crawl.go_on()
        rows: dict[str, dict[str, float]] = {}
        for size, crawl in crawls.items():
            rows[f"{size:,}"], rows[f"{size:,} cpu"] = crawl.figures, crawl.cpu_s
        return rows


class _Crawl:
    """A run over a crawl of `shards` files in `folder`, and what was measured of it."""

    def __init__(self, folder: Path, shards: int) -> None:
        self.figures: dict[str, float] = {}
        self.cpu_s: dict[str, float] = {}
        self._shards = shards
        self._run = folder / "run"
        folder.mkdir()
        config = folder / "config.yaml"
        config.write_text(yaml.safe_dump(config_of(shards)))
        self._config = ("--config", str(config), "--run-dir")

    def begin(self) -> None:
        """Plan it, let recall be done and extract half done, and ask for its status."""
        self._note("plan_new_s", "plan", *self._config, str(self._run.with_name("none")))
        self._place = planned_run(self._run, self._shards, _STAGES)
        finished(self._place, {"recall": range(self._shards), "extract": range(self._shards // 2)})
        self._note("plan_s", "plan", *self._config, str(self._run))
        self._note("status_first_s", "status", str(self._run))

    def go_on(self) -> None:
        """Ask again, let all but three shards be done, and run it to its end; then once more."""
        self._note("", "status", str(self._run))
        self._note("status_s", "status", str(self._run))
        finished(self._place, {"extract": range(self._shards // 2, self._shards - _LEFT)})
        words = ("run", *self._config, str(self._run), "--stage", _STAGES)
        self._note("resume_few_s", *words)
        self._note("resume_s", *words)

    def _note(self, name: str, *words: str) -> None:
        cost = watched("-m", "webinstruct", *words)
        if name:
            self.figures[name] = round(cost.took_s, 2)
            self.cpu_s[name] = round(sum(cost.cpu_s.values()), 2)
        for who, memory_mb in cost.memory_mb.items():
            self.figures[f"{who}_mb"] = max(memory_mb, self.figures.get(f"{who}_mb", 0))


def working(sizes: Sequence[int]) -> dict[str, dict[str, float]]:
    """By shards, milliseconds per shard of a run over pairs, one to a shard: by the clock, of a bare loop, and of what
    they are made; and peak memory."""
    start, rows = refined(1), {}
    for size in sizes:
        cost, one = refined(size), 1000 / (size - 1)
        rows[f"{size:,}"] = {
            "ms": one * (cost.took_s - start.took_s),
            "bare_ms": one * bare_s(size, _WORKERS),
            "runner_cpu_ms": one * (cost.cpu_s["runner"] - start.cpu_s["runner"]),
            "worker_cpu_ms": one * (cost.cpu_s["worker"] - _WORKERS * start.cpu_s["worker"]),
            "worker_fsync_ms": one * (cost.fsync_s - start.fsync_s),
            **{f"{who}_mb": memory_mb for who, memory_mb in cost.memory_mb.items()},
        }
    return {size: {name: round(value, 2) for name, value in row.items()} for size, row in rows.items()}


def counting(few: int, many: int) -> dict[str, dict[str, float]]:
    """How often a run over `few` shards calls what, and how often each shard more."""
    one, more = refined(few, counts=True).calls, refined(many, counts=True).calls
    return {
        f"run of {few:,}": dict(sorted(one.items())),
        "each shard more": {name: round((more[name] - one[name]) / (many - few), 2) for name in sorted(one)},
    }


def refined(shards: int, counts: bool = False) -> Cost:
    """What a run with `shards` shards of one row on two workers costs."""
    with tempfile.TemporaryDirectory() as folder:
        pairs, config = Path(folder, "pairs.jsonl"), Path(folder, "config.yaml")
        rows = ({"question": f"What is {n} + 1?", "answer": f"It is {n + 1}."} for n in range(shards))
        pairs.write_text("".join(json.dumps(row) + "\n" for row in rows))
        source = {"pairs": str(pairs), "rows_per_shard": 1}
        config.write_text(yaml.safe_dump({"source": source, "executor": {"workers": _WORKERS}}))
        return watched("-c", _REFINE, str(config), str(Path(folder, "run")), counts=counts)


def _sizes(most: int) -> list[int]:
    """The sizes of the tables up to `most`, and `most` itself."""
    return [*(size for size in _SIZES if size < most), most]


def _lines(rows: dict[str, dict[str, float]]) -> list[str]:
    """A table with a line for each row."""
    names = list(next(iter(rows.values())))
    head = f"{'':<16}" + "".join(f"{name:>16}" for name in names)
    return [
        head,
        *(f"{row:<16}" + "".join(f"{found.get(n, 0):>16,}" for n in names) for row, found in rows.items()),
    ]


if __name__ == "__main__":
    main()
