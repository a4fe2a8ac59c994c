"""How large a sample is, and what of its pages is shown."""

from __future__ import annotations

from pydantic import Field

from webinstruct.core.settings import Settings
from webinstruct.sources import SourceSettings

__all__ = ["SampleSettings", "ShowSettings"]


class SampleSettings(Settings):
    """Settings of the stage sample."""

    pages: int = Field(default=500, ge=1, le=1_000_000)
    """Pages to be labelled, spread evenly over strata of the score; intervals narrow with its square root."""
    seed: int = Field(default=0, ge=0)
    """Another seed draws other pages."""


class ShowSettings(Settings):
    """Settings of the stage show."""

    source: SourceSettings
    """Where the pages came from, as in the run that scored them."""
    source_folder: str = ""
    """That run's folder for what its source looked up."""
    text_chars: int = Field(default=6_000, ge=100)
    """Characters of a page's text that a labeller is shown, three quarters of them from its beginning."""
