"""What dedup takes for copies among real questions that are all meant to be different.

    python benchmarks/dedup_questions.py [--data ../shared/data] [--settings '{"threshold": 0.8}'] [--quick] [--json]

The questions of the benchmark files go through the stage dedup, with its defaults and with what is to be compared with
them. A near duplicate is `same` where its answer is that of the row it went for (nearly always a true copy, or one of
two questions asked of one text), else `other`: another question, for most. Left out are BIG-bench Hard, whose puzzles
are permutations of each other, and files without answers. The last line is one JSON object. Nothing of any question is
printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from speed.in_process import run_in_process

from webinstruct.core.normal_form import words

_LEFT_OUT = ("bbh", "index")
_QUESTION = ("question", "problem", "Question", "informal_statement")
_ANSWER = ("Answer", "answer", "golden", "correct", "label")
_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "defaults": {},
    "all left to the threshold": {"must_ask_the_same": False},
    "threshold 0.6": {"threshold": 0.6},
    "threshold 0.8": {"threshold": 0.8},
}
_NEAR = re.compile(r"of (\S+), similarity")


def main() -> None:
    """Measure and print."""
    words_ = _words()
    folder = Path(words_.data, "benchmarks")
    if not folder.is_dir():
        print(f"{folder} is missing: pass the folder that holds benchmarks/ as --data.")
        return
    pairs = list(_pairs(folder))
    chosen = {"as given": json.loads(words_.settings)} if words_.settings else _SETTINGS
    figures: dict[str, Any] = {"questions": len(pairs)}
    for name, settings in list(chosen.items())[: 1 if words_.quick else None]:
        figures[name] = _near(pairs, settings)
        if not words_.json:
            print(f"{name:<28} {figures[name]}")
    print(json.dumps(figures))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="../shared/data", help="folder with benchmarks/")
    parser.add_argument(
        "--settings", default="", help="of the stage dedup, as JSON, in place of those built in"
    )
    parser.add_argument("--quick", action="store_true", help="the defaults only")
    parser.add_argument("--json", action="store_true", help="print the JSON line only")
    return parser.parse_args()


def _near(pairs: list[dict[str, str]], settings: Mapping[str, Any]) -> dict[str, int]:
    """Near duplicates by whether the answers agree."""
    answers = {pair["pair_id"]: pair["answer"] for pair in pairs}
    found: Counter[str] = Counter({"same": 0, "other": 0})
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "pairs.parquet")
        pq.write_table(pa.Table.from_pylist(pairs), source)
        config = {"source": {"pairs": str(source)}, "stages": ["dedup"], "dedup": dict(settings)}
        run_in_process(config, "dedup", Path(place, "run"))
        for file in sorted(Path(place, "run", "dedup", "rejected").glob("*.parquet")):
            for row in pq.read_table(file).to_pylist():
                survivor = _NEAR.match(row["detail"])
                if row["reason"] == "near_duplicate" and survivor:
                    agree = _agree(answers[row["row_id"]], answers[survivor[1]])
                    found["same" if agree else "other"] += 1
    return dict(found)


def _pairs(folder: Path) -> Iterator[dict[str, str]]:
    for file in sorted(folder.glob("*.json*")):
        name = file.name.split(".")[0]
        if name in _LEFT_OUT:
            continue
        for number, row in enumerate(_rows(file)):
            question = next((row[key] for key in _QUESTION if isinstance(row.get(key), str)), "")
            question = f"{row['Body']} {question}" if "Body" in row else question
            answer = _answer(row)
            if question.strip() and answer.strip():
                yield {"pair_id": f"{name}-{number}", "question": question, "answer": answer}


def _rows(file: Path) -> list[dict[str, Any]]:
    text = gzip.decompress(file.read_bytes()).decode() if file.suffix == ".gz" else file.read_text("utf-8")
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    return list(whole.values()) if isinstance(whole, dict) else list(whole)


def _answer(row: Mapping[str, Any]) -> str:
    """The final answer: the chosen option, what stands in the last box or behind ####, or the field as it is."""
    if "choices" in row:
        return str(row["choices"][int(row["answer"])])
    if "solution" in row and "answer" not in row:
        return str(row["solution"]).rpartition("\\boxed")[2][:60]
    value = next((row[key] for key in _ANSWER if row.get(key) not in (None, "", "None")), "")
    return str(value).rpartition("####")[2]


def _agree(one: str, other: str) -> bool:
    """Whether two answers are equal, numbers within 1 %."""
    try:
        first, second = (float(text.replace(",", "")) for text in (one, other))
    except ValueError:
        return words(one) == words(other)
    return abs(first - second) <= 0.01 * max(1.0, abs(first))


if __name__ == "__main__":
    main()
