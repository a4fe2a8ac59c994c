"""Small crawls, laid out as Common Crawl lays out its own."""

from __future__ import annotations

import gzip
import random

from tests.helpers.warc import PAGE, gzip_members, http_block, warc_record

__all__ = ["NAME", "crawl_files", "records_of", "warc_path"]

NAME = "CC-MAIN-2024-10"


def warc_path(number: int, crawl: str = NAME) -> str:
    """Where the crawl's WARC file of that number lies."""
    return f"crawl-data/{crawl}/segments/1.{number}/warc/CC-MAIN-20240301120000-{number:05d}.warc.gz"


def records_of(number: int, count: int) -> list[bytes]:
    """The records of a file: a warcinfo, then pages that do not pack well."""
    chance = random.Random(number)
    pages = (PAGE.replace(b"noon", chance.randbytes(600).hex().encode()) for _ in range(count))
    urls = (f"https://site{number}.example/{place}" for place in range(count))
    return [
        warc_record(b"software: x", kind="warcinfo", url=""),
        *(warc_record(http_block(page), url=url) for page, url in zip(pages, urls, strict=True)),
    ]


def crawl_files(files: int = 3, pages: int = 40, crawl: str = NAME) -> dict[str, bytes]:
    """A crawl by path: its list of WARC files, and these."""
    paths = [warc_path(number, crawl) for number in range(files)]
    listed = gzip.compress("\n".join([*paths, ""]).encode(), mtime=0)
    warcs = {path: gzip_members(records_of(number, pages)) for number, path in enumerate(paths)}
    return {f"crawl-data/{crawl}/warc.paths.gz": listed, **warcs}
