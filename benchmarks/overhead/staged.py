"""The stage `extract` as a run does it, in this process: nothing is left out but the messages to a worker."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from speed.in_process import run_in_process

from overhead.pages import config_at

__all__ = ["stage_tokens_per_s"]


def stage_tokens_per_s(prepared: Path, folder: Path) -> tuple[float, Mapping[str, int]]:
    """Prompt and output tokens a second through the stage, and what it counted.

    `prepared` holds a run with `recall` done; the stage works on a copy of it in `folder`, which is gone afterwards.
    """
    shutil.copytree(prepared / "run", folder)
    began = time.perf_counter()
    run_in_process(config_at(prepared), "extract", folder)
    took_s = time.perf_counter() - began
    notes = _notes(folder)
    shutil.rmtree(folder)
    return (notes["llm_prompt_tokens"] + notes["llm_output_tokens"]) / took_s, notes


def _notes(folder: Path) -> Mapping[str, int]:
    """What the stage counted, over all shards."""
    counts: Counter[str] = Counter()
    for file in (folder / "extract" / "manifest").glob("*.json"):
        counts.update(json.loads(file.read_bytes())["notes"])
    return counts
