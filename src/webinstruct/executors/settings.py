"""Settings of where a run is worked on. None is part of the plan; only `row_timeout_s` can stop a row, and says so."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Literal

from pydantic import Field

from webinstruct.core.settings import Settings
from webinstruct.executors.ray.settings import RaySettings
from webinstruct.executors.slurm.settings import SlurmSettings

__all__ = ["ExecutorSettings"]


class ExecutorSettings(Settings):
    """`executor:` in the config."""

    kind: Literal["local", "slurm", "ray"] = "local"
    """Where workers run: local (processes of this machine), slurm (array jobs of a cluster) or ray (actors of one)."""

    workers: Annotated[int, Field(ge=1, le=1024)] = Field(default_factory=lambda: os.cpu_count() or 1)
    """Worker processes at a time (local, ray), at least 1; memory grows with it. Default: the cores of this machine."""

    row_timeout_s: Annotated[float, Field(gt=0)] = 30.0
    """Seconds one row may take before it is rejected as too slow; twice that, and its worker is replaced."""

    start_timeout_s: Annotated[float, Field(gt=0)] = 600.0
    """Seconds a worker may take to open its stage (load a model, start an engine)."""

    slurm: SlurmSettings = SlurmSettings()
    """What array jobs ask of a SLURM cluster."""

    ray: RaySettings = RaySettings()
    """Which Ray cluster, and what each worker asks of it."""

    @property
    def spans_machines(self) -> bool:
        """Whether workers may run on more than one machine: a cluster may get a second one at any time. Of Ray's only
        one that the run starts itself is of this machine alone, and none where the program that calls us has one."""
        if self.kind == "ray":
            address = self.ray.address or os.environ.get("RAY_ADDRESS") or "local"
            is_connected = getattr(sys.modules.get("ray"), "is_initialized", bool)()
            return address != "local" or bool(is_connected)
        return self.kind == "slurm"
