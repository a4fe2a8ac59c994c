"""The score tables of a run as rows: one for each of its shards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cached_property

from webinstruct.core.errors import InputError
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row, Table
from webinstruct.runner.plan import Plan, loaded_plan
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.runner.tally import finished_shards
from webinstruct.sources import SourceSettings
from webinstruct.tables.recall import SCORED
from webinstruct.tables.threshold import SCORED_FILES

__all__ = ["RECALL", "ScoredRun", "recalled_model", "recalled_plan"]

RECALL = "recall"


class ScoredRun:
    """A source whose `path` is a run directory; a row is a shard of its recall, a shard are `files_per_shard` rows."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings
        self._run_dir = run_dir_at(settings.path if isinstance(settings.path, str) else settings.path[0])

    @property
    def writes(self) -> Table:
        """SCORED_FILES."""
        return SCORED_FILES

    def shards(self) -> Sequence[Shard]:
        """The score tables in the order of the run's shards.

        Raises:
            InputError: recall has not run there, or not to its end.
        """
        shards, done = len(self._plan.shards), len(finished_shards(self._run_dir, RECALL))
        if done < shards:  # a score table may be there of a shard that was killed, or is to be done again
            raise InputError(
                f"recall of {self._run_dir.root} has done {done} of {shards} shards. Run it to its end first."
            )
        slices = [self._slice(number) for number in range(shards)]
        step = self._settings.files_per_shard
        return [Shard(tuple(slices[start : start + step])) for start in range(0, len(slices), step)]

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        """A row for each score table, with what the run's own shard reads."""
        for part in shard.slices:
            slices = [asdict(inner) for inner in self._plan.shards[part.start].slices]
            kept = str(self._run_dir.kept(RECALL, part.start))
            yield {"scored": part.path, "kept": kept, "slices": json.dumps(slices)}

    def _slice(self, number: int) -> Slice:
        path = self._run_dir.aside(RECALL, SCORED.name, number)
        try:
            return Slice(str(path), number, number + 1, path.stat().st_size)
        except OSError as error:
            raise InputError(
                f"{self._run_dir.root} has no scores of shard {number} ({path}). Run its recall to the end first."
            ) from error

    @cached_property
    def _plan(self) -> Plan:
        return recalled_plan(self._run_dir)


def recalled_plan(run_dir: RunDir) -> Plan:
    """The plan of a run with a recall.

    Raises:
        InputError: there is none.
    """
    plan = loaded_plan(run_dir)
    if plan is None or plan.stage(RECALL) is None:
        raise InputError(
            f"{run_dir.root} is no run with a recall. Start one: webinstruct run --stage recall --config FILE "
            f"--run-dir {run_dir.root}"
        )
    return plan


def recalled_model(run_dir: RunDir) -> str:
    """The classifier that scored the pages of a run; empty where the run trained its own.

    Raises:
        InputError: there is no recall, or it had no classifier.
    """
    planned = recalled_plan(run_dir).stage(RECALL)
    settings = planned.settings if planned else {}
    model, train = str(settings.get("model") or ""), settings.get("train") or {}
    if "model" in settings and not model and not train.get("positives"):
        raise InputError(
            f"{run_dir.root} has pages without a score: recall had no classifier. Score them: webinstruct run "
            f"--config FILE --run-dir {run_dir.root} --new-run --stage recall --set recall.model=MODEL "
            "--set recall.keep=threshold"
        )
    return model
