"""What refine changed in a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

__all__ = ["Change", "changes"]

_WORDS = re.compile(r"\s+|[^\s]+")
_MOST_WORDS = 1_500
"""A comparison is quadratic in the worst case; at this many words it takes well under a second."""


class Change(NamedTuple):
    """A run of words. `kind` is same, removed or added."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Change]:
    """The way from `before` to `after`; texts of very many words are shown as wholly replaced.

    >>> changes("Q: two plus two", "two plus three")
    [Change(kind='removed', text='Q: '), Change(kind='same', text='two plus '), \
Change(kind='removed', text='two'), Change(kind='added', text='three')]
    """
    if before == after:
        return [Change("same", after)] if after else []
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        return [Change(kind, text) for kind, text in (("removed", before), ("added", after)) if text]
    return list(_steps(old, new))


def _steps(old: list[str], new: list[str]) -> Iterator[Change]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Change("removed", "".join(old[i1:i2]))
        if j2 > j1:
            yield Change("added", "".join(new[j1:j2]))
