"""The commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from webinstruct.cli import STOPPED, say_stopped
from webinstruct.cli import doctor as checks
from webinstruct.cli.benchmarks import benchmarks
from webinstruct.cli.extract import extract
from webinstruct.cli.look import explain, report, show, status
from webinstruct.cli.recall import recall
from webinstruct.cli.run import cancel, plan, run
from webinstruct.core.errors import ConfigError, InputError, WebinstructError
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
for command in (run, plan, status, show, explain, report, cancel):
    app.command()(command)
app.add_typer(benchmarks, name="benchmarks")
app.add_typer(extract, name="extract")
app.add_typer(recall, name="recall")


def main() -> None:
    """Run the command line; every failure is a sentence and an exit code."""
    try:
        app()
    except SystemExit as ended:  # how typer ends, also for a wrong flag
        code = ended.code
    except (ConfigError, InputError) as error:
        code = _failed(error, 2)
    except (WebinstructError, OSError) as error:
        code = _failed(error, 1)
    if code == STOPPED:  # what typer makes of Ctrl-C
        say_stopped()
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


def _failed(error: BaseException, code: int) -> int:
    print(f"webinstruct: {error}", file=sys.stderr)
    return code
