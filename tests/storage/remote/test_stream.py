from __future__ import annotations

import random
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

import pytest

from tests.helpers.crawl_server import CrawlServer, Fetch, Trouble
from webinstruct.core.errors import Unreachable
from webinstruct.storage.remote import Manners, Remote

_FILE = "crawl/x.warc.gz"
_CONTENT = random.Random(3).randbytes(700_000)
_QUICK = Manners(requests_per_s=1000, timeout_s=0.5, patience_s=5)


def _read(
    behave: Callable[[Fetch], Trouble], manners: Manners = _QUICK, content: bytes = _CONTENT
) -> tuple[bytes, list[Fetch]]:
    server, remote = CrawlServer({_FILE: content}, behave), Remote(manners)
    with server, remote.opened(server.url + _FILE) as stream:
        return b"".join(iter(lambda: stream.read(1 << 16), b"")), server.fetches


def _once(trouble: Trouble) -> Callable[[Fetch], Trouble]:
    return lambda fetch: trouble if fetch.times == 1 else Trouble()


def test_a_file_is_one_request() -> None:
    found, fetches = _read(lambda _: Trouble())
    assert found == _CONTENT
    assert len(fetches) == 1


def test_an_empty_file_is_empty() -> None:
    assert _read(lambda _: Trouble(), content=b"")[0] == b""


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(Trouble(cut_after=300_001), id="reset"),
        pytest.param(Trouble(ends_after=300_001), id="short body"),
        pytest.param(Trouble(stalls_after=300_001), id="stall"),
        pytest.param(Trouble(more_claimed=-399_999), id="length too small"),
    ],
)
def test_a_broken_connection_goes_on_at_the_byte_reached(trouble: Trouble) -> None:
    found, fetches = _read(_once(trouble))
    assert found == _CONTENT
    assert len(fetches) == 2
    assert 0 < fetches[1].start <= 300_001
    assert fetches[1].headers["if-range"] == '"1"'


def test_a_length_that_is_too_large_is_found_out() -> None:
    assert _read(_once(Trouble(more_claimed=1000)))[0] == _CONTENT


def test_a_length_that_is_too_large_is_found_out_where_the_server_knows_no_ranges_at_first() -> None:
    found, fetches = _read(_once(Trouble(more_claimed=1000, ignores_range=True)))
    assert found == _CONTENT
    assert fetches[-1].start == len(_CONTENT)


def test_an_end_that_was_told_once_only_is_asked_for_again() -> None:
    found, fetches = _read(_once(Trouble(more_claimed=-399_999, ignores_range=True)))
    assert found == _CONTENT
    assert fetches[1].start == 300_001


def test_a_server_that_knows_no_parts_is_asked_twice_how_long_the_file_is() -> None:
    found, fetches = _read(lambda _: Trouble(ignores_range=True))
    assert found == _CONTENT
    assert len(fetches) == 2


def test_an_end_that_the_file_does_not_have_is_not_taken_for_one() -> None:
    with pytest.raises(Unreachable, match="at byte 450000"):
        _read(lambda _: Trouble(more_claimed=-250_000), Manners(1000, 0.5, patience_s=1))


def test_a_server_without_ranges_sends_all_again_and_nothing_comes_twice() -> None:
    found, fetches = _read(lambda f: Trouble(ignores_range=True, cut_after=400_000 if f.times < 3 else None))
    assert found == _CONTENT
    assert len(fetches) == 3


def test_a_file_that_changes_while_it_is_read_is_given_up() -> None:
    def behave(fetch: Fetch) -> Trouble:
        return Trouble(cut_after=1000) if fetch.times == 1 else Trouble(tag='"2"')

    with pytest.raises(Unreachable, match="changed"):
        _read(behave)


def test_twenty_cuts_at_random_bytes_lose_nothing() -> None:
    chance = random.Random(5)
    found, fetches = _read(
        lambda f: Trouble(cut_after=chance.randrange(1, 30_000)) if f.times <= 20 else Trouble(),
        Manners(requests_per_s=1000, timeout_s=1, patience_s=30),
    )
    assert found == _CONTENT
    assert len(fetches) == 21


@pytest.mark.parametrize("status", [403, 429, 500, 502, 503, 504])
def test_a_refusal_is_tried_again(status: int) -> None:
    assert _read(lambda f: Trouble(status=status) if f.times < 2 else Trouble())[0] == _CONTENT


def test_retry_after_in_seconds_is_honored() -> None:
    _, fetches = _read(_once(Trouble(status=503, headers={"Retry-After": "1"})))
    assert fetches[1].at - fetches[0].at >= 0.95


