"""Asking the index of a crawl: which files it has, what is asked for, and what it does not hold."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from webinstruct.core.errors import ConfigError
from webinstruct.core.ids import fingerprint
from webinstruct.sources.crawl.index import found_records
from webinstruct.sources.crawl.layout import chosen, joined
from webinstruct.sources.crawl.paths import listed_files
from webinstruct.sources.crawl.wanted import Wanted
from webinstruct.sources.fetching import crawl_of, hasty, remote_of
from webinstruct.sources.settings import CrawlSettings, SourceSettings
from webinstruct.storage.files import listed, read_bytes
from webinstruct.storage.remote import Remote

__all__ = ["index_files", "looked_up", "question_of"]

_LOG = logging.getLogger(__name__)
_TABLE = "cc-index-table"
_SUBSET = "/subset=warc/"
_LIST_ENDINGS = (".txt", ".csv", ".list")


def question_of(settings: SourceSettings) -> str:
    """One id for all that decides what is found, and how it is divided."""
    crawl = crawl_of(settings)
    about = crawl.model_dump(mode="json", exclude={"server", "urls", "domains"})
    lists = {"urls": sorted(_listed(crawl.urls)), "domains": sorted(_listed(crawl.domains))}
    return fingerprint({**about, **lists, "shards": settings.shards, "rows": settings.rows_per_shard})


def looked_up(settings: SourceSettings, folder: str) -> Iterator[pa.RecordBatch]:
    """The records of the pages that are asked for, in the order of the index; `folder` holds the run's pace.

    Raises:
        ConfigError: WET files have no index.
        InputError: the index, or the list of its files, does not come or is none.
    """
    crawl = crawl_of(settings)
    if crawl.files != "warc":
        raise ConfigError(
            "crawl.files: wet has no index. Leave out crawl.domains and crawl.urls, or read warc."
        )
    wanted = Wanted(_listed(crawl.domains), _listed(crawl.urls))
    lists, remote = remote_of(hasty(settings.fetch), folder), remote_of(settings.fetch, folder)
    inside = _files_inside(lists, settings)
    missing = set(wanted.urls)
    for path in index_files(lists, crawl):
        for batch in found_records(remote, path, wanted):
            if inside is not None:
                batch = batch.filter(pc.is_in(batch["warc_filename"], inside))
            missing.difference_update(batch["url"].to_pylist() if missing else ())
            yield batch
    _say_missing(wanted, missing)


def index_files(remote: Remote, crawl: CrawlSettings) -> list[str]:
    """The addresses of the Parquet files that are the index of a crawl, or of several.

    Raises:
        InputError: there are none, or the list of them does not come.
    """
    if crawl.index.startswith(("http://", "https://")):
        return [crawl.index]
    if crawl.index:
        return [file.path for file in listed(crawl.index, (".parquet",))]
    paths = [
        path
        for name in crawl.names
        for path in listed_files(remote, crawl.server, name, _TABLE)
        if _SUBSET in path and path.endswith(".parquet")
    ]
    return [joined(crawl.server, path) for path in paths]


def _listed(words: str | Sequence[str]) -> Sequence[str]:
    """What stands in a list, or in a file with one a line, where a name of one is given."""
    if not isinstance(words, str):
        return words
    if not _is_file(words):
        return [words] if words else []
    lines = read_bytes(words).decode("utf-8", "replace").splitlines()
    return [line.strip() for line in lines if line.strip()]


def _is_file(words: str) -> bool:
    """Whether it names a file, and is no URL or domain that stands alone."""
    if words.startswith(("http://", "https://")):
        return False
    return "/" in words or words.endswith(_LIST_ENDINGS) or Path(words).is_file()


def _files_inside(remote: Remote, settings: SourceSettings) -> pa.Array | None:
    """The files that source.shards names; None for all."""
    if not settings.shards.strip():
        return None
    crawl = crawl_of(settings)
    files = [
        path
        for name in crawl.names
        for path in chosen(listed_files(remote, crawl.server, name, "warc"), settings.shards, name)
    ]
    return pa.array(files)


def _say_missing(wanted: Wanted, missing: set[str]) -> None:
    if missing:
        _LOG.warning(
            "%d of %d URLs are not in the index with status 200, as %s",
            len(missing),
            len(wanted.urls),
            min(missing),
        )
