"""Against a real server that speaks S3, in a thread of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.helpers.bucket import served_bucket, store
from tests.helpers.crawl_server import CrawlServer, Fetch, Trouble
from webinstruct.core.errors import Unreachable
from webinstruct.storage.remote import Manners, Remote

_CONTENT = random.Random(4).randbytes(1_500_000)
_QUICK = Manners(requests_per_s=1000, timeout_s=2, patience_s=2)


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket with an object in it, and an empty one."""
    with served_bucket({"x.warc.gz": _CONTENT, "empty": b""}) as address:
        yield address


def test_an_object_is_read_to_its_end(bucket: str) -> None:
    with Remote(_QUICK).opened(bucket + "x.warc.gz") as stream:
        assert b"".join(iter(lambda: stream.read(1 << 16), b"")) == _CONTENT


def test_an_empty_object_is_empty(bucket: str) -> None:
    with Remote(_QUICK).opened(bucket + "empty") as stream:
        assert stream.read(1) == b""


def test_a_part_is_asked_for_alone(bucket: str) -> None:
    with Remote(_QUICK).stream(bucket + "x.warc.gz", 700_000, 900_000) as stream:
        assert stream.read() == _CONTENT[700_000:900_000]


def test_an_object_that_is_not_there_is_given_up_at_once(bucket: str) -> None:
    with pytest.raises(Unreachable, match="404"), Remote(_QUICK).opened(bucket + "none") as stream:
        stream.read(1)


def test_an_object_that_changes_while_it_is_read_is_given_up(bucket: str) -> None:
    store().pipe_file(f"{bucket}changing", _CONTENT)
    with Remote(_QUICK).stream(bucket + "changing") as stream:
        stream.read(1000)
        store().pipe_file(f"{bucket}changing", _CONTENT[::-1])
        stream.read_again_from(500)
        with pytest.raises(Unreachable, match="changed"):
            stream.read(1000)


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(Trouble(cut_after=200_001), id="reset"),
        pytest.param(Trouble(ends_after=200_001), id="short body"),
        pytest.param(Trouble(stalls_after=200_001), id="stall"),
        pytest.param(Trouble(status=503, headers={"Retry-After": "1"}), id="throttled"),
        pytest.param(Trouble(status=500), id="broken"),
    ],
)
def test_trouble_on_the_line_to_a_bucket_loses_nothing(
    bucket: str, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    def behave(fetch: Fetch) -> Trouble:
        return trouble if fetch.times == 1 else Trouble()

    with CrawlServer({f"{bucket.removeprefix('s3://')}x.warc.gz": _CONTENT}, behave) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        with Remote(_QUICK).opened(bucket + "x.warc.gz") as stream:
            assert b"".join(iter(lambda: stream.read(1 << 16), b"")) == _CONTENT
        assert len(server.fetches) == 2
        assert server.fetches[1].at - server.fetches[0].at >= (0.95 if trouble.status == 503 else 0)
