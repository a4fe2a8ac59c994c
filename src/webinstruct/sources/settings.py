"""What is read, and how it is cut into shards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from webinstruct.core.settings import Settings

__all__ = ["CrawlSettings", "FetchSettings", "SourceSettings"]


class CrawlSettings(Settings):
    """Which pages of which crawl. A bare name stands for {name: NAME}."""

    unplanned: ClassVar[frozenset[str]] = frozenset({"server"})

    name: str | tuple[str, ...] = Field(min_length=1)
    """A crawl of Common Crawl, such as CC-MAIN-2024-10, or several."""

    files: Literal["warc", "wet"] = "warc"
    """warc: pages with their HTML. wet: their text only, a fifth of the bytes, without formulae and mark-up."""

    domains: str | tuple[str, ...] = ()
    """Fetch only HTML pages of these registered domains or hosts, found in the crawl's columnar index: a list of them,
    or a file with one a line."""

    urls: str | tuple[str, ...] = ()
    """Fetch only these URLs, written as they are in the index: a list of them, or a file with one a line."""

    index: str = ""
    """Columnar index: Parquet files, a folder or a glob. Default: the crawl's own, on its server."""

    server: str = "https://data.commoncrawl.org/"
    """Where the crawl lies: another mirror, s3://commoncrawl/, or a local folder of the same layout."""

    @property
    def names(self) -> tuple[str, ...]:
        """The crawls, each once."""
        return (self.name,) if isinstance(self.name, str) else tuple(dict.fromkeys(self.name))


class FetchSettings(Settings):
    """How a server is read. None of this changes a row: a resumed run may have other values."""

    requests_per_s: float = Field(default=5.0, gt=0, le=10_000)
    """Requests a second of all workers of the run together; a file read whole is one request."""

    timeout_s: float = Field(default=60.0, gt=0, le=3_600)
    """Seconds without a byte after which a connection counts as broken; it goes on where it was."""

    patience_s: float = Field(default=900.0, ge=0, le=1_000_000)
    """Seconds that a file is tried without getting on, waiting as asked in between, before it is quarantined."""

    cache: str = ""
    """Folder for whole files, for crawls that are read more than once; it grows to the size of what is read."""

    gap_bytes: int = Field(default=65_536, ge=0, le=100_000_000)
    """Single records nearer than this in one file come with one request; more bytes and fewer requests as it grows."""


def _named(value: Any) -> Any:
    """`crawl: NAME`, or a list of names, for a group with that name alone."""
    return {"name": value} if isinstance(value, str | list | tuple) else value


def _as_words(value: Any) -> Any:
    """`shards: 7` for "7": YAML takes a single number for a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class SourceSettings(Settings):
    """Where the first stage's rows come from."""

    unplanned: ClassVar[frozenset[str]] = frozenset({"fetch"})

    path: str | tuple[str, ...] = ()
    """Pages: a file, folder or glob, or a list of them, of WARC, WET, HTML, Parquet or JSONL files, plain or gzip."""

    crawl: Annotated[CrawlSettings | None, BeforeValidator(_named)] = None
    """Pages of Common Crawl instead: its name, such as CC-MAIN-2024-10, or a group that says more."""

    shards: Annotated[str, BeforeValidator(_as_words)] = Field(
        default="", pattern=r"^\s*(\d+(\s*-\s*\d+)?(\s*,\s*\d+(\s*-\s*\d+)?)*)?\s*$"
    )
    """Which files of the crawl, counted from 0: 0-99, or 3,7,10-12; of several crawls, of each. Default: all."""

    pairs: str | tuple[str, ...] = ()
    """Parquet or JSONL files with question and answer, for a run that begins behind extract."""

    use: str = ""
    """A source of your own as pkg.mod:Class; it is built with these settings and has the methods of Source."""

    max_page_bytes: int = Field(default=10_000_000, ge=1_000)
    """Bytes of the largest page that is read, unpacked; memory per worker grows with it. Larger pages are rejected."""

    fetch: FetchSettings = FetchSettings()
    """How fast and how long a server is asked."""

    files_per_shard: int = Field(default=100, ge=1)
    """HTML files in one shard; a WARC file is always one shard."""

    rows_per_shard: int = Field(default=20_000, ge=1)
    """Rows of Parquet (rounded up to row groups) or lines of JSONL in one shard."""

    columns: Mapping[str, str] = Field(default_factory=dict)
    """Names in your Parquet or JSONL files by our name, where they differ: {html: content, url: source_url}."""
