"""How a command ends whose run has failures."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from webinstruct.runner.drive import Failure

__all__ = ["exit_on_failures"]

_SHOWN = 10


def exit_on_failures(failures: Sequence[Failure]) -> None:
    """Where there are failures, say the first of them and how to go on, to standard error, and exit with 1."""
    if not failures:
        return
    count = len(failures)
    print(f"{count} part{'s' if count > 1 else ''} of '{failures[0].stage}' failed:", file=sys.stderr)
    for failure in failures[:_SHOWN]:
        print(f"  {failure.part.step} {failure.part.number}: {failure.message}", file=sys.stderr)
    print("Everything else is done and kept. Mend that and run the same command again.", file=sys.stderr)
    raise typer.Exit(1)
