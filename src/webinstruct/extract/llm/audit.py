"""Asking the model about some of the pages that structure settled, to see how often both say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from webinstruct.core.spans import Span, merged_spans
from webinstruct.extract.merge import Named

__all__ = ["agree", "is_audited"]

_CHANCES = 1 << 32


def is_audited(page_id: str, share: float) -> bool:
    """Whether a page is among the `share` (in [0, 1]) of all pages that are asked about; alike in every run.

    >>> sum(is_audited(str(k), 0.25) for k in range(1000)) in range(200, 300), is_audited("a", 0.0)
    (True, False)
    """
    digest = hashlib.blake2b(
        page_id.encode("utf-8", "surrogatepass"), digest_size=4, person=b"audit"
    ).digest()
    return int.from_bytes(digest, "big") < share * _CHANCES


def agree(ours: Sequence[Named], theirs: Sequence[Named]) -> bool:
    """Whether two methods, each in reading order, name as many pairs whose answers lie mostly in the same place."""
    return len(ours) == len(theirs) and all(
        _overlap(one.found.answer.spans, other.found.answer.spans)
        for one, other in zip(ours, theirs, strict=True)
    )


def _overlap(ours: Sequence[Span], theirs: Sequence[Span]) -> bool:
    """Whether the shared characters are more than half of each."""
    sizes = [_size(ours), _size(theirs)]
    shared = sum(sizes) - _size([*ours, *theirs])
    return 2 * shared > max(sizes) > 0


def _size(spans: Sequence[Span]) -> int:
    """Characters in `spans`, each counted once.

    >>> _size([(0, 4), (2, 6), (8, 9)])
    7
    """
    return sum(end - start for start, end in merged_spans(spans))
