"""Canaries: benchmark items planted in a copy of the run's own rows, to see which share of them the search finds."""

from webinstruct.decontaminate.canaries.settings import CanarySettings

__all__ = ["CanarySettings"]
