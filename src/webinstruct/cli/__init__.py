"""The command line: words, flags, exit codes. Everything it does is one call into a room below.

Exit codes: 0 done, 1 something failed (run again), 2 the words, the config or a file it names are wrong, 130 stopped.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType

__all__ = ["STOPPED", "main", "say_stopped"]

STOPPED = 130


def main() -> None:
    """Run the command line. Ctrl-C is heard from the first moment on: what the commands need takes a second to load."""
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        from webinstruct.cli.app import main as run
    except KeyboardInterrupt:
        say_stopped()
        sys.exit(STOPPED)
    run()


def say_stopped() -> None:
    """Say that the command was stopped, and how to go on."""
    print("webinstruct: stopped. Run the same command again to go on.", file=sys.stderr)


def _interrupted(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
