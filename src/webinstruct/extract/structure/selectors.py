"""Selectors without the parts that can match nothing on a page: the engine tries each part on each element."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["narrowed"]

# A class in an attribute part, any other attribute part, a class.
_CLASS = re.compile(r"""\[class[*~^$|]?=["']?([\w-]+)["']?(?:\s+i)?\]|\[[^\]]*\]|\.([A-Za-z_][\w-]*)""")


def narrowed(selector: str, vocabulary: str) -> str:
    """`selector` without the parts whose classes are not in `vocabulary`, the class names of a page in lower case.

    >>> narrowed("h1, .post .body, [class*=Date i], [itemtype*='schema.org']", "post-body update")
    "h1, .post .body, [class*=Date i], [itemtype*='schema.org']"
    >>> narrowed(".post, .reply", "nav")
    ''
    """
    return ", ".join([part for part, names in _parts(selector) if all(name in vocabulary for name in names)])


@lru_cache(maxsize=4096)
def _parts(selector: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The parts of a list of selectors, each with the class names, in lower case, that it cannot match without."""
    if "(" in selector:  # a list inside `:is()`, or names that must not be there
        return ((selector, ()),)
    parts = [part.strip() for part in selector.split(",")]
    return tuple((part, tuple(_names_in(part))) for part in parts)


def _names_in(part: str) -> list[str]:
    return [name.lower() for pair in _CLASS.findall(part) for name in pair if name]
