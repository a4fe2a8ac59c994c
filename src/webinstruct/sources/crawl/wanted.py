"""Which rows of a crawl's index are asked for, and which of its row groups can hold them.

The index is sorted by url_surtkey, the URL with its host turned round (com,example)/path), from which a leading www is
gone. So all pages of a host lie in a few row groups, and each row group says its first and its last key.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from urllib.parse import urlsplit

__all__ = ["Wanted", "surt_host"]

_WWW = re.compile(r"www\d*\.")
_LEAST, _AFTER = ")", ";"
"""The least sign that follows a host in a key, and one behind all of them: `)`, `,` and `:`."""


class Wanted:
    """Pages of these domains (registered ones, or hosts), or with these URLs."""

    def __init__(self, domains: Iterable[str], urls: Iterable[str]) -> None:
        self.domains = frozenset(domain.strip().strip(".").lower() for domain in domains)
        self.urls = frozenset(url.strip() for url in urls)
        hosts = {*self.domains, *(urlsplit(url).hostname or "" for url in self.urls)} - {""}
        turned = sorted(surt_host(host) + _LEAST for host in hosts)
        self._firsts = turned
        self._lasts = list(accumulate((key[:-1] + _AFTER for key in turned), max))

    def can_lie_between(self, first: str, last: str) -> bool:
        """Whether a row group with these first and last keys may hold one of them.

        >>> wanted = Wanted(["tea.example", "cup.example"], [])
        >>> wanted.can_lie_between("example,salt)/", "example,tea,shop)/x")
        True
        >>> wanted.can_lie_between("example,teapot)/", "org,salt)/"), wanted.can_lie_between("a", "example,cu")
        (False, False)
        """
        begun = bisect_right(self._firsts, last)
        return begun > 0 and self._lasts[begun - 1] > first


def surt_host(host: str) -> str:
    """A host as it begins the keys of its pages.

    >>> surt_host("www.tea.example"), surt_host("10.0.0.1")
    ('example,tea', '10.0.0.1')
    """
    if host.replace(".", "").isdigit():
        return host
    shorter = _WWW.sub("", host, count=1) if _WWW.match(host) else host
    return ",".join(reversed(shorter.split(".")))
