"""How fast benchmark items are looked for and how surely they are found, next to datatrove's n-gram filter.

    python benchmarks/decontaminate.py [--benchmarks FOLDER] [--data ../shared/data] [--quick] [--json]

Both search the same texts for the same items, in turn, on one core and each in a process of its own, from texts in
memory: prose drawn from the words of the benchmarks themselves, real pages where --data has them, and items planted
amid prose, changed in the ways that the web changes them. Real pages are taken six times.

mb_per_s            megabytes of text (UTF-8) a second of processor time
ratio_to_datatrove  ours over the fastest of datatrove's settings
stage_mb_per_s      the same as the stage of a run: pairs read, searched, booked, written as Parquet (not with --quick)
index_mb            memory that the loaded index takes
found               of each kind of canary, the share found; false_hits counts texts without one that were stopped

datatrove's indexer wants lighteval, which no version runs with: its index is written from the hashes of its own method,
questions included (find_query_ngrams). Words are cut at spaces, which is the fastest it can do. The last line is one
JSON object.

datatrove needs its own packages: pip install 'datatrove[io]' xxhash regex.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contamination.columns import COLUMNS, OURS, STAGED, Given, measured, staged
from contamination.texts import Amount

_FULL, _QUICK = Amount(20, 1, 6, 200), Amount(2, 4, 2, 50)
_QUICK_LEAVES_OUT = ("webinstruct, n-grams alone", "webinstruct, numbers folded")
_THEIRS = "datatrove"
_BUNDLED = "builtin:benchmarks"


def main() -> None:
    """Measure and print."""
    words = _words()
    amount = _QUICK if words.quick else _FULL
    given = Given(amount, words.benchmarks, words.data)
    if words.column:
        with tempfile.TemporaryDirectory() as folder:
            if words.column == STAGED:
                print(json.dumps(staged(given, Path(folder))))
            else:
                print(json.dumps(measured(words.column, given, Path(folder))))
        return
    if not words.benchmarks.startswith("builtin:") and not Path(words.benchmarks).exists():
        print(
            f"{words.benchmarks} is missing: pass benchmark files as --benchmarks. The bundled ones are searched for."
        )
        given = given._replace(benchmarks=_BUNDLED)
    columns = [column for column in COLUMNS if not (words.quick and column in _QUICK_LEAVES_OUT)]
    if importlib.util.find_spec("datatrove") is None:
        print(
            "datatrove is not installed, so there is nothing beside ours: pip install 'datatrove[io]' xxhash regex"
        )
        columns = [column for column in columns if not column.startswith(_THEIRS)]
    found = {column: _in_own_process(column, given, words.quick) for column in columns}
    figures = _figures(found, amount)
    if not words.quick:
        figures["stage_mb_per_s"] = _in_own_process(STAGED, given, False)["mb_per_s"]
    if not words.json:
        _tell(found)
    if not (words.json or words.quick):
        print(f"\nas the stage of a run, from Parquet to Parquet: {figures['stage_mb_per_s']:.2f} MB/s")
    print(json.dumps(figures))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--benchmarks", default="../shared/data/benchmarks", help="file or folder of benchmarks"
    )
    parser.add_argument("--data", default="../shared/data", help="folder with pages.jsonl and pages/")
    parser.add_argument("--quick", action="store_true", help="a tenth of the text, under a minute")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    parser.add_argument("--column", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_own_process(column: str, given: Given, quick: bool) -> dict[str, Any]:
    command = [
        sys.executable,
        __file__,
        "--column",
        column,
        "--benchmarks",
        given.benchmarks,
        "--data",
        given.data,
    ]
    done = subprocess.run(
        [*command, *(["--quick"] if quick else [])], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"The column '{column}' failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _figures(found: Mapping[str, Mapping[str, Any]], amount: Amount) -> dict[str, Any]:
    ours = found[OURS]
    theirs = [row for column, row in found.items() if column.startswith(_THEIRS)]
    return {
        "mb_per_s": ours["mb_per_s"],
        "ratio_to_datatrove": round(ours["mb_per_s"] / max(row["mb_per_s"] for row in theirs), 2)
        if theirs
        else None,
        "index_mb": ours["index_mb"],
        "found": _shares(ours),
        "found_by_datatrove": {
            kind: max((_shares(row)[kind] for row in theirs), default=None) for kind in ours["planted"]
        },
        "false_hits": sum(ours["false"].values()),
        "false_hits_of_datatrove": {row["column"]: sum(row["false"].values()) for row in theirs},
        "amount": asdict(amount),
        "columns": dict(found),
    }


def _shares(row: Mapping[str, Any]) -> dict[str, float]:
    return {kind: round(row["found"][kind] / count, 4) for kind, count in row["planted"].items()}


def _tell(found: Mapping[str, Mapping[str, Any]]) -> None:
    print(f"{'column':36s}{'MB/s':>8s}{'index MB':>10s}{'build s':>9s}{'false':>18s}")
    for column, row in found.items():
        false = ", ".join(f"{row['false'][kind]:,} of {row['clean'][kind]:,}" for kind in row["clean"])
        print(f"{column:36s}{row['mb_per_s']:>8.2f}{row['index_mb']:>10.1f}{row['build_s']:>9.1f}  {false}")
    kinds = list(found[OURS]["planted"])
    print("\nfound of the planted: " + ", ".join(kinds))
    for column, row in found.items():
        print(f"{column:36s}" + "".join(f"{_shares(row)[kind]:>8.3f}" for kind in kinds))


if __name__ == "__main__":
    main()
