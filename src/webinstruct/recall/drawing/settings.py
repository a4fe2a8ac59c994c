"""Which candidates are drawn, and how many."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from webinstruct.core.settings import Settings

__all__ = ["DrawSettings"]


class DrawSettings(Settings):
    """Settings of the stage pages."""

    run: str = Field(pattern=r"\S")
    """The run directory whose candidates are drawn from."""
    labels: str = Field(pattern=r"\S")
    """Folder of the labelled sites: Parquet files with site and label."""
    label: Literal["keep", "drop"]
    """From the sites with which label."""
    pages_per_site: int = Field(default=1_000, ge=1)
    """Most pages of one site; the set is more varied as it shrinks."""
    most_pages: int = Field(default=100_000, ge=1)
    """Most pages in all; training grows with it."""
