"""Settings of a Ray cluster."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from webinstruct.core.settings import Settings

__all__ = ["RaySettings"]


class RaySettings(Settings):
    """`executor.ray:` in the config or the site's file."""

    address: str | None = None
    """The cluster's address (HOST:PORT, ray://HOST:PORT, or auto for one that runs here); a local one is started where
    it is not given."""

    cpus: Annotated[float, Field(gt=0)] = 1.0
    """Cores that each worker asks of Ray."""
