"""To which site a page belongs: the registered domain of its host, and the beginning of its path.

Registered domains come from the public suffix list that its package bundles; nothing is fetched. Columns are worked on
as a whole; the list is asked once for each host.
"""

from __future__ import annotations

import re
import zlib
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from publicsuffixlist import PublicSuffixList

__all__ = ["Places", "partitions_of", "places_of", "registered_domain"]

_KNOWN_HOSTS = 1 << 18
_URL = (
    r"^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(?P<host>\[[^\]/?#]*\]|[^/?#:]*)[^/?#]*"
    r"(?P<first>/(?:[^/?#]+/)?)?(?P<second>[^/?#]+/)?(?P<rest>(?s:.*))$"
)
_IP = re.compile(r"\[.*\]|\d{1,3}(?:\.\d{1,3}){3}")


class Places(NamedTuple):
    """Where pages lie, arrays of shape [pages]: the registered domain ("" without a host), the first directory of the
    path ("/" in the root, else "/forum/"), the second one ("" or "math/"), and what comes behind."""

    domain: pa.Array
    first: pa.Array
    second: pa.Array
    rest: pa.Array


def places_of(urls: pa.Array) -> Places:
    """The places of the pages with these URLs (strings; an empty place where one is no URL with a host).

    >>> urls = ["https://www.a.example.co.uk/forum/math/1?q=/x/", "http://b.example/page", "file:page.html"]
    >>> places = places_of(pa.array(urls))
    >>> [column.to_pylist() for column in (places.domain, places.first, places.second)]
    [['example.co.uk', 'b.example', ''], ['/forum/', '/', ''], ['math/', '', '']]
    """
    found = pc.extract_regex(urls, _URL)
    host, first, second, rest = (
        pc.fill_null(pc.struct_field(found, name), "") for name in ("host", "first", "second", "rest")
    )
    coded = host.dictionary_encode()
    domains = pa.array([registered_domain(name) for name in coded.dictionary.to_pylist()], pa.string())
    has_root = pc.and_(pc.not_equal(host, ""), pc.equal(first, ""))
    return Places(domains.take(coded.indices), pc.if_else(has_root, "/", first), second, rest)


@lru_cache(_KNOWN_HOSTS)
def registered_domain(host: str) -> str:
    """The registered domain of `host`; the host itself where it has none (an IP address, localhost, a suffix).

    >>> [registered_domain(host) for host in ("Forum.Example.co.uk.", "192.0.2.7", "[2001:db8::1]", "localhost")]
    ['example.co.uk', '192.0.2.7', '[2001:db8::1]', 'localhost']
    >>> registered_domain("www.b\u00fccher.example"), registered_domain("me.github.io"), registered_domain("github.io")
    ('xn--bcher-kva.example', 'me.github.io', 'github.io')
    """
    name = host.lower().rstrip(".")
    if not name or _IP.fullmatch(name):
        return name
    if not name.isascii():
        name = _punycode(name)
    return str(_suffixes().privatesuffix(name) or name)


def partitions_of(domains: pa.Array, count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The partition of each domain, in [0, count), by a hash that is the same everywhere; shape [domains].

    >>> partitions_of(pa.array(["a.example", "b.example", "a.example"]), 1_000).tolist()
    [412, 169, 412]
    """
    coded = domains.dictionary_encode()
    numbers = [zlib.crc32(name.encode()) % count for name in coded.dictionary.to_pylist()]
    found: np.ndarray[Any, np.dtype[np.int64]] = np.array(numbers, dtype=np.int64)[coded.indices.to_numpy()]
    return found


@cache
def _suffixes() -> Any:
    return PublicSuffixList()


def _punycode(name: str) -> str:
    try:
        return name.encode("idna").decode()
    except UnicodeError:  # a label that is too long or holds what no name may hold
        return name