def test_retry_after_as_a_date_is_honored() -> None:
    date = formatdate(time.time() + 2.5, usegmt=True)  # whole seconds: up to one less
    _, fetches = _read(_once(Trouble(status=429, headers={"Retry-After": date})))
    assert fetches[1].at - fetches[0].at >= 1.3


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_given_up_at_once(status: int) -> None:
    began = time.monotonic()
    with pytest.raises(Unreachable, match=f"HTTP {status}"):
        _read(lambda _: Trouble(status=status))
    assert time.monotonic() - began < 1


def test_patience_ends() -> None:
    began = time.monotonic()
    with pytest.raises(Unreachable, match=r"HTTP 503.*patience_s"):
        _read(lambda _: Trouble(status=503), Manners(1000, 0.5, patience_s=1.0))
    assert 0.9 < time.monotonic() - began < 3


def test_patience_begins_anew_with_every_byte() -> None:
    manners = Manners(requests_per_s=1000, timeout_s=0.5, patience_s=1.2)
    found, fetches = _read(lambda _: Trouble(cut_after=100_000), manners)
    assert found == _CONTENT
    assert fetches[-1].at - fetches[0].at > 1.2


def test_a_server_that_asks_for_more_quiet_than_there_is_patience_is_not_asked_again() -> None:
    with CrawlServer({}, lambda _: Trouble(status=503, headers={"Retry-After": "100"})) as server:
        with pytest.raises(Unreachable, match="503"), Remote(Manners(1000, 0.5, 0.3)).opened(server.url) as s:
            s.read(1)
        assert len(server.fetches) == 1


def test_a_part_of_a_file_is_asked_for_alone() -> None:
    with CrawlServer({_FILE: _CONTENT}) as server:
        with Remote(_QUICK).stream(server.url + _FILE, 1000, 5000) as stream:
            assert stream.read() == _CONTENT[1000:5000]
        assert server.fetches[0].headers["range"] == "bytes=1000-4999"


def test_a_file_that_has_not_failed_waits_as_long_as_others_were_asked_to(tmp_path: Path) -> None:
    refusal = Trouble(status=503, headers={"Retry-After": "2"})
    impatient = Manners(requests_per_s=1000, timeout_s=0.5, patience_s=0.3)
    with CrawlServer(
        {_FILE: _CONTENT, "bad": b""}, lambda f: refusal if f.path == "bad" else Trouble()
    ) as server:
        with pytest.raises(Unreachable), Remote(impatient, str(tmp_path)).opened(server.url + "bad") as bad:
            bad.read(1)
        with Remote(impatient, str(tmp_path)).opened(server.url + _FILE) as good:
            assert good.read(1) == _CONTENT[:1]
        refused, given = server.fetches
        assert given.at - refused.at >= 1.9


def test_a_file_without_a_tag_that_has_another_length_later_is_given_up() -> None:
    server = CrawlServer({_FILE: _CONTENT}, lambda _: Trouble(cut_after=300_000, tag=""))
    with server, Remote(_QUICK).stream(server.url + _FILE) as stream:
        stream.read(1)
        server.files[_FILE] = _CONTENT[::-1] + b"more"
        with pytest.raises(Unreachable, match="changed"):
            stream.read()


def test_of_a_file_without_a_tag_the_rest_is_taken_where_its_length_stays() -> None:
    found, fetches = _read(lambda f: Trouble(tag="", cut_after=300_000 if f.times == 1 else None))
    assert found == _CONTENT
    assert len(fetches) == 2


def test_an_end_that_begins_elsewhere_than_asked_is_asked_for_again() -> None:
    elsewhere = Trouble(headers={"Content-Range": f"bytes 699000-699999/{len(_CONTENT)}"})
    with CrawlServer({_FILE: _CONTENT}, _once(elsewhere)) as server:
        with Remote(_QUICK).stream(server.url + _FILE, -5000) as stream:
            assert stream.read() == _CONTENT[-5000:]
        assert len(server.fetches) == 2


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(
            Trouble(status=416, headers={"Content-Range": f"bytes */{len(_CONTENT)}"}), id="no first byte"
        ),
        pytest.param(Trouble(headers={"Content-Range": "bytes 0-699999/0"}), id="a part of no bytes"),
        pytest.param(Trouble(headers={"Content-Range": "bytes 700-699999/700000"}), id="a later part"),
    ],
)
def test_a_first_answer_that_contradicts_itself_is_asked_for_again(trouble: Trouble) -> None:
    found, fetches = _read(_once(trouble))
    assert found == _CONTENT
    assert len(fetches) == 2


def test_an_answer_of_an_earlier_part_is_read_up_to_the_byte_reached() -> None:
    def behave(fetch: Fetch) -> Trouble:
        return Trouble(cut_after=300_000) if fetch.times == 1 else Trouble(ignores_range=True)

    assert _read(behave)[0] == _CONTENT
