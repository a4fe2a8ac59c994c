"""A command as a process of its own, and what it and its workers cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["Cost", "watched"]

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, seconds of processor time by who used them, peak memory of the largest of each (MB),
    seconds that all waited in fsync, and how often all called what."""

    took_s: float
    cpu_s: dict[str, float] = field(default_factory=dict)
    memory_mb: dict[str, int] = field(default_factory=dict)
    fsync_s: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)


def watched(*words: str, counts: bool = False) -> Cost:
    """What `python WORDS` costs; where it `counts`, calls are counted and its times are of no use."""
    with TemporaryDirectory() as place:
        paths = [str(_HERE / "watch"), str(_HERE.parent), *filter(None, sys.path)]
        more = {
            "PYTHONPATH": os.pathsep.join(paths),
            "WATCHED_AT": place,
            "WATCHED_CALLS": "1" if counts else "",
        }
        began = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, env={**os.environ, **more}, check=False
        )
        took_s = time.perf_counter() - began
        if ended.returncode:
            raise SystemExit(f"{' '.join(words)[:200]} failed: {ended.stderr.strip()[-500:]}")
        return _cost(took_s, Path(place))


def _cost(took_s: float, place: Path) -> Cost:
    cost = Cost(took_s)
    fsync_s = 0.0
    for file in place.glob("*.json"):
        plain = json.loads(file.read_bytes())
        who = plain["who"]
        cost.cpu_s[who] = cost.cpu_s.get(who, 0.0) + plain["cpu_s"]
        cost.memory_mb[who] = max(cost.memory_mb.get(who, 0), plain["memory_mb"])
        cost.calls.update(plain["calls"])
        fsync_s += plain["fsync_s"]
    return Cost(took_s, cost.cpu_s, cost.memory_mb, fsync_s, cost.calls)
