"""Where a run is worked on: the executor of its kind, or the jobs that a cluster gets for it."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from webinstruct.core.stage import Stage, name_of
from webinstruct.executors import ExecutorSettings
from webinstruct.executors.local import LocalExecutor
from webinstruct.executors.slurm.chain import Pending
from webinstruct.runner.drive import Executor, pending_parts
from webinstruct.runner.run_dir import RunDir

__all__ = ["executor_of", "own_command", "pending_steps"]

_LOGIN = re.compile(r"//[^/@\s]+@")


@contextmanager
def executor_of(settings: ExecutorSettings) -> Iterator[Executor]:
    """The executor that is called and waited for; what it is connected to is let go of behind the block.

    Raises:
        MissingExtra: Ray is asked for and not installed.
    """
    if settings.kind == "ray":
        from webinstruct.executors.ray.executor import RayExecutor

        with closing(RayExecutor(settings)) as executor:
            yield executor
    else:
        yield LocalExecutor(settings)


def pending_steps(place: RunDir, stages: Sequence[Stage], shards: int) -> list[Pending]:
    """The steps of `stages` that have parts to do, in order."""
    found = []
    for stage in stages:
        for step in stage.steps():
            if parts := pending_parts(place, stage.name, step, shards):
                found.append(Pending(stage.name, name_of(step), stage.gpus, len(parts)))
    return found


def own_command() -> str:
    """The command line of this process, where it is ours; nothing where a program of somebody else's calls us. It is
    written down, so a user and password in a URL are left out."""
    name = Path(sys.argv[0]).name
    program = {"webinstruct": ["webinstruct"], "__main__.py": ["python", "-m", "webinstruct"]}.get(name)
    words = [_LOGIN.sub("//", word) for word in sys.argv[1:]]
    return shlex.join([*program, *words]) if program else ""
