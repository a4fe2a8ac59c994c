"""Which source a run has."""

from __future__ import annotations

from typing import cast

from webinstruct.core.errors import ConfigError
from webinstruct.core.named import imported
from webinstruct.core.source import Source
from webinstruct.core.table import Table
from webinstruct.sources.crawl.files import CrawlFiles
from webinstruct.sources.crawl.records import CrawlRecords
from webinstruct.sources.files import PageFiles, PairFiles, ServedPageFiles
from webinstruct.sources.settings import SourceSettings
from webinstruct.storage.remote import is_remote

__all__ = ["source_of"]

_PAGES = "pages"
_PAIR_COLUMNS = {"question", "answer"}


def source_of(settings: SourceSettings, table: Table) -> Source:
    """The source of a run whose first stage reads `table`.

    Raises:
        ConfigError: the settings name no input for that table, or a source that cannot be imported.
    """
    if settings.use:
        return _custom(settings, table)
    if table.name == _PAGES:
        return _page_source(settings)
    if not set(table.names) >= _PAIR_COLUMNS:
        raise ConfigError(
            f"A run cannot begin with a stage that reads '{table.name}'. Begin with recall (source.path), or "
            "behind extract (source.pairs)."
        )
    if not settings.pairs:
        raise ConfigError(
            f"The first stage reads '{table.name}', but source.pairs is empty. Name a Parquet or JSONL file with "
            "question and answer, or begin with recall."
        )
    return PairFiles(settings, table)


def _page_source(settings: SourceSettings) -> Source:
    paths = [settings.path] if isinstance(settings.path, str) else settings.path
    if settings.crawl:
        if settings.path:
            raise ConfigError(
                "source.path and source.crawl are both given. Leave one of them out (with --set: source.path=[])."
            )
        is_picked = settings.crawl.domains or settings.crawl.urls
        return CrawlRecords(settings) if is_picked else CrawlFiles(settings)
    if settings.shards:
        raise ConfigError("source.shards counts the files of source.crawl, which is empty. Name a crawl.")
    if not settings.path:
        raise ConfigError(
            "source.path is empty. Name a file, a folder or a glob of pages, or a crawl under source.crawl."
        )
    return ServedPageFiles(settings) if any(map(is_remote, paths)) else PageFiles(settings)


def _custom(settings: SourceSettings, table: Table) -> Source:
    found = imported(settings.use)
    if not isinstance(found, type):
        raise ConfigError(f"source.use: {settings.use} is no class. Name one with writes, shards and read.")
    try:
        source = found(settings)
    except TypeError as error:
        raise ConfigError(
            f"source.use: {settings.use} cannot be built from the source's settings: {error}."
        ) from error
    lacks = [word for word in ("writes", "shards", "read") if not hasattr(source, word)]
    if lacks:
        raise ConfigError(f"source.use: {settings.use} is no source: it lacks {', '.join(lacks)}.")
    if source.writes.key != table.key:
        raise ConfigError(
            f"source.use: {settings.use} writes '{source.writes.name}', the first stage reads '{table.name}'."
        )
    table.check(source.writes.names, f"what {settings.use} writes", f"The first stage reads '{table.name}'.")
    return cast(Source, source)
