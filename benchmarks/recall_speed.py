"""How fast recall goes through a WARC file, next to datatrove and to what parsing alone costs.

    python benchmarks/recall_speed.py [--data ../shared/data] [--quick] [--json]

One WARC.gz is built from the real pages of the data folder, repeated to 5,000 records. Then, in turn, on one core and
each in a process of its own:

datatrove   its process_common_crawl pipeline: WarcReader, Trafilatura, fastText filter, ParquetWriter
ours        the stage recall as a run does it, with the same model; 5 % of the pages score over the threshold
floor       fastwarc and an HTML parse of every page, nothing else

Rates are pages a second of processor time, that of every process a column starts included, so that other work on the
machine does not count; imports do not, opening the model and writing the files do. `lost` counts pages that are neither
kept nor stopped with a reason. The last line is one JSON object.

datatrove needs its own packages: pip install 'datatrove[io]' trafilatura warcio faust-cchardet python-magic.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from speed.columns import COLUMNS, measured
from speed.inputs import SpeedSettings, prepared
from speed.workers import gain_of_two_workers

_QUICK_RECORDS = 494


def main() -> None:
    """Measure and print."""
    words = _words()
    if words.column:
        given = json.loads(words.given)
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measured(words.column, given, Path(folder))))
        return
    if not Path(words.data, "pages.jsonl").exists():
        print(
            f"{words.data}/pages.jsonl is missing: pass the folder that holds pages.jsonl and pages/ as --data."
        )
        return
    records = words.records or (_QUICK_RECORDS if words.quick else SpeedSettings().records)
    settings = SpeedSettings(
        data=words.data, records=records, preset=words.preset, text_chars=words.text_chars
    )
    place = Path(words.folder)
    place.mkdir(parents=True, exist_ok=True)
    given = prepared(settings, place)
    rows = {name: _in_own_process(name, given) for name in COLUMNS}
    figures = _figures(rows, given)
    if not words.quick:
        figures["two_workers"] = gain_of_two_workers(given)
    if not words.json:
        _tell(rows, figures)
    print(json.dumps(figures))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = SpeedSettings()
    parser.add_argument("--data", default=default.data, help="folder with pages.jsonl and pages/")
    parser.add_argument("--quick", action="store_true", help="every page once, under a minute")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    parser.add_argument(
        "--records", type=int, default=0, help=f"records of the file, {default.records} by default"
    )
    parser.add_argument("--preset", default=default.preset, help="of the classifier")
    parser.add_argument("--text-chars", type=int, default=default.text_chars, help="what it sees of a page")
    parser.add_argument(
        "--folder",
        default=str(Path(tempfile.gettempdir(), "webinstruct-recall-speed")),
        help="where the input lies, built once",
    )
    parser.add_argument("--column", default="", help=argparse.SUPPRESS)
    parser.add_argument("--given", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_own_process(column: str, given: Mapping[str, Any]) -> dict[str, Any]:
    command = [sys.executable, __file__, "--column", column, "--given", json.dumps(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The column '{column}' failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _figures(rows: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    def ratio(column: str, other: str) -> float:
        return round(float(rows[column]["pages_per_s"]) / float(rows[other]["pages_per_s"]), 3)

    return {
        "ratio_to_datatrove": ratio("ours, 5 % kept", "datatrove, 5 % kept"),
        "ratio_to_datatrove_all": ratio("ours, all kept", "datatrove, all kept"),
        "ratio_to_floor": ratio("ours, 5 % kept", "floor"),
        "lost": max(rows[name]["lost"] for name in rows if name.startswith("ours")),
        "lost_by_datatrove": rows["datatrove, all kept"]["lost"],
        "records": given["records"],
        "columns": rows,
    }


def _tell(rows: Mapping[str, Mapping[str, Any]], figures: Mapping[str, Any]) -> None:
    print(f"{'column':22s}{'pages/s':>10s}{'by the clock':>14s}{'kept':>8s}{'lost':>8s}")
    for name, row in rows.items():
        print(
            f"{name:22s}{row['pages_per_s']:>10,.0f}{row['wall_pages_per_s']:>14,.0f}"
            f"{row['kept']:>8,}{row['lost']:>8,}"
        )
    for name, value in figures.items():
        if name != "columns":
            print(f"{name:24s}{value}")


if __name__ == "__main__":
    main()
