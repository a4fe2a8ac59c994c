"""A run whose recall is looked at by another run: there, and done."""

from __future__ import annotations

from webinstruct.core.errors import InputError
from webinstruct.core.stage import WITHDRAWN
from webinstruct.runner.plan import Plan, loaded_plan
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.tally import finished_shards
from webinstruct.storage.folders import exists

__all__ = ["RECALL", "check_done", "recalled_plan"]

RECALL = "recall"


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


def check_done(run_dir: RunDir, plan: Plan) -> None:
    """Raise unless recall is done to its end, the pages it takes back included. A table of scores alone does not say
    so: it may be that of a shard that was killed, or is to be done again.

    Raises:
        InputError: naming how many shards are done.
    """
    shards, done = len(plan.shards), len(finished_shards(run_dir, RECALL))
    if done < shards or not exists(run_dir.artifact(RECALL, WITHDRAWN, 0, ".parquet")):
        raise InputError(
            f"recall of {run_dir.root} has done {done} of {shards} shards. Run it to its end first: the same command "
            "again."
        )
