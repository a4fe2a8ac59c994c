"""Which parts an element takes, and in what order: its own slice first, then the others'.

No part is assigned: elements look which ones are not done, each from its own place in the row, and go round. A listing
serves for a while, however many parts are drawn meanwhile: what is found done, or in somebody else's hands, costs a
worker a look at one lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

__all__ = ["supply"]

_FRESH_S = 10.0
_SHARE = 20
"""A listing serves at least so many times as long as it took, so that not more than a twentieth goes into listings."""


def supply(
    pending: Callable[[], Sequence[int]],
    total: int,
    rank: int,
    count: int,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[int]:
    """The parts to do for element `rank` of `count`, each once; `pending()` lists those of `total` that are not done.

    >>> list(supply(lambda: [0, 1, 2, 3, 6, 7], 8, rank=1, count=2))
    [6, 7, 0, 1, 2, 3]
    """
    start = total * rank // count
    given: set[int] = set()
    while True:
        began = clock()
        left = [part for part in pending() if part not in given]
        listed = clock()
        if not left:
            return
        until = listed + max(_FRESH_S, _SHARE * (listed - began))
        for part in sorted(left, key=lambda part: (part < start, part)):
            given.add(part)
            yield part
            if clock() > until:
                break
