"""All columns in turn on one engine, each with an empty prefix cache, and their rates."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overhead.bare import bare_tokens_per_s
from overhead.gauge import Gauge, steady
from overhead.shared import Shared
from overhead.staged import stage_tokens_per_s
from webinstruct.engines.vllm.engine import VllmEngine

__all__ = ["COLUMNS", "Turn", "rates_of", "turn"]

COLUMNS = ("stage", "bare", "best_bare")


@dataclass(frozen=True, slots=True)
class Turn:
    """One measurement of every column: tokens a second, how full the engine was, and what the stage counted."""

    tokens_per_s: Mapping[str, float]
    full: Mapping[str, Mapping[str, float | None]]
    notes: Mapping[str, int]


def turn(prepared: Path, folder: Path, engine: VllmEngine, number: int) -> Turn:
    """All columns once; the order is turned round every time, so that no column is always first.

    Turn 0 begins with the stage, which says what the bare columns have to ask.
    """
    rates: dict[str, float] = {}
    full: dict[str, Mapping[str, float | None]] = {}
    notes: Mapping[str, int] = {}
    for column in COLUMNS if number % 2 == 0 else reversed(COLUMNS):
        asked = list(Shared.asked)
        if engine.llm.reset_prefix_cache() is False:  # a cache of the column before would be a gift
            raise SystemExit(
                "vLLM does not empty its prefix cache: requests of another column still hold it."
            )
        with Gauge(engine) as gauge:
            if column == "stage":
                rates[column], notes = stage_tokens_per_s(prepared, folder)
                until = Shared.asked_until
            else:
                rates[column] = bare_tokens_per_s(engine, asked, column == "best_bare")
                until = 0.0
        full[column] = steady(gauge.looks, engine.settings.max_num_seqs, until)
    return Turn(rates, full, notes)


def rates_of(turns: Sequence[Turn]) -> dict[str, Any]:
    """Of one size: rates over the time of all turns, and how full the engine was on average."""
    rates = {
        column: statistics.harmonic_mean([one.tokens_per_s[column] for one in turns]) for column in COLUMNS
    }
    shares = {
        f"{column}_{word}" if column != "stage" else word: _mean([one.full[column][word] for one in turns])
        for column in COLUMNS[:2]
        for word in turns[0].full[column]
    }
    return {
        **{f"{column}_tokens_per_s": round(rate) for column, rate in rates.items()},
        "ratio": round(rates["stage"] / rates["bare"], 3),
        "ratio_to_best_bare": round(rates["stage"] / rates["best_bare"], 3),
        "ratios": [round(one.tokens_per_s["stage"] / one.tokens_per_s["bare"], 3) for one in turns],
        **shares,
    }


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return round(statistics.mean(known), 3) if known else None
