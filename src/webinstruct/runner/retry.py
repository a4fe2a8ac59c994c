"""Trying quarantined rows again: their shards are opened, and all that was made from them."""

from __future__ import annotations

from dataclasses import dataclass

from webinstruct.core.stage import PROCESS, WITHDRAWN, Stage, name_of
from webinstruct.runner.plan import Plan, settings_now
from webinstruct.runner.run_dir import RunDir, parts_in
from webinstruct.runner.stages import stage_of
from webinstruct.runner.tally import finished_shards
from webinstruct.storage.folders import remove, remove_all, remove_tree
from webinstruct.storage.withdrawn import set_aside

__all__ = ["reopened"]


def reopened(run_dir: RunDir, plan: Plan, selected: list[str]) -> int:
    """Open the shards of the `selected` stages that hold quarantined rows; returns how many were opened.

    What later stages made of them is opened too: the same shard, and from the first stage with a step over all
    shards (dedup) everything. The last stage is opened first, so that a kill in between leaves a run that resumes.
    Nobody else may be at work in the run directory.
    """
    openings: list[_Opening] = []
    affected: set[int] = set()
    everything, opened = False, 0
    for planned in plan.stages:
        stage = stage_of(planned.use, planned.name, settings_now(run_dir, planned.name, planned.settings))
        everything = everything or (bool(affected) and _has_steps(stage))
        if planned.name in selected:
            own = _quarantined_shards(run_dir, planned.name)
            affected |= own
            opened += len(own)
        if affected:
            steps = _all_that_it_left(stage) if everything else _steps_behind_rows(stage)
            openings.append(_Opening(planned.name, frozenset(affected), everything, steps))
    for opening in reversed(openings):
        _open(run_dir, opening)
    for name in selected:
        remove_tree(run_dir.fatal_folder(name))
    return opened


@dataclass(frozen=True, slots=True)
class _Opening:
    """What of a stage is to be done again: some shards and the steps behind them, or all of it. What its workers told
    each other in folders of their own stays: what they have spent is spent."""

    stage: str
    shards: frozenset[int]
    whole: bool
    steps: tuple[str, ...]


def _has_steps(stage: Stage) -> bool:
    return any(step != PROCESS for step in stage.steps())


def _steps(stage: Stage) -> tuple[str, ...]:
    """The names of all steps, that of the rows among them."""
    return tuple(map(name_of, stage.steps()))


def _all_that_it_left(stage: Stage) -> tuple[str, ...]:
    """The names of all steps, and of the table beside the rows."""
    return (*_steps(stage), *([stage.leaves.name] if stage.leaves else []))


def _steps_behind_rows(stage: Stage) -> tuple[str, ...]:
    """The names of the steps that see what `process` kept."""
    names = _steps(stage)
    return names[names.index(PROCESS) + 1 :]


def _quarantined_shards(run_dir: RunDir, stage: str) -> set[int]:
    place = run_dir.quarantined(stage, 0)
    return finished_shards(run_dir, stage) & parts_in(place.parent, place.suffix)


def _open(run_dir: RunDir, opening: _Opening) -> None:
    for step in opening.steps:
        if step == WITHDRAWN and not opening.whole:
            set_aside(str(run_dir.artifact(opening.stage, step, 0, ".parquet")), opening.shards)
        else:
            remove_tree(run_dir.stage(opening.stage) / step)
    shards = finished_shards(run_dir, opening.stage) if opening.whole else opening.shards
    remove_all([run_dir.kept(opening.stage, shard) for shard in sorted(shards)])
    if opening.whole:
        for folder in run_dir.books_folders(opening.stage):
            remove_tree(folder)
        remove(run_dir.sums(opening.stage))
