"""Which rows of a crawl's index are asked for, and which of its row groups can hold them.

The index is sorted by url_surtkey, the URL with its host turned round (com,example)/path), from which a leading www is
gone. So all pages of a host lie in a few row groups, and each row group says its first and its last key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ["Wanted", "surt_host", "wanted_of"]

_WWW = re.compile(r"www\d*\.")
_LEAST, _AFTER = ")", ";"
"""The least sign that follows a host in a key, and one behind all of them: `)`, `,` and `:`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pages of these domains (registered ones, or hosts), or with these URLs."""

    domains: frozenset[str]
    urls: frozenset[str]
    hosts: tuple[str, ...]
    """Their hosts as keys begin, sorted."""

    def can_lie_between(self, first: str, last: str) -> bool:
        """Whether a row group with these first and last keys may hold one of them.

        >>> wanted = wanted_of(["tea.example"], [])
        >>> wanted.can_lie_between("example,salt)/", "example,tea,shop)/x")
        True
        >>> wanted.can_lie_between("example,teapot)/", "org,salt)/"), wanted.can_lie_between("a", "example,te")
        (False, False)
        """
        return any(first < host + _AFTER and host + _LEAST <= last for host in self.hosts)


def wanted_of(domains: Iterable[str], urls: Iterable[str]) -> Wanted:
    """What is asked for."""
    names = frozenset(domain.strip().strip(".").lower() for domain in domains)
    addresses = frozenset(url.strip() for url in urls)
    hosts = {*names, *(urlsplit(url).hostname or "" for url in addresses)} - {""}
    return Wanted(names, addresses, tuple(sorted(map(surt_host, hosts))))


def surt_host(host: str) -> str:
    """A host as it begins the keys of its pages.

    >>> surt_host("www.tea.example"), surt_host("10.0.0.1")
    ('example,tea', '10.0.0.1')
    """
    if host.replace(".", "").isdigit():
        return host
    shorter = _WWW.sub("", host, count=1) if _WWW.match(host) else host
    return ",".join(reversed(shorter.split(".")))
