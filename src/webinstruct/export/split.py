"""Which split a pair belongs to: a matter of its id alone, the same in every run and on every machine."""

from __future__ import annotations

import hashlib

__all__ = ["TEST", "TRAIN", "split_names", "split_of"]

TRAIN, TEST = "train", "test"
_BITS = 64


def split_of(pair_id: str, held_out_share: float) -> str:
    """`test` for a share of all ids in [0, 1), else `train`. A larger share keeps every pair that was held out.

    >>> split_of("a", 0.0)
    'train'
    >>> {split_of(str(n), 0.999999) for n in range(50)}
    {'test'}
    """
    digest = hashlib.blake2b(pair_id.encode("utf-8", "surrogatepass"), digest_size=_BITS // 8).digest()
    return TEST if int.from_bytes(digest, "big") < held_out_share * 2**_BITS else TRAIN


def split_names(held_out_share: float) -> tuple[str, ...]:
    """The splits that a release with this share has, also where one turns out empty."""
    return (TRAIN, TEST) if held_out_share else (TRAIN,)
