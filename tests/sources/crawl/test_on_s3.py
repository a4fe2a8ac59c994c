"""A crawl in a bucket of a real server that speaks S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.bucket import served_bucket
from tests.helpers.crawls import NAME, indexed_crawl, warc_path
from tests.helpers.read import read_all, reasons_of
from webinstruct.core.errors import InputError
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Stopped
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import PAGES

_FILES = indexed_crawl(3, 20)


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket that holds the crawl."""
    with served_bucket(_FILES) as address:
        yield address


def _settings(server: str, **crawl: object) -> SourceSettings:
    fetch = {"requests_per_s": 1000, "timeout_s": 2, "patience_s": 2}
    return SourceSettings.model_validate({"crawl": {"name": NAME, "server": server, **crawl}, "fetch": fetch})


def _local(folder: Path) -> str:
    for path, content in _FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return str(folder)


def test_a_crawl_in_a_bucket_is_the_same_as_on_a_disk(bucket: str, tmp_path: Path) -> None:
    assert read_all(_settings(bucket)) == read_all(_settings(_local(tmp_path)))


def test_single_pages_come_from_a_bucket_too(bucket: str) -> None:
    found = read_all(_settings(bucket, domains=["site1.example"]))
    assert reasons_of(found) == ["page"] * 20


def test_a_file_that_the_bucket_does_not_hold_is_quarantined(bucket: str) -> None:
    source = source_of(_settings(bucket), PAGES)
    (lost,) = source.read(Shard((Slice("crawl-data/none.warc.gz"),)))
    assert isinstance(lost, Stopped)
    assert lost.verdict.reason == "unreachable"
    assert f"{bucket}crawl-data/none.warc.gz" in lost.verdict.detail


def test_a_crawl_that_the_bucket_does_not_hold_is_refused(bucket: str) -> None:
    with pytest.raises(InputError, match=r"'CC-MAIN-2099-99'.*404"):
        source_of(_settings(bucket, name="CC-MAIN-2099-99"), PAGES).shards()


def test_a_file_in_a_bucket_is_named_by_its_address(bucket: str) -> None:
    found = read_all(SourceSettings(path=bucket + warc_path(2)))
    assert reasons_of(found).count("page") == 20
