"""Small crawls, laid out as Common Crawl lays out its own."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.helpers.warc import PAGE, gzip_members, http_block, warc_record

__all__ = ["NAME", "crawl_files", "index_file", "index_rows", "indexed_crawl", "records_of", "warc_path"]

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


_INDEX_PATH = f"cc-index/table/cc-main/warc/crawl={NAME}/subset=warc/part-00000-x.c000.gz.parquet"


def indexed_crawl(files: int = 3, pages: int = 40) -> dict[str, bytes]:
    """As `crawl_files`, with the columnar index and the list of its files, of which others are no pages."""
    crawl = crawl_files(files, pages)
    other = _INDEX_PATH.replace("subset=warc", "subset=robotstxt")
    listed = gzip.compress(f"{other}\n{_INDEX_PATH}\n".encode(), mtime=0)
    index = index_file(index_rows(files, pages))
    return {**crawl, f"crawl-data/{NAME}/cc-index-table.paths.gz": listed, _INDEX_PATH: index}


def index_rows(files: int, pages: int) -> list[dict[str, Any]]:
    """What the index says of the pages of `crawl_files`."""
    rows: list[dict[str, Any]] = []
    for number in range(files):
        offset = 0
        for place, record in enumerate(records_of(number, pages)):
            size = len(gzip_members([record]))
            if place:
                rows.append(_index_row(number, place - 1, offset, size))
            offset += size
    return rows


def index_file(rows: Sequence[Mapping[str, Any]], group_rows: int = 10) -> bytes:
    """Those rows as Parquet, sorted by key as the index is."""
    out = io.BytesIO()
    table = pa.Table.from_pylist(sorted(map(dict, rows), key=lambda row: str(row["url_surtkey"])))
    pq.write_table(table, out, row_group_size=group_rows, compression="gzip")
    return out.getvalue()


def _index_row(number: int, place: int, offset: int, size: int) -> dict[str, Any]:
    return {
        "url_surtkey": f"example,site{number})/{place}",
        "url": f"https://site{number}.example/{place}",
        "url_host_name": f"site{number}.example",
        "url_host_registered_domain": f"site{number}.example",
        "fetch_status": 200,
        "content_mime_detected": "text/html",
        "warc_filename": warc_path(number),
        "warc_record_offset": offset,
        "warc_record_length": size,
    }
