"""The commands."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from webinstruct.cli import doctor as checks
from webinstruct.cli.benchmarks import benchmarks
from webinstruct.cli.called import called
from webinstruct.cli.extract import extract
from webinstruct.cli.failures import exit_on_failures
from webinstruct.cli.inputs import input_words
from webinstruct.cli.progress import watching
from webinstruct.cli.recall import recall
from webinstruct.core.errors import ConfigError, InputError, WebinstructError
from webinstruct.export.hub import check_ready, uploaded
from webinstruct.export.release import folder_of
from webinstruct.pipeline import Run, config_from, forecast
from webinstruct.pipeline import run as run_pipeline
from webinstruct.report import RunView, funnel_table, sample_pairs, shown, story_of, written_report
from webinstruct.runner.plan import Plan, loaded_plan
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.runner.status import status as status_of
from webinstruct.runner.tally import finished_shards
from webinstruct.version import __version__

__all__ = ["main"]

app = typer.Typer(
    name="webinstruct",
    help="Turn web pages into instruction data.\n\nStart here: webinstruct run --config configs/quickstart.yaml",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(benchmarks, name="benchmarks")
app.add_typer(extract, name="extract")
app.add_typer(recall, name="recall")

_STOPPED = 130

_Config = Annotated[str, typer.Option("--config", "-c", help="The YAML file that says what to do.")]
_Set = Annotated[
    list[str] | None, typer.Option("--set", help="Override a setting: --set dedup.threshold=0.8")
]
_StageWords = Annotated[
    str | None,
    typer.Option("--stage", help="One stage, or FIRST..LAST; what they need is done first. Default: all."),
]
_RunDirOption = Annotated[
    str | None, typer.Option("--run-dir", help="Where the run lives. Default: runs/CONFIG.")
]
_RunArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="The run directory, such as runs/quickstart.")
]


def main() -> None:
    """Run the command line; every failure is a sentence and an exit code."""
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        app()
    except SystemExit as ended:  # how typer ends, also for a wrong flag
        code = ended.code
    except (ConfigError, InputError) as error:
        code = _failed(error, 2)
    except (WebinstructError, OSError) as error:
        code = _failed(error, 1)
    if code == _STOPPED:  # what typer makes of Ctrl-C
        print("webinstruct: stopped. Run the same command again to go on.", file=sys.stderr)
    sys.exit(code)


@app.callback(invoke_without_command=True)
def webinstruct(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Turn web pages into instruction data.

    Start here: webinstruct run --config configs/quickstart.yaml
    """
    if version:
        print(__version__)
        raise typer.Exit


