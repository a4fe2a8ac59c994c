"""From settings to what reads from servers."""

from __future__ import annotations

from webinstruct.core.errors import ConfigError
from webinstruct.sources.settings import CrawlSettings, FetchSettings, SourceSettings
from webinstruct.storage.remote import Manners, Remote

__all__ = ["crawl_of", "hasty", "remote_of"]

_PLAN_PATIENCE_S = 60.0


def remote_of(fetch: FetchSettings, folder: str = "") -> Remote:
    """Reads from servers as `fetch` says, at one pace with all who name the same `folder`."""
    manners = Manners(fetch.requests_per_s, fetch.timeout_s, fetch.patience_s, fetch.cache)
    return Remote(manners, folder)


def hasty(fetch: FetchSettings) -> FetchSettings:
    """For lists that somebody waits for: of less patience, and never from the cache, as lists may grow."""
    patience_s = min(fetch.patience_s, _PLAN_PATIENCE_S)
    return fetch.model_copy(update={"patience_s": patience_s, "cache": ""})


def crawl_of(settings: SourceSettings) -> CrawlSettings:
    """The crawl that the settings name."""
    if settings.crawl is None:
        raise ConfigError("source.crawl is empty. Name a crawl, such as CC-MAIN-2024-10.")
    return settings.crawl
