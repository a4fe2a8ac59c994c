"""Whose turn it is: a step needs what the one before left, of its own stage or of the stage before."""

from __future__ import annotations

from webinstruct.core.errors import InputError
from webinstruct.core.stage import PROCESS, Stage, Step, name_of
from webinstruct.runner.drive import pending_parts
from webinstruct.runner.plan import Plan, loaded_plan, settings_now
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.stages import stage_of

__all__ = ["missing_before", "planned_stage"]


def planned_stage(run_dir: RunDir, name: str) -> tuple[Plan, Stage]:
    """The plan, and the stage `name` as it was planned.

    Raises:
        InputError: the plan has no such stage.
    """
    plan = loaded_plan(run_dir)
    planned = plan.stage(name) if plan else None
    if plan is None or planned is None:
        raise InputError(f"{run_dir.plan} has no stage '{name}' any more. Submit the run again.")
    return plan, stage_of(planned.use, name, settings_now(run_dir, name, planned.settings))


def missing_before(run_dir: RunDir, plan: Plan, stage: Stage, step: Step | str) -> str:
    """What is not there of the step before `step`, or of the stage before where it is the first; empty where all is."""
    shards = len(plan.shards)
    names = [name_of(one) for one in stage.steps()]
    place = names.index(name_of(step))
    if place:
        steps = [(stage, stage.steps()[place - 1])]
    elif before := plan.before(stage.name):
        previous = planned_stage(run_dir, before.name)[1]
        behind = [name_of(one) for one in previous.steps()].index(PROCESS)
        steps = [(previous, one) for one in previous.steps()[behind:]]
    else:
        steps = []
    for owner, one in steps:
        if left := pending_parts(run_dir, owner.name, one, shards):
            count = f"{len(left)} parts" if len(left) > 1 else f"part {left[0].number}"
            return f"{count} of {owner.name} {name_of(one)}, which comes before, could not be done"
    return ""
