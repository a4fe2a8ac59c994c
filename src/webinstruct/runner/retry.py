"""Trying quarantined rows again: their shards are opened, and all that was made from them."""

from __future__ import annotations

import shutil

from webinstruct.core.stage import PROCESS, Stage
from webinstruct.runner.plan import Plan
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.stages import stage_of
from webinstruct.runner.status import finished_shards

__all__ = ["reopened"]


def reopened(run_dir: RunDir, plan: Plan, selected: list[str]) -> int:
    """Open the shards of the `selected` stages that hold quarantined rows; returns how many were opened.

    What later stages made of them is opened too: the same shard, and from the first stage with a step over all
    shards (dedup) everything. The last stage is opened first, so that a kill in between leaves a run that resumes.
    """
    affected: set[int] = set()
    everything = False
    work: list[tuple[str, set[int], bool]] = []
    opened = 0
    for planned in plan.stages:
        stage = stage_of(planned.use, planned.name, planned.settings)
        own = _quarantined_shards(run_dir, planned.name) if planned.name in selected else set()
        opened += len(own)
        everything = everything or (bool(affected) and _has_steps(stage))
        affected |= own
        if everything or affected:
            work.append((planned.name, affected.copy(), everything))
        everything = everything or (bool(own) and _has_steps(stage))
    for name, shards, whole in reversed(work):
        _open(run_dir, name, shards, whole)
    return opened


def _has_steps(stage: Stage) -> bool:
    return any(step != PROCESS for step in stage.steps())


def _quarantined_shards(run_dir: RunDir, stage: str) -> set[int]:
    return {shard for shard in finished_shards(run_dir, stage) if run_dir.quarantined(stage, shard).exists()}


def _open(run_dir: RunDir, stage: str, shards: set[int], whole: bool) -> None:
    for shard in finished_shards(run_dir, stage) if whole else shards:
        run_dir.kept(stage, shard).unlink(missing_ok=True)
        run_dir.fatal(stage, shard).unlink(missing_ok=True)
    if whole:
        shutil.rmtree(run_dir.stage(stage), ignore_errors=True)
