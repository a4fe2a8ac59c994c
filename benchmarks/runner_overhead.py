"""What a shard costs beside its work: planning, checkpoint, status and resume at two sizes.

    python benchmarks/runner_overhead.py [--quick] [--json]

Pairs of one row per shard go through `refine`, so that what is measured is the runner: locks, three files written whole
(each fsynced), messages. The last line is one JSON object: milliseconds per shard at each size, seconds of `status` and
of a second run that finds everything done.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import webinstruct
from webinstruct.runner.status import status

_SIZES = (100, 1_000)
_QUICK = (50, 200)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="smaller sizes, within a minute")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    words = parser.parse_args()
    figures = {str(size): measured(size) for size in (_QUICK if words.quick else _SIZES)}
    if not words.json:
        for size, row in figures.items():
            print(f"{size:>6} shards  " + "  ".join(f"{name} {value}" for name, value in row.items()))
    print(json.dumps(figures))


def measured(shards: int) -> dict[str, float]:
    """Figures of one run with `shards` shards of one row on two workers."""
    with tempfile.TemporaryDirectory() as folder:
        pairs, run_dir = Path(folder, "pairs.jsonl"), str(Path(folder, "run"))
        rows = ({"question": f"What is {n} + 1?", "answer": f"It is {n + 1}."} for n in range(shards))
        pairs.write_text("".join(json.dumps(row) + "\n" for row in rows))
        config = {"source": {"pairs": str(pairs), "rows_per_shard": 1}, "executor": {"workers": 2}}
        first_s, done = _timed(lambda: webinstruct.run(config, run_dir=run_dir, stage="refine"))
        again_s, _ = _timed(lambda: webinstruct.run(config, run_dir=run_dir, stage="refine"))
        status_s, stages = _timed(lambda: status(done.run_dir, done.plan))
        if stages[0].shards_done != shards:
            raise SystemExit(
                f"only {stages[0].shards_done} of {shards} shards were done: {done.failures[:1]}"
            )
    return {
        "ms_per_shard": round(1000 * first_s / shards, 2),
        "again_s": round(again_s, 3),
        "status_s": round(status_s, 3),
    }


def _timed(work: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


if __name__ == "__main__":
    main()
