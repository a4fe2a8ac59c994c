"""How time and memory of dedup grow with the rows, by the command line as a user runs it.

    python benchmarks/dedup_scale.py [--rows 100000 1000000] [--workers 2] [--quick] [--json]

For each size a corpus of invented questions of 40 words, a fifth of them planted copies, is written as Parquet (see
benchmarks/dedup.py) and goes through `webinstruct run --stage dedup`. Printed are rows a second by the clock, start and
report included; the peak memory of all processes together, with and without mapped files; the seconds and bytes of each
step; recall and precision on what was planted. `exponent` is the growth of the seconds with the rows, by least squares:
1.0 says linear. The last line is one JSON object.

Ten million rows want 25 GB of disk under --folder.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from near_copies.columns import row_numbers
from near_copies.corpus import written
from near_copies.planting import Corpus
from near_copies.scoring import figures_of, kept_mask
from near_copies.watched import watched

_SIZES = (100_000, 1_000_000)
_QUICK_SIZES = (5_000, 20_000)
_OF_ROWS = ("kept", "rejected", "quarantined", "manifest")


def main() -> None:
    """Measure and print."""
    words = _words()
    sizes = words.rows or (_QUICK_SIZES if words.quick else _SIZES)
    runs = []
    for rows in sizes:
        runs.append(_run(Corpus(rows, forms="long"), words))
        if not words.json:
            _tell(runs[-1])
    print(json.dumps({"runs": runs, "exponent": _exponent(runs)}))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rows", type=int, nargs="+", help="sizes, in order; 100,000 and 1,000,000 by default"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--settings", default="{}", help="of the stage dedup, as JSON")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, within a minute")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    parser.add_argument("--keep", action="store_true", help="leave the run directory where it is")
    parser.add_argument(
        "--folder",
        default=str(Path(tempfile.gettempdir(), "webinstruct-dedup")),
        help="where corpora (kept) and runs lie",
    )
    return parser.parse_args()


def _run(corpus: Corpus, words: argparse.Namespace) -> dict[str, Any]:
    folder = Path(words.folder)
    files = written(corpus, folder / f"corpus-{corpus.rows}-{corpus.seed}-{corpus.forms}")
    place = folder / f"run-{corpus.rows}"
    shutil.rmtree(place, ignore_errors=True)
    config = folder / f"run-{corpus.rows}.yaml"
    values = {
        "source": {"pairs": [str(file) for file in files]},
        "stages": ["dedup"],
        "dedup": json.loads(words.settings),
        "executor": {"workers": words.workers},
        "run_dir": str(place),
    }
    config.write_text(yaml.safe_dump(values))
    command = [sys.executable, "-m", "webinstruct", "run", "--config", str(config), "--stage", "dedup"]
    began = config.stat().st_mtime
    took = watched(command, folder / f"run-{corpus.rows}.log")
    figures = figures_of(corpus, kept_mask(row_numbers(place / "dedup" / "kept", "pair_id"), corpus.rows))
    found = {
        "rows": corpus.rows,
        "rows_per_s": round(corpus.rows / took.seconds),
        **took._asdict(),
        "steps": _steps(place / "dedup", began),
        **{name: figures[name] for name in ("recall", "precision", "removed")},
    }
    if not words.keep:
        shutil.rmtree(place)
    return found


def _steps(stage: Path, began: float) -> dict[str, dict[str, float]]:
    """Seconds from the end of the step before, and MB left on disk, of every step in their order in time."""
    facts: dict[str, list[os.stat_result]] = defaultdict(list)
    for file in stage.rglob("*"):
        if file.is_file() and file.parent != stage:
            step = file.relative_to(stage).parts[0]
            facts["rows" if step in _OF_ROWS else step].append(file.stat())
    steps: dict[str, dict[str, float]] = {}
    before = began
    for name in sorted(facts, key=lambda step: max(fact.st_mtime for fact in facts[step])):
        end = max(fact.st_mtime for fact in facts[name])
        steps[name] = {
            "seconds": round(end - before, 1),
            "mb": round(sum(fact.st_size for fact in facts[name]) / 1e6, 1),
        }
        before = end
    return steps


def _exponent(runs: Sequence[Mapping[str, Any]]) -> float | None:
    """The slope of log seconds over log rows."""
    points = [(math.log(run["rows"]), math.log(run["seconds"])) for run in runs]
    mean = [sum(values) / len(points) for values in zip(*points, strict=True)]
    spread = sum((x - mean[0]) ** 2 for x, _ in points)
    return round(sum((x - mean[0]) * (y - mean[1]) for x, y in points) / spread, 3) if spread else None


def _tell(run: Mapping[str, Any]) -> None:
    print(
        f"{run['rows']:>12,} rows {run['seconds']:>9,.0f} s {run['rows_per_s']:>8,} rows/s"
        f" {run['peak_mb']:>8,.0f} MB ({run['peak_own_mb']:,.0f} without mapped files)"
        f"  recall {run['recall']:.4f}  precision {run['precision']:.5f}"
    )
    for name, step in run["steps"].items():
        print(f"{'':>12} {name:<12}{step['seconds']:>9,.1f} s {step['mb']:>10,.1f} MB on disk")


if __name__ == "__main__":
    main()
