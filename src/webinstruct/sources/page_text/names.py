"""Words: sets of them written as a listing, and those inside class and id attributes."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["CACHED_NAMES", "class_words", "name_words", "words_of"]

# Spaces for the bytes between the words of a name in lower-case ASCII, as most are.
_SPACED = bytes(code if code in b"abcdefghijklmnopqrstuvwxyz" else ord(" ") for code in range(256))
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
CACHED_NAMES = 32_768  # distinct class attributes remembered; pages of one site repeat a few hundred


def words_of(listing: str) -> frozenset[str]:
    """The words of a listing separated by white space."""
    return frozenset(listing.split())


@lru_cache(maxsize=CACHED_NAMES)
def class_words(names: str) -> frozenset[str]:
    """The lower-case words of a class or id attribute, split at hyphens, underscores and capitals.

    >>> sorted(class_words("post-Header navBar"))
    ['bar', 'header', 'nav', 'post']
    """
    return frozenset(name_words(names))


def name_words(name: str) -> list[str]:
    """The lower-case words of one class or id, in order.

    >>> name_words("js-postMenu_2")
    ['js', 'post', 'menu']
    """
    if name.islower() and name.isascii():  # 0.4 µs instead of 2
        return name.encode().translate(_SPACED).decode().split()
    return [word.lower() for word in _WORD.findall(name)]
