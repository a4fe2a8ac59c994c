"""What counts as a site, and which sites are worth a label."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from webinstruct.core.settings import Settings

__all__ = ["SitesSettings"]


class SitesSettings(Settings):
    """Settings of the stage sites."""

    run: str = ""
    """The run directory whose recall is looked at; the commands of the loop fill it in."""
    by: Literal["domain", "prefix"] = "domain"
    """domain: registered domains. prefix: the first directory of a path, and two where there are many pages."""
    least_pages: int = Field(default=1_000, ge=1)
    """Candidates that a site must have (MAmmoTH2: 1,000 pages of a domain); fewer and larger sites as it grows."""
    least_share: float = Field(default=0.0, ge=0, le=1)
    """Share of a site's pages that must be candidates, in [0, 1] (DeepSeekMath: over 0.1, whatever their number)."""
    split_pages: int = Field(default=100_000, ge=2)
    """Pages from which on a directory is divided into those below it, where these have least_pages candidates; for
    by: prefix."""
    samples: int = Field(default=5, ge=0, le=50)
    """Candidates of a site whose paths and titles are kept as evidence; 0 keeps none."""
