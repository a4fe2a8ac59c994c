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
from webinstruct.pipeline.recalled import RECALL, check_done, recalled_plan
from webinstruct.runner.plan import Plan
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.sources import SourceSettings
from webinstruct.storage.folders import size_of
from webinstruct.tables.recall import SCORED
from webinstruct.tables.threshold import SCORED_FILES

__all__ = ["ScoredRun", "recalled_model"]


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
        check_done(self._run_dir, self._plan)
        slices = [self._slice(number) for number in range(len(self._plan.shards))]
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
            return Slice(str(path), number, number + 1, size_of(path))
        except OSError as error:
            raise InputError(
                f"{self._run_dir.root} has no scores of shard {number} ({path}). Run its recall to the end first."
            ) from error

    @cached_property
    def _plan(self) -> Plan:
        return recalled_plan(self._run_dir)


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
