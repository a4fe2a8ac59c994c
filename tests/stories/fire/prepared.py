"""The run that is disturbed: the pairs of the sample in many small shards, through stages of every kind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.helpers.hand_answers import DATA
from tests.helpers.refining import written
from webinstruct.storage.files import opened

__all__ = ["Prepared", "prepared"]

_ROWS_PER_SHARD = 7
_BENCHMARK = "builtin:benchmarks/quickstart.jsonl"
_CONTAMINATED = 4


@dataclass(frozen=True, slots=True)
class Prepared:
    """A config in a file, and the names of its stages in order."""

    config: Path
    stages: tuple[str, ...]


def prepared(folder: Path) -> Prepared:
    """The config, its pairs and its recorded answers, written into `folder`.

    refine is a stream that replays an answer for each pair, dedup has steps before and behind its rows and tells who
    goes, decontaminate has a step and judges row by row, export has steps behind its rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = _rows()
    pairs, answers, place = (folder / name for name in ("pairs.jsonl", "answers.jsonl", "fire.yaml"))
    pairs.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    answers.write_text("".join(json.dumps(line) + "\n" for line in map(_recorded, rows)), "utf-8")
    config = {
        "source": {"pairs": str(pairs), "rows_per_shard": _ROWS_PER_SHARD},
        "stages": ["refine", "dedup", "decontaminate", "export"],
        "refine": {"llm": {"tries": 1, "engine": {"kind": "recorded", "answers": str(answers)}}},
        "dedup": {"threshold": 0.8},
        "decontaminate": {"benchmarks": ["builtin:benchmarks"]},
        "export": {"formats": ["parquet", "jsonl"], "schemas": ["messages"]},
    }
    place.write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
    return Prepared(place, tuple(config["stages"]))


def _rows() -> list[dict[str, Any]]:
    """The pairs of the sample, many of them twice in other words, and some items of the bundled benchmark."""
    with (DATA / "llm_pairs.jsonl").open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    with opened(_BENCHMARK) as lines:
        found += [json.loads(line) for line, _ in zip(lines, range(_CONTAMINATED), strict=False)]
    return [
        {"pair_id": f"pair-{number:03d}", "question": pair["question"], "answer": pair["answer"].lstrip("↑ ")}
        for number, pair in enumerate(found)
    ]


def _recorded(row: dict[str, Any]) -> dict[str, str]:
    answer = f"This is how it goes.\n\nAnswer: {row['answer']}"
    return {"name": f"{row['pair_id']}/recorded/0", "text": written(row["question"], answer)}
