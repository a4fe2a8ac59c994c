"""Whether memory grows with the input of a stage that asks a model, at two sizes.

    python benchmarks/stream_memory.py [--quick] [--json]

Pairs go through `refine` with an engine that costs nothing, by the real runner and one worker, each size in a process
tree of its own. Printed is the most resident memory of any process, in MB. The last line is one JSON object: `ratio` is
the large input's over the small one's; 1.0 says that memory does not depend on the input.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import webinstruct
from webinstruct.engines.protocol import Answer, Reply, Request

_SIZES = (10_000, 1_000_000)
_QUICK_SIZES = (2_000, 20_000)
_ROWS_AT_ONCE = 10_000
_IN_FLIGHT = 512


class Parrot:
    """Keeps requests in flight as a GPU would, and gives each the same answer."""

    def identity(self) -> Mapping[str, str]:
        return {"engine": "parrot"}

    def stream(self, requests: Iterable[Request]) -> Iterator[Reply]:
        flying: list[Request] = []
        text = json.dumps(
            {"question": "How far is it to the harbor?", "answer": "It is 12 km to the harbor."}
        )
        for request in requests:
            flying.append(request)
            if len(flying) >= _IN_FLIGHT:
                yield Answer(flying.pop(0).id, text, "stop", 700, 30)
        for request in flying:
            yield Answer(request.id, text, "stop", 700, 30)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="smaller inputs, under a minute")
    parser.add_argument("--json", action="store_true", help="print nothing but the JSON object")
    parser.add_argument("--rows", type=int, help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.rows:
        print(json.dumps(_measured(words.rows)))
        return
    found = [_in_own_process(rows) for rows in (_QUICK_SIZES if words.quick else _SIZES)]
    if not words.json:
        for one in found:
            print(f"{one['rows']:>9,} rows  {one['peak_mb']:,.0f} MB  {one['rows_per_s']:,.0f} rows/s")
    print(json.dumps({"runs": found, "ratio": round(found[1]["peak_mb"] / found[0]["peak_mb"], 3)}))


def _in_own_process(rows: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--rows", str(rows)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _measured(rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        pairs = Path(folder, "pairs.parquet")
        _write_pairs(pairs, rows)
        config = {
            "source": {"pairs": str(pairs)},
            "refine": {"method": "llm", "llm": {"engine": {"kind": "stream_memory:Parrot"}}},
            "executor": {"workers": 1},
        }
        began = time.monotonic()
        done = webinstruct.run(config, run_dir=str(Path(folder, "run")), stage="refine")
        seconds = time.monotonic() - began
        assert not done.failures, done.failures  # noqa: S101 -- a figure of a failed run would say nothing
        assert done.stages[0].books.read == rows  # noqa: S101
    peak_kb = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {"rows": rows, "peak_mb": round(peak_kb / 1024, 1), "rows_per_s": round(rows / seconds)}


def _write_pairs(path: Path, rows: int) -> None:
    schema = pa.schema([("question", pa.string()), ("answer", pa.string())])
    with pq.ParquetWriter(path, schema) as file:
        for first in range(0, rows, _ROWS_AT_ONCE):
            numbers = range(first, min(first + _ROWS_AT_ONCE, rows))
            questions = [f"How far is it from mile stone {n} to the harbor, in kilometers?" for n in numbers]
            answers = [f"It is {n} km, since the stones stand one kilometer apart." for n in numbers]
            file.write_table(pa.table({"question": questions, "answer": answers}, schema))


if __name__ == "__main__":
    main()