@app.command()
def run(
    config: _Config,
    run_dir: _RunDirOption = None,
    stage: _StageWords = None,
    set_: _Set = None,
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
    """
    chosen = config_from(config, set_ or [])
    if push_to_hub:
        check_ready(push_to_hub)
    with watching() as watcher:
        done = run_pipeline(
            chosen,
            run_dir=run_dir,
            stage=stage,
            new_run=new_run,
            retry_quarantined=retry_quarantined,
            watcher=watcher,
        )
    root = done.run_dir.root
    exit_on_failures(done.failures)
    view = RunView(done.run_dir, done.plan, done.stages)
    report_file = written_report(view)
    print(funnel_table(view))
    print(sample_pairs(view))
    print(f"Report: {report_file}")
    if push_to_hub:
        print(f"Uploaded: {uploaded(folder_of(str(root)), push_to_hub)}")
    print(f"Next: {called()} {_next_of(done)}")


@app.command()
def plan(
    config: _Config, stage: _StageWords = None, run_dir: _RunDirOption = None, set_: _Set = None
) -> None:
    """Show what a run would do, without doing it.

    Example: webinstruct plan --config configs/quickstart.yaml
    """
    chosen = config_from(config, set_ or [])
    made = forecast(chosen, stage, run_dir)
    print(f"run directory  {run_dir or chosen.run_dir}")
    print(f"input          {input_words(chosen, made)}")
    print(f"workers        {chosen.executor.workers} ({chosen.executor.kind})")
    for named in chosen.selected(stage):
        steps = " > ".join(step if isinstance(step, str) else step.name for step in named.stage.steps())
        done = len(finished_shards(run_dir_at(run_dir or chosen.run_dir), named.name))
        state = f"{done} of {len(made.shards)} shards done" if made.stage(named.name) else "new"
        print(f"{named.name:<14} {named.stage.reads.name} -> {named.stage.writes.name}  ({steps}; {state})")


@app.command()
def status(
    run: _RunArgument, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
) -> None:
    """Show how far a run is, and whether its books close.

    Example: webinstruct status runs/quickstart --json
    """
    run_dir, made = _planned(run)
    stages = tuple(status_of(run_dir, made))
    if as_json:
        print(json.dumps({stage.name: stage.plain() for stage in stages}, indent=1))
        return
    print(funnel_table(RunView(run_dir, made, stages)))
    open_stages = [stage for stage in stages if stage.shards_done < stage.shards]
    for stage in open_stages:
        print(
            f"{stage.name}: {stage.shards_done} of {stage.shards} shards done. Run the same command again to go on."
        )
    if stopped := next((stage.name for stage in stages if stage.books.quarantined), None):
        words = f"{called()} show {run} --stage {stopped} --what quarantined"
        print(f"Next: {words}\nThen run again with --retry-quarantined")


@app.command()
def show(
    run: _RunArgument,
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
    run_dir, made = _planned(run)
    chosen = stage or made.stages[-1].name
    if made.stage(chosen) is None:
        names = ", ".join(planned.name for planned in made.stages)
        raise ConfigError(f"this run has no stage '{chosen}'. It has: {names}.")
    print(shown(run_dir, chosen, what, count, reason))


@app.command()
def explain(run: _RunArgument, what: Annotated[str, typer.Argument(metavar="URL_OR_ID")]) -> None:
    """Tell the whole story of a row: where it came from, what was done to it, where it was stopped and why.

    Example: webinstruct explain runs/quickstart https://www.heizrat.example/waermepumpe/fragen/
    """
    run_dir, _ = _planned(run)
    print(story_of(run_dir, what))


@app.command()
def report(run: _RunArgument) -> None:
    """Write the HTML report of a run, also of an unfinished one.

    Example: webinstruct report runs/quickstart
    """
    run_dir, _ = _planned(run)
    print(f"Report: {written_report(run_dir)}")


@app.command()
def doctor(
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="A config whose input and engines are checked, too.")
    ] = None,
) -> None:
    """Check this machine: packages, memory, disk, and the input and engines that a config names.

    Example: webinstruct doctor --config configs/quickstart.yaml
    """
    findings = checks.findings(config)
    for finding in findings:
        print(f"{'ok  ' if finding.is_well else 'LOOK'}  {finding.subject:<14} {finding.says}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def _planned(run: str) -> tuple[RunDir, Plan]:
    run_dir = run_dir_at(run)
    made = loaded_plan(run_dir)
    if made is None or not made.stages:
        raise InputError(
            f"{Path(run)} holds no run (no plan.json). Start one with: webinstruct run --config FILE --run-dir {run}"
        )
    return run_dir, made


def _next_of(done: Run) -> str:
    """The words that show what came out; where nothing did, what was stopped by the stage that let nothing through."""
    root = done.run_dir.root
    empty = next((stage for stage in done.stages if stage.books.read and not stage.books.kept), None)
    if empty is None:
        return f"show {root} --stage {done.stages[-1].name}"
    what = "rejected" if empty.books.rejected else "quarantined"
    return f"show {root} --stage {empty.name} --what {what}"


def _failed(error: BaseException, code: int) -> int:
    print(f"webinstruct: {error}", file=sys.stderr)
    return code


def _interrupted(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
