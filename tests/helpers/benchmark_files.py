"""Benchmark files as tests write them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["WELL", "written", "written_index"]

WELL: Sequence[Mapping[str, Any]] = (
    {"id": "a", "question": "How deep is the well behind the old mill?", "answer": "Twelve meters."},
    {"id": "b", "question": "Who dug it, and in which year was it covered?", "answer": "The miller."},
    {"id": "c", "question": "How many buckets of water does it give a day?", "answer": "Forty."},
)
"""Three items about a well."""


def written(path: Path, content: Any) -> str:
    """`content` as JSON, as lines where the name says so, gzipped where it says so."""
    lines = ".jsonl" in path.suffixes
    text = (
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in content)
        if lines
        else json.dumps(content)
    )
    raw = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return str(path)


def written_index(folder: Path, lines: Iterable[Mapping[str, Any]]) -> str:
    """A manifest in `folder`, which is the result."""
    written(folder / "index.jsonl", list(lines))
    return str(folder)
