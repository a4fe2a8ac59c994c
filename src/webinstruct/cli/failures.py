"""How a command ends whose run has failures."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from webinstruct.runner.drive import Failure

__all__ = ["exit_on_failures"]

_SHOWN = 10
_NAMED = 3


def exit_on_failures(failures: Sequence[Failure]) -> None:
    """Where there are failures, say the first of them and how to go on, to standard error, and exit with 1."""
    if not failures:
        return
    count = len(failures)
    print(f"{count} part{'s' if count > 1 else ''} of '{failures[0].stage}' failed:", file=sys.stderr)
    for line in _lines(failures)[:_SHOWN]:
        print(f"  {line}", file=sys.stderr)
    print("Everything else is done and kept. Mend that and run the same command again.", file=sys.stderr)
    raise typer.Exit(1)


def _lines(failures: Sequence[Failure]) -> list[str]:
    """A line for each reason, with the first parts that failed for it.

    >>> from webinstruct.runner.parts import Part
    >>> numbers = {0: "full", 1: "corrupt", 2: "full", 3: "full", 5: "full", 6: "full"}
    >>> for line in _lines([Failure("refine", Part("process", n), message) for n, message in numbers.items()]):
    ...     print(line)
    process 0, 2, 3 and 2 more: full
    process 1: corrupt
    """
    reasons: dict[tuple[str, str], list[str]] = {}
    for one in failures:
        reasons.setdefault((one.part.step, one.message), []).append(str(one.part.number))
    return [
        f"{step} {', '.join(numbers[:_NAMED])}"
        + (f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else "")
        + f": {message}"
        for (step, message), numbers in reasons.items()
    ]
