"""Draws that are the same on every machine and in every version: hashes of what is drawn for, and a count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from webinstruct.core.ngrams import text_hash

__all__ = ["Draws"]

T = TypeVar("T")


class Draws:
    """An endless row of draws; `about` says what for, and decides them."""

    def __init__(self, *about: object) -> None:
        self._about = "\x1f".join(map(str, about))
        self._count = 0

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1.

        >>> Draws("tea", 7).below(100) == Draws("tea", 7).below(100)
        True
        """
        self._count += 1
        return text_hash(f"{self._about}\x1f{self._count}") % limit

    def one_of(self, choices: Sequence[T]) -> T:
        """One of `choices`."""
        return choices[self.below(len(choices))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """`values` in another order (Fisher and Yates), where there is one.

        >>> Draws("tea").shuffled(["a", "b"])
        ['b', 'a']
        """
        mixed = list(values)
        for place in range(len(mixed) - 1, 0, -1):
            other = self.below(place + 1)
            mixed[place], mixed[other] = mixed[other], mixed[place]
        return mixed[1:] + mixed[:1] if mixed == list(values) else mixed
