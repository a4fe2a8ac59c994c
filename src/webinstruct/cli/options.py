"""Options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

from webinstruct.core.errors import InputError
from webinstruct.runner.plan import Plan, loaded_plan
from webinstruct.runner.run_dir import RunDir, run_dir_at

__all__ = ["Config", "Executor", "RunArgument", "RunDirOption", "Set", "Site", "StageWords", "planned_run"]

Config = Annotated[str, typer.Option("--config", "-c", help="The YAML file that says what to do.")]
Set = Annotated[list[str] | None, typer.Option("--set", help="Override a setting: --set dedup.threshold=0.8")]
StageWords = Annotated[
    str | None,
    typer.Option("--stage", help="One stage, or FIRST..LAST; what they need is done first. Default: all."),
]
Site = Annotated[
    str | None,
    typer.Option(
        "--site", help="A YAML file that says where: configs/sites/slurm.yaml. Lies over the config."
    ),
]
Executor = Annotated[
    str | None, typer.Option("--executor", help="local, slurm or ray, whatever config and site say.")
]
RunDirOption = Annotated[
    str | None, typer.Option("--run-dir", help="Where the run lives. Default: runs/CONFIG.")
]
RunArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="The run directory, such as runs/quickstart.")
]


def planned_run(run: str) -> tuple[RunDir, Plan]:
    """The run directory that `run` names, and its plan.

    Raises:
        InputError: there is none, with the command that makes one.
    """
    run_dir = run_dir_at(run)
    made = loaded_plan(run_dir)
    if made is None or not made.stages:
        raise InputError(
            f"{run_dir.root} holds no run (no plan.json). Start one with: webinstruct run --config FILE --run-dir {run}"
        )
    return run_dir, made
