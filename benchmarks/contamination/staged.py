"""The search as the stage of a run: pairs read from Parquet, searched, booked, and written as Parquet."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from speed.in_process import run_in_process

from contamination.texts import Text

__all__ = ["staged_mb_per_s"]

_MEGABYTE = 1_000_000


def staged_mb_per_s(texts: Sequence[Text], benchmarks: str, folder: Path) -> float:
    """Megabytes of `texts` that the stage goes through in a second of processor time on one core, what it takes for one
    row (reading the benchmarks, building and loading the index) left out. Canaries are left out: they would be written.
    """
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    clean = [text.text for text in texts if text.canary is None]
    one_s = _stage_s(clean[:1], benchmarks, folder / "one")
    all_s = _stage_s(clean, benchmarks, folder / "all")
    return sum(len(text.encode("utf-8", "replace")) for text in clean) / _MEGABYTE / (all_s - one_s)


def _stage_s(texts: Sequence[str], benchmarks: str, folder: Path) -> float:
    """Processor seconds of the stage over pairs with these answers."""
    folder.mkdir()
    pairs = folder / "pairs.parquet"
    answers = [text.encode("utf-8", "replace").decode() for text in texts]
    columns = {"question": [f"What does text {n} say?" for n in range(len(answers))], "answer": answers}
    pq.write_table(pa.table(columns), pairs)
    config: dict[str, Any] = {
        "source": {"pairs": str(pairs)},
        "stages": ["decontaminate"],
        "decontaminate": {"benchmarks": [benchmarks]},
    }
    began = time.process_time()
    run_in_process(config, "decontaminate", folder / "run")
    return time.process_time() - began
