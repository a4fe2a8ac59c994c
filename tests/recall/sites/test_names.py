"""The sites of URLs."""

from __future__ import annotations

from urllib.parse import urlsplit

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.reading import domain_of
from webinstruct.recall.sites.names import places_of, registered_domain

_HOSTS = st.sampled_from(
    ["a.example", "WWW.b.example", "c.co.uk", "192.0.2.1", "[2001:db8::1]", "d.github.io"]
)
_SEGMENTS = st.lists(st.sampled_from(["forum", "math", "1.html", "q=/x", ""]), max_size=4)


def _place(url: str) -> tuple[str, str, str, str]:
    places = places_of(pa.array([url]))
    domain, first, second, rest = (column[0].as_py() for column in places)
    return domain, first, second, rest


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (
            "https://www.a.example/forum/math/1.html?q=/x/y#/z/",
            ("a.example", "/forum/", "math/", "1.html?q=/x/y#/z/"),
        ),
        ("http://a.example", ("a.example", "/", "", "")),
        ("http://a.example?x=/y/", ("a.example", "/", "", "?x=/y/")),
        ("http://a.example/page", ("a.example", "/", "", "page")),
        ("http://me:word@a.example:8080/x/", ("a.example", "/x/", "", "")),
        ("http://[2001:db8::1]:80/x/y", ("[2001:db8::1]", "/x/", "", "y")),
        ("file:page.html", ("", "", "", "")),
        ("no url at all", ("", "", "", "")),
        ("", ("", "", "", "")),
        ("http:///x/y", ("", "/x/", "", "y")),
        ("http://a.example/\u00fc/\n/b", ("a.example", "/\u00fc/", "\n/", "b")),
    ],
)
def test_a_url_has_its_place(url: str, place: tuple[str, str, str, str]) -> None:
    assert _place(url) == place


@given(st.sampled_from(["http", "https"]), _HOSTS, st.sampled_from(["", ":80", ":8443"]), _SEGMENTS)
def test_the_domain_ends_the_host_that_candidates_have(
    scheme: str, host: str, port: str, segments: list[str]
) -> None:
    url = f"{scheme}://{host}{port}/{'/'.join(segments)}"
    plain = domain_of(url)
    domain, first, second, rest = _place(url)
    assert (f"[{plain}]" if ":" in plain else plain).endswith(domain)
    assert first + second + rest == urlsplit(url).path


@given(st.text(max_size=80))
def test_any_text_has_some_place(url: str) -> None:
    assert len(_place(url.encode("utf-8", "replace").decode())) == 4


@given(st.text(max_size=300))
def test_any_host_has_a_name(host: str) -> None:
    assert isinstance(registered_domain(host), str)


def test_an_international_name_is_one_site_in_both_spellings() -> None:
    assert registered_domain("www.b\u00fccher.example") == registered_domain("WWW.xn--bcher-kva.example")
