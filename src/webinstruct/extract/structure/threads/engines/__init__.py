"""All engines that `threads` knows, one row per template generation, those with the most particular mark-up first."""

from __future__ import annotations

from webinstruct.extract.structure.threads.engine import Engine
from webinstruct.extract.structure.threads.engines.communities import COMMUNITIES
from webinstruct.extract.structure.threads.engines.forums_classic import CLASSIC
from webinstruct.extract.structure.threads.engines.forums_plain import PLAIN
from webinstruct.extract.structure.threads.engines.forums_suites import SUITES
from webinstruct.extract.structure.threads.engines.forums_within import WITHIN
from webinstruct.extract.structure.threads.engines.mail_archives import MAIL_ARCHIVES
from webinstruct.extract.structure.threads.engines.portals import PORTALS
from webinstruct.extract.structure.threads.engines.trackers import TRACKERS

__all__ = ["ENGINES"]

ENGINES: tuple[Engine, ...] = (
    COMMUNITIES + TRACKERS + PORTALS + SUITES + CLASSIC + WITHIN + MAIL_ARCHIVES + PLAIN
)
