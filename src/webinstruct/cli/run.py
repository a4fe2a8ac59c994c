"""The commands that have a run worked on: `run`, `plan`, `cancel`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from webinstruct.cli.called import called, next_line
from webinstruct.cli.failures import exit_on_failures
from webinstruct.cli.inputs import input_words
from webinstruct.cli.jobs import handed_in_line, print_submitted
from webinstruct.cli.options import (
    Config,
    Executor,
    RunArgument,
    RunDirOption,
    Set,
    Site,
    StageWords,
    planned_run,
)
from webinstruct.cli.progress import watching
from webinstruct.core.errors import ConfigError
from webinstruct.core.stage import name_of
from webinstruct.executors.slurm.submit import cancelled
from webinstruct.export.hub import check_ready, uploaded
from webinstruct.export.release import folder_of
from webinstruct.pipeline import Run, RunConfig, config_from, forecast
from webinstruct.pipeline import run as run_pipeline
from webinstruct.pipeline.planning import next_free
from webinstruct.pipeline.run import forecast_jobs
from webinstruct.report import RunView, funnel_table, sample_pairs, written_report
from webinstruct.runner.run_dir import run_dir_at
from webinstruct.runner.tally import finished_shards

__all__ = ["cancel", "plan", "run"]


def run(
    config: Config,
    run_dir: RunDirOption = None,
    stage: StageWords = None,
    set_: Set = None,
    site: Site = None,
    executor: Executor = None,
    wait: Annotated[bool, typer.Option("--wait", help="With slurm: follow the jobs to their end.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With slurm: print the scripts, submit and write nothing.")
    ] = False,
    new_run: Annotated[
        bool, typer.Option("--new-run", help="Start anew in the next free RUN-2, RUN-3 ...")
    ] = False,
    retry_quarantined: Annotated[
        bool, typer.Option("--retry-quarantined", help="Try rows again that an error had stopped.")
    ] = False,
    push_to_hub: Annotated[
        str | None,
        typer.Option("--push-to-hub", help="OWNER/NAME to upload the data set to; token in HF_TOKEN."),
    ] = None,
) -> None:
    """Run the stages that are not done yet.

    Example: webinstruct run --config configs/quickstart.yaml --stage extract..dedup --set executor.workers=4

    On a cluster: webinstruct run --config configs/quickstart.yaml --site configs/sites/slurm.yaml
    """
    chosen = config_from(config, set_ or [], site, executor)
    if dry_run:
        _print_scripts(chosen, stage, run_dir)
        return
    if push_to_hub:
        _check_push(push_to_hub, wait or chosen.executor.kind != "slurm")
    root = run_dir or chosen.run_dir
    root = next_free(root) if new_run else root
    with watching() as watcher, _telling_of_jobs(chosen, root):
        done = run_pipeline(
            chosen,
            run_dir=root,
            stage=stage,
            retry_quarantined=retry_quarantined,
            wait=wait,
            watcher=watcher,
        )
    if done.submitted and not wait and (done.submitted.new or done.submitted.queued):
        print_submitted(done.submitted, str(done.run_dir.root))
        return
    exit_on_failures(done.failures)
    _print_done(done, push_to_hub)


def plan(
    config: Config,
    stage: StageWords = None,
    run_dir: RunDirOption = None,
    set_: Set = None,
    site: Site = None,
    executor: Executor = None,
) -> None:
    """Show what a run would do, without doing it.

    Example: webinstruct plan --config configs/quickstart.yaml
    """
    chosen = config_from(config, set_ or [], site, executor)
    made = forecast(chosen, stage, run_dir)
    print(f"run directory  {run_dir or chosen.run_dir}")
    print(f"input          {input_words(chosen, made)}")
    if chosen.executor.kind != "slurm":
        print(f"workers        {chosen.executor.workers} ({chosen.executor.kind})")
    for named in chosen.selected(stage):
        steps = " > ".join(map(name_of, named.stage.steps()))
        done = len(finished_shards(run_dir_at(run_dir or chosen.run_dir), named.name))
        state = f"{done} of {len(made.shards)} shards done" if made.stage(named.name) else "new"
        print(f"{named.name:<14} {named.stage.reads.name} -> {named.stage.writes.name}  ({steps}; {state})")
    if chosen.executor.kind == "slurm":
        for one, _ in forecast_jobs(chosen, stage, run_dir):
            print(handed_in_line(one))


def cancel(run: RunArgument) -> None:
    """Cancel the jobs of a run that wait or run in SLURM's queue, and no others. What is done stays done.

    Example: webinstruct cancel runs/quickstart
    """
    run_dir, _ = planned_run(run)
    found = cancelled(run_dir)
    for one in found:
        print(f"cancelled {one.id:<14} {one.name}")
    if not found:
        print("No job of this run is in the queue.")
    print(next_line("status", run))


@contextmanager
def _telling_of_jobs(config: RunConfig, root: str) -> Iterator[None]:
    """Say to who stops this command that jobs on a cluster do not stop with it."""
    try:
        yield
    except KeyboardInterrupt:
        if config.executor.kind == "slurm":
            cancel = f"{called()} cancel {shlex.quote(root)}"
            print(f"Jobs that were submitted go on. To cancel them: {cancel}", file=sys.stderr)
        raise


def _print_scripts(config: RunConfig, stage: str | None, run_dir: str | None) -> None:
    if config.executor.kind != "slurm":
        raise ConfigError(
            f"--dry-run prints the scripts of --executor slurm, and this run is for {config.executor.kind}. "
            "What it would do is shown by: webinstruct plan"
        )
    jobs = forecast_jobs(config, stage, run_dir)
    for number, (one, script) in enumerate(jobs, 1):
        behind = ", ".join(f"job {place + 1}" for place in one.job.after)
        print(f"# job {number} of {len(jobs)}" + (f", when these have ended: {behind}" if behind else ""))
        print(script)
    if not jobs:
        print("Everything is done; nothing would be submitted.", file=sys.stderr)


def _check_push(name: str, is_waited_for: bool) -> None:
    if not is_waited_for:
        raise ConfigError("--push-to-hub uploads what a run has made: with slurm, add --wait.")
    check_ready(name)


def _print_done(done: Run, push_to_hub: str | None) -> None:
    root = done.run_dir.root
    view = RunView(done.run_dir, done.plan, done.stages)
    report_file = written_report(view)
    print(funnel_table(view))
    print(sample_pairs(view))
    print(f"Report: {report_file}")
    if push_to_hub:
        print(f"Uploaded: {uploaded(folder_of(str(root)), push_to_hub)}")
    print(f"Next: {called()} {_next_of(done)}")


def _next_of(done: Run) -> str:
    """The words that show what came out; where nothing did, what was stopped by the stage that let nothing through."""
    root = done.run_dir.root
    empty = next((stage for stage in done.stages if stage.books.read and not stage.books.kept), None)
    if empty is None:
        return f"show {root} --stage {done.stages[-1].name}"
    what = "rejected" if empty.books.rejected else "quarantined"
    return f"show {root} --stage {empty.name} --what {what}"
