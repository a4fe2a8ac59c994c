"""The commands that look at a run: `status`, `show`, `explain`, `report`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from webinstruct.cli.called import called
from webinstruct.cli.jobs import job_lines, next_of_jobs
from webinstruct.cli.options import RunArgument, planned_run
from webinstruct.core.errors import ConfigError
from webinstruct.executors.slurm.state import jobs_status
from webinstruct.report import RunView, funnel_table, shown, story_of, written_report
from webinstruct.runner.status import status as status_of

__all__ = ["explain", "report", "show", "status"]


def status(
    run: RunArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    jobs: Annotated[
        bool, typer.Option("--jobs", help="Of the cluster's jobs alone: what runs, waits, failed and why.")
    ] = False,
) -> None:
    """Show how far a run is, whether its books close, and what became of its jobs on a cluster.

    Example: webinstruct status runs/quickstart --json
    """
    run_dir, made = planned_run(run)
    stages = tuple(status_of(run_dir, made))
    open_stages = [stage for stage in stages if stage.shards_done < stage.shards]
    if as_json and not jobs:
        print(json.dumps({stage.name: stage.plain() for stage in stages}, indent=1))
        return
    complete = [stage.name for stage in stages if stage not in open_stages]
    cluster = jobs_status(run_dir, complete)
    if jobs and as_json:
        print(json.dumps(cluster.plain() if cluster else None, indent=1))
        return
    if not jobs:
        print(funnel_table(RunView(run_dir, made, stages)))
        how = "" if cluster and cluster.is_open else " Run the same command again to go on."
        for stage in open_stages:
            print(f"{stage.name}: {stage.shards_done} of {stage.shards} shards done.{how}")
    if cluster:
        print("\n".join(job_lines(cluster)))
    elif jobs:
        print("No jobs of a cluster were submitted for this run.")
    stopped = next((stage.name for stage in stages if stage.books.quarantined), None)
    if cluster and (open_stages or cluster.is_open):
        print(next_of_jobs(cluster, run))
    elif stopped and not jobs:
        words = f"{called()} show {run} --stage {stopped} --what quarantined"
        print(f"Next: {words}\nThen run again with --retry-quarantined")


def show(
    run: RunArgument,
    stage: Annotated[str | None, typer.Option("--stage", help="The stage. Default: the last one.")] = None,
    what: Annotated[str, typer.Option("--what", help="kept, rejected or quarantined.")] = "kept",
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many rows.")] = 5,
    reason: Annotated[str | None, typer.Option("--reason", help="Only rows stopped for this reason.")] = None,
) -> None:
    """Show rows that a stage kept or stopped.

    Example: webinstruct show runs/quickstart --stage dedup --what rejected
    """
    if what not in ("kept", "rejected", "quarantined"):
        raise ConfigError(f"--what is '{what}'; it is kept, rejected or quarantined.")
    run_dir, made = planned_run(run)
    chosen = stage or made.stages[-1].name
    if made.stage(chosen) is None:
        names = ", ".join(planned.name for planned in made.stages)
        raise ConfigError(f"this run has no stage '{chosen}'. It has: {names}.")
    print(shown(run_dir, chosen, what, count, reason))


def explain(run: RunArgument, what: Annotated[str, typer.Argument(metavar="URL_OR_ID")]) -> None:
    """Tell the whole story of a row: where it came from, what was done to it, where it was stopped and why.

    Example: webinstruct explain runs/quickstart https://www.heizrat.example/waermepumpe/fragen/
    """
    run_dir, _ = planned_run(run)
    print(story_of(run_dir, what))


def report(run: RunArgument) -> None:
    """Write the HTML report of a run, also of an unfinished one.

    Example: webinstruct report runs/quickstart
    """
    run_dir, _ = planned_run(run)
    print(f"Report: {written_report(run_dir)}")
