"""All engines that `threads` knows, those with the most particular mark-up first."""

from __future__ import annotations

from webinstruct.extract.structure.threads.engine import Engine
from webinstruct.extract.structure.threads.engines.communities import COMMUNITIES
from webinstruct.extract.structure.threads.engines.forums import FORUMS

__all__ = ["ENGINES"]

ENGINES: tuple[Engine, ...] = COMMUNITIES + FORUMS
