"""Settings of a Ray cluster."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from webinstruct.core.settings import Settings

__all__ = ["RaySettings"]


class RaySettings(Settings):
    """`executor.ray:` in the config or the site's file."""

    address: str | None = None
    """The cluster's address (HOST:PORT, ray://HOST:PORT, or auto for one that runs here). Where it is not given, the
    one in the variable RAY_ADDRESS, else a cluster of this machine alone, which is started and ended with the run."""

    cpus: Annotated[float, Field(gt=0)] = 1.0
    """Cores that each worker asks of Ray; a worker computes with one, and a model on a GPU wants a few."""

    growth_timeout_s: Annotated[float, Field(ge=0)] = 0.0
    """For a cluster that adds nodes when more is asked of it: seconds to wait until one can hold a worker. With 0 the
    cluster is taken as it is: no more workers are asked for than its nodes hold."""
