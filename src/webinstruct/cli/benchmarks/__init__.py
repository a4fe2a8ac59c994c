"""`webinstruct benchmarks ...`: the files that decontaminate looks for."""

from __future__ import annotations

import typer

from webinstruct.cli.benchmarks.add import add
from webinstruct.cli.benchmarks.listing import list_
from webinstruct.cli.benchmarks.verify import verify

__all__ = ["benchmarks"]

benchmarks = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
benchmarks.command("add")(add)
benchmarks.command("list")(list_)
benchmarks.command("verify")(verify)


@benchmarks.callback()
def _benchmarks() -> None:
    """Add benchmarks to a folder with a manifest, list what is covered of them, verify that they are whole.

    Example: webinstruct benchmarks list builtin:benchmarks
    """
