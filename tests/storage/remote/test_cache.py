from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest

from tests.helpers.crawl_server import CrawlServer, Fetch, Trouble
from webinstruct.core.errors import Unreachable
from webinstruct.storage.remote import Manners, ReadsAgain, Remote
from webinstruct.storage.remote.cache import place_in

_CONTENT = bytes(range(256)) * 4000


def _manners(folder: Path) -> Manners:
    return Manners(requests_per_s=1000, timeout_s=10, patience_s=1, cache=str(folder))


def _read(folder: str, url: str) -> None:
    with Remote(_manners(Path(folder))).opened(url, "a/x.gz") as stream:
        assert b"".join(iter(lambda: stream.read(1 << 16), b"")) == _CONTENT


def test_three_processes_fetch_a_file_once(tmp_path: Path) -> None:
    slow = threading.Event()

    def behave(_: Fetch) -> Trouble:
        slow.wait(3.0)
        return Trouble()

    context = multiprocessing.get_context("spawn")
    with CrawlServer({"x.gz": _CONTENT}, behave) as server:
        readers = [context.Process(target=_read, args=(str(tmp_path), f"{server.url}x.gz")) for _ in range(3)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert len(server.fetches) == 1
    assert [reader.exitcode for reader in readers] == [0, 0, 0]


def test_what_does_not_come_whole_is_not_kept(tmp_path: Path) -> None:
    def behave(fetch: Fetch) -> Trouble:
        return Trouble(cut_after=1000) if fetch.times == 1 else Trouble(status=503)

    with CrawlServer({"x.gz": _CONTENT}, behave) as server, pytest.raises(Unreachable):
        _read(str(tmp_path), f"{server.url}x.gz")
    assert [place for place in tmp_path.rglob("*") if place.is_file()] == []


def test_what_is_kept_needs_no_server(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.gz").write_bytes(_CONTENT)
    _read(str(tmp_path), "http://127.0.0.1:1/x.gz")


def test_two_addresses_never_share_a_place() -> None:
    paths = ("a/b", "a?b", "a%3Fb/c", "a?b/c", "a/../b", "b", "a/./b", "get?file=1", "get?file=2")
    assert len({place_in("/cache", f"https://host/{path}") for path in paths}) == len(paths)


def test_an_empty_file_is_asked_for_again_the_next_time(tmp_path: Path) -> None:
    with CrawlServer({"x.gz": b""}) as server:
        with Remote(_manners(tmp_path)).opened(f"{server.url}x.gz", "a/x.gz") as stream:
            assert stream.read() == b""
        server.files["x.gz"] = _CONTENT
        _read(str(tmp_path), f"{server.url}x.gz")


def test_no_address_leads_out_of_the_cache() -> None:
    for path in ("../../etc/x", "a/../../../x", "?../../x", "..", "."):
        assert ".." not in place_in("/cache", f"https://host/{path}").parts


def test_a_file_thrown_away_by_another_reader_is_fetched_by_who_comes_next(tmp_path: Path) -> None:
    with CrawlServer({"x.gz": _CONTENT}) as server:
        remote = Remote(_manners(tmp_path))
        with (
            remote.opened(f"{server.url}x.gz", "a/x.gz") as one,
            remote.opened(f"{server.url}x.gz", "a/x.gz") as two,
        ):
            assert one.read(10) == two.read(10) == _CONTENT[:10]
            assert isinstance(one, ReadsAgain)
            one.read_again_from(5)
            assert two.read() == _CONTENT[10:]
            assert one.read() == _CONTENT[5:]
