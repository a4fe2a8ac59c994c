"""What a process cost, left behind at its end: Python imports this file wherever its folder is on the path.

Where WATCHED_AT names a folder, a JSON file in it says who the process was, its processor seconds, its peak memory, and
how often and how long it waited in fsync. Where WATCHED_CALLS is set as well, listings and changes of files are counted
by an audit hook, which is too slow to be timed beside.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import sys
import time
from collections import Counter

_CALLS = {
    "os.listdir": "listings",
    "os.scandir": "listings",
    "open": "opens",
    "os.rename": "renames",
    "os.remove": "removals",
    "os.mkdir": "mkdirs",
}


def _watch(place: str, with_calls: bool) -> None:
    calls: Counter[str] = Counter()
    waited_s = 0.0
    synced = os.fsync

    def fsync(handle: int) -> None:
        nonlocal waited_s
        began = time.perf_counter()
        synced(handle)
        waited_s += time.perf_counter() - began
        calls["fsyncs"] += 1

    def heard(event: str, _: object) -> None:
        if event in _CALLS:
            calls[_CALLS[event]] += 1

    def told() -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        is_worker = "webinstruct.executors.worker" in sys.orig_argv
        plain = {
            "who": "worker" if is_worker else "runner",
            "cpu_s": used.ru_utime + used.ru_stime,
            "memory_mb": used.ru_maxrss // 1024,
            "fsync_s": waited_s,
            "calls": calls,
        }
        with open(f"{place}/{os.getpid()}.json", "w", encoding="utf-8") as file:  # noqa: PTH123 -- runs at every start
            json.dump(plain, file)

    vars(os)["fsync"] = fsync
    if with_calls:
        sys.addaudithook(heard)
    atexit.register(told)


if _place := os.environ.get("WATCHED_AT"):
    _watch(_place, bool(os.environ.get("WATCHED_CALLS")))
