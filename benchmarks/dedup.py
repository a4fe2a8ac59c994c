"""How fast and how surely copies are found, next to datatrove's four-step MinHash on the same rows.

    python benchmarks/dedup.py [--rows 100000] [--quick] [--json]

A corpus of invented questions (three quarters of them of 40 words, the others short or formulae) is written as Parquet.
A fifth of its rows are copies: exact in other white space and mark-up, or with 5 % or 10 % of their words edited. Some
more only look like copies and have to stay: the same question with other numbers, another one about the same facts, the
same sentences about other things. Then, in turn, on one core and each in a process of its own, from files to files:

webinstruct                     the stage dedup as a run does it
datatrove, defaults             MinhashConfig() with its English tokenizer (left out where spaCy is not installed)
datatrove, words at spaces      the same with the fastest tokenizer there is
datatrove, numbers kept         the same with norm_numbers=False
datatrove, made for short texts word 2-grams, 25 buckets of 5 hashes, numbers kept

Rates are rows a second of processor time. `ratio_to_datatrove` is ours over the fastest of theirs; the best recall and
the best precision that any of its settings reached stand beside ours. The last line is one JSON object.

datatrove needs its own packages: pip install 'datatrove[io]' xxhash orjson regex [spacy].
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from near_copies.columns import OURS, THEIRS, measured
from near_copies.planting import COPIES, DIFFERENT, Corpus

_ROWS, _QUICK_ROWS = 100_000, 10_000
_SPACY = "datatrove, defaults"
_QUICK_LEAVES_OUT = (_SPACY, "datatrove, made for short texts")


def main() -> None:
    """Measure and print."""
    words = _words()
    corpus = Corpus(words.rows or (_QUICK_ROWS if words.quick else _ROWS), words.seed)
    if words.column:
        with tempfile.TemporaryDirectory(dir=words.folder) as folder:
            print(json.dumps(measured(words.column, corpus, Path(folder), json.loads(words.settings))))
        return
    Path(words.folder).mkdir(parents=True, exist_ok=True)
    found = {column: _in_own_process(column) for column in _columns(words.quick)}
    figures = _figures(found, corpus)
    if not words.json:
        _tell(found)
    print(json.dumps(figures))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=0, help=f"of the corpus, {_ROWS:,} by default")
    parser.add_argument("--seed", type=int, default=1, help="of the corpus")
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK_ROWS:,} rows, within a minute")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    parser.add_argument("--settings", default="{}", help="of the stage dedup, as JSON")
    parser.add_argument(
        "--folder",
        default=str(Path(tempfile.gettempdir(), "webinstruct-dedup")),
        help="where the corpus lies, written once",
    )
    parser.add_argument("--column", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _columns(quick: bool) -> list[str]:
    """Those that can be measured here."""
    if importlib.util.find_spec("datatrove") is None:
        print(
            "datatrove is not installed, so ours stands alone: pip install 'datatrove[io]' xxhash orjson regex"
        )
        return [OURS]
    left_out = set(_QUICK_LEAVES_OUT) if quick else set()
    if importlib.util.find_spec("spacy") is None:
        left_out.add(_SPACY)
    return [OURS, *(name for name in THEIRS if name not in left_out)]


def _in_own_process(column: str) -> dict[str, Any]:
    command = [sys.executable, __file__, *sys.argv[1:], "--column", column]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The column '{column}' failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _figures(found: Mapping[str, Mapping[str, Any]], corpus: Corpus) -> dict[str, Any]:
    ours, theirs = found[OURS], [row for name, row in found.items() if name != OURS]
    fastest = max((row["rows_per_s"] for row in theirs), default=None)
    return {
        "ratio_to_datatrove": round(ours["rows_per_s"] / fastest, 2) if fastest else None,
        "ratio_by_column": {
            row["column"]: round(ours["rows_per_s"] / row["rows_per_s"], 2) for row in theirs
        },
        "recall": ours["recall"],
        "precision": ours["precision"],
        "recall_of_datatrove": max((row["recall"] for row in theirs), default=None),
        "precision_of_datatrove": max((row["precision"] for row in theirs), default=None),
        "rows": corpus.rows,
        "columns": found,
    }


def _tell(found: Mapping[str, Mapping[str, Any]]) -> None:
    kinds = [*COPIES, *DIFFERENT]
    print(
        f"{'':32s}{'rows/s':>9s}{'recall':>9s}{'precision':>10s}" + "".join(f"{kind:>13s}" for kind in kinds)
    )
    for name, row in found.items():
        shares = {kind: value["all"] for part in ("found", "wrong") for kind, value in row[part].items()}
        print(
            f"{name:32s}{row['rows_per_s']:>9,}{row['recall']:>9.4f}{row['precision']:>10.5f}"
            + "".join(f"{shares[kind]:>13.4f}" for kind in kinds)
        )
    print(f"found of {', '.join(COPIES)}; taken for a copy of {', '.join(DIFFERENT)}")


if __name__ == "__main__":
    main()
