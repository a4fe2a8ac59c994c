"""`webinstruct benchmarks verify`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import typer

from webinstruct.cli.benchmarks.chosen import (
    AsJson,
    Config,
    Overrides,
    Places,
    chosen_settings,
    notes_to_stderr,
    understood,
)
from webinstruct.cli.called import next_line
from webinstruct.decontaminate.benchmarks import Benchmark, Survey, surveyed

__all__ = ["verify"]


def verify(
    places: Places = None, config: Config = None, set_: Overrides = None, as_json: AsJson = False
) -> None:
    """Verify that benchmarks can be read, are the files their manifest was written for, and none is there twice.

    Example: webinstruct benchmarks verify builtin:benchmarks
    """
    settings = chosen_settings(places, config, set_)
    survey = surveyed(settings.benchmarks, settings.text_fields)
    if as_json:
        print(json.dumps(_plain(survey), indent=1, ensure_ascii=False))
    else:
        _print(survey)
    if survey.faults:
        raise typer.Exit(1)
    if not as_json:
        setting = f"decontaminate.benchmarks={json.dumps(settings.benchmarks)}"
        print(next_line("run", "--config", config or "FILE", *([] if config else ["--set", setting])))


def _plain(survey: Survey) -> dict[str, Any]:
    found = [
        {
            **one.facts._asdict(),
            "path": one.path,
            "hash_in_manifest": one.is_pinned,
            "notes": list(one.notes),
        }
        for one in survey.benchmarks
    ]
    return {"benchmarks": found, "faults": list(survey.faults)}


def _print(survey: Survey) -> None:
    for benchmark in survey.benchmarks:
        print(f"ok     {understood(benchmark)}")
    for fault in survey.faults:
        print(f"FAULT  {fault}")
    notes_to_stderr(survey.benchmarks)
    _note_unpinned(survey.benchmarks)


def _note_unpinned(found: Sequence[Benchmark]) -> None:
    if loose := [benchmark for benchmark in found if not benchmark.is_pinned]:
        print(
            f"note: {len(loose)} of {len(found)} have no hash in a manifest, so that a change between two runs is not "
            "told. `benchmarks add` writes one.",
            file=sys.stderr,
        )
