"""How this program was called, so that what it says next runs as typed."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

__all__ = ["called", "next_line"]


def called() -> str:
    """The command as it was called."""
    name = Path(sys.argv[0])
    if name.name == "__main__.py":
        return "python -m webinstruct"
    return sys.argv[0] if "/" in sys.argv[0] and shutil.which(name.name) is None else name.name


def next_line(*words: object) -> str:
    """The last line of a command: the next one, with everything quoted that a shell would take apart.

    >>> next_line("recall", "domains", "runs/my crawl").partition(" recall ")[2]
    "domains 'runs/my crawl'"
    """
    return f"Next: {called()} {shlex.join(map(str, words))}"
