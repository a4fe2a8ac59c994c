from __future__ import annotations

import pytest

from tests.helpers.crawl_server import CrawlServer, Fetch, Trouble
from webinstruct.core.errors import Unreachable
from webinstruct.storage.remote import Manners, Remote

_QUICK = Manners(requests_per_s=1000, timeout_s=1, patience_s=0.5)


def test_a_redirect_is_followed() -> None:
    with CrawlServer({"b": b"tea"}) as server:

        def behave(fetch: Fetch) -> Trouble:
            headers = {"Location": f"{server.url}b"}
            return Trouble(status=302, headers=headers) if fetch.path == "a" else Trouble()

        server.behave = behave
        with Remote(_QUICK).opened(f"{server.url}a") as stream:
            assert stream.read(10) == b"tea"


def test_redirects_in_a_circle_are_given_up() -> None:
    with CrawlServer({}) as server:
        server.behave = lambda _: Trouble(status=302, headers={"Location": f"{server.url}a"})
        with pytest.raises(Unreachable), Remote(_QUICK).opened(f"{server.url}a") as stream:
            stream.read(10)


def test_a_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with CrawlServer({"http://tea.example/x": b"tea"}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        with Remote(_QUICK).opened("http://tea.example/x") as stream:
            assert stream.read(10) == b"tea"


def test_parts_of_one_file_share_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with CrawlServer({"x": bytes(range(256))}) as server:
        remote = Remote(_QUICK)
        for start in range(0, 250, 50):
            with remote.stream(f"{server.url}x", start, start + 50) as stream:
                assert stream.read() == bytes(range(start, start + 50))
        assert len({fetch.connection for fetch in server.fetches}) == 1


@pytest.mark.parametrize("url", ["http://", "https://[/x", "http://127.0.0.1:99999/x"])
def test_what_is_no_url_is_said(url: str) -> None:
    with pytest.raises(Unreachable), Remote(_QUICK).opened(url) as stream:
        stream.read(1)
