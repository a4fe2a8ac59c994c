"""What is read, and how it is cut into shards."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from webinstruct.core.settings import Settings

__all__ = ["SourceSettings"]


class SourceSettings(Settings):
    """Where the first stage's rows come from."""

    path: str | tuple[str, ...] = ()
    """Pages: a file, folder or glob, or a list of them, of WARC, WET, HTML, Parquet or JSONL files, plain or gzip."""

    pairs: str | tuple[str, ...] = ()
    """Parquet or JSONL files with question and answer, for a run that begins behind extract."""

    use: str = ""
    """A source of your own as pkg.mod:Class; it is built with these settings and has the methods of Source."""

    max_page_bytes: int = Field(default=10_000_000, ge=1_000)
    """Bytes of the largest page that is read, unpacked; memory per worker grows with it. Larger pages are rejected."""

    files_per_shard: int = Field(default=100, ge=1)
    """HTML files in one shard; a WARC file is always one shard."""

    rows_per_shard: int = Field(default=20_000, ge=1)
    """Rows of Parquet (rounded up to row groups) or lines of JSONL in one shard."""

    columns: Mapping[str, str] = Field(default_factory=dict)
    """Names in your Parquet or JSONL files by our name, where they differ: {html: content, url: source_url}."""
