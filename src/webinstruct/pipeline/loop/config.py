"""The config of a loop: that of a run, with a group `loop` beside `source` and `recall`; and what a work directory was
begun with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webinstruct.core.errors import ConfigError, InputError, PlanMismatch
from webinstruct.core.settings import checked, overridden
from webinstruct.pipeline.config import config_from, config_values
from webinstruct.pipeline.loop.settings import LoopSettings
from webinstruct.recall.settings import RecallSettings
from webinstruct.runner.plan import first_difference
from webinstruct.sources import SourceSettings
from webinstruct.storage.files import write_whole

__all__ = ["Loop", "check_unchanged", "loop_from"]

_PLAN = "loop.json"


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop, checked. `values` has the groups source, recall and executor as they were written."""

    work_dir: Path
    values: Mapping[str, Mapping[str, Any]]
    source: SourceSettings
    recall: RecallSettings
    settings: LoopSettings
    workers: int

    def place(self, number: int, what: str = "") -> Path:
        """Where a thing of round `number` (from 1) lies; its recall where nothing is named."""
        return self.work_dir / f"round-{number}{'-' if what else ''}{what}"


def loop_from(config: str | Path | Mapping[str, Any], work_dir: str, overrides: Iterable[str] = ()) -> Loop:
    """The loop that a YAML file describes, with "a.b=value" overrides applied.

    Raises:
        ConfigError: a setting is wrong, or there is no loop in it: nobody labels, nothing to train on, all pages kept.
    """
    values = overridden(config_values(config), overrides)
    whole = config_from(values)
    of_recall = {name: values.get(name) or {} for name in ("source", "recall", "executor")}
    recall = checked(RecallSettings, of_recall["recall"], "recall")
    if not recall.trains:
        raise ConfigError(
            "a loop trains its classifiers itself: name positives and negatives of the first one under recall.train, "
            "and no recall.model."
        )
    if recall.keep == "all":
        raise ConfigError(
            "recall.keep is all, so that every round would keep the same. Set it to threshold or budget."
        )
    return Loop(
        Path(work_dir).expanduser(),
        of_recall,
        whole.source,
        recall,
        checked(LoopSettings, values.get("loop") or {}, "loop"),
        whole.executor.workers,
    )


def check_unchanged(loop: Loop) -> None:
    """Raise unless the work directory is new or was begun with the same settings; a new one is marked with them.

    Raises:
        PlanMismatch: naming the first setting that differs.
    """
    wanted = {
        "source": loop.source.planned(),
        "recall": loop.recall.planned(),
        "loop": loop.settings.planned(),
    }
    place = loop.work_dir / _PLAN
    if not place.exists():
        write_whole(str(place), json.dumps(wanted, indent=1).encode())
        return
    try:
        planned = dict(json.loads(place.read_bytes()))
    except ValueError as error:
        raise InputError(f"{place} is damaged ({error}). Use another --work-dir.") from error
    for group, settings in wanted.items():
        if difference := first_difference(planned.get(group) or {}, settings, group):
            raise PlanMismatch(f"{difference}. Put it back, or start anew in another --work-dir.")
