"""How full the engine is, as vLLM's own statistics say it, seen every 20 ms by a thread."""

from __future__ import annotations

import importlib
import statistics
import threading
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from webinstruct.engines.vllm.engine import VllmEngine

__all__ = ["Gauge", "Look", "steady"]

_EVERY_S = 0.02
_RUNNING = "vllm:num_requests_running"
"""The gauge's name in vLLM's documented metrics; they are set at the end of every step."""


class Look(NamedTuple):
    """The engine at one moment: what vLLM says it runs (None where it has no statistics), what runs or waits."""

    moment: float
    running: float | None
    in_flight: int


class Gauge:
    """Looks at `engine` while it is entered."""

    def __init__(self, engine: VllmEngine) -> None:
        self._engine = engine
        self._registry = _registry()
        self.looks: list[Look] = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Gauge:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ends.wait(_EVERY_S):
            self.looks.append(Look(time.perf_counter(), self._running(), self._engine.in_flight()))

    def _running(self) -> float | None:
        """Only this gauge is read: all of vLLM's metrics take milliseconds, of which the stage would pay a share."""
        if self._registry is None:
            return None
        families = self._registry.restricted_registry([_RUNNING]).collect()
        values = [float(one.value) for family in families for one in family.samples if one.name == _RUNNING]
        return sum(values) if values else None


def _registry() -> Any:
    try:
        return importlib.import_module("prometheus_client").REGISTRY
    except ImportError:
        return None


def steady(looks: Sequence[Look], most: int, asked_until: float) -> dict[str, float | None]:
    """Mean shares of `most` in steady state: from when the engine was first at its fullest until nothing is left to
    fill it with, which is when everything was asked (at `asked_until`) and fewer than `most` are in flight.

    >>> looks = [Look(0, 1, 1), Look(1, 4, 8), Look(2, 3, 8), Look(3, 4, 4), Look(4, 1, 1)]
    >>> steady(looks, 4, 2.0)
    {'running': 0.917, 'in_flight': 1.0}
    """
    fullest = max(
        looks, key=lambda look: (look.running or 0, look.in_flight >= most)
    )  # the first of its like
    begun = [look for look in looks if look.moment >= fullest.moment]
    ends = [look.moment for look in begun if look.moment >= asked_until and look.in_flight < most]
    seen = [look for look in begun if not ends or look.moment < ends[0]]
    running = [look.running / most for look in seen if look.running is not None]
    in_flight = [min(look.in_flight, most) / most for look in seen]
    return {
        "running": round(statistics.mean(running), 3) if running else None,
        "in_flight": round(statistics.mean(in_flight), 3) if in_flight else None,
    }
