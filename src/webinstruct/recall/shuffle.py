"""Lines in an order that is even and always the same, whatever their number.

fastText takes its examples as they come and learns less and less from each: with all positives first, it forgets them
over the negatives. So the lines are put in the order of their hashes, by way of buckets small enough to be sorted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

__all__ = ["write_shuffled"]

_BUCKETS = 64
_HASH_BYTES = 8
_HASH_DIGITS = 2 * _HASH_BYTES


def write_shuffled(path: str, lines: Iterable[str], seed: int) -> None:
    """Write `lines`, none of which holds a line end, to `path` in an order that depends on `seed` and their text alone.

    About a 64th of them is in memory at a time; while it is at work, files beside `path` hold them once more.
    """
    parts = [Path(f"{path}.{number:02d}") for number in range(_BUCKETS)]
    with ExitStack() as stack:
        files = [stack.enter_context(part.open("w", encoding="utf-8", errors="replace")) for part in parts]
        for line in lines:
            digest = _hash(line, seed)
            files[digest[0] % _BUCKETS].write(f"{digest.hex()}{line}\n")
    with Path(path).open("w", encoding="utf-8") as out:
        for part in parts:
            with part.open(encoding="utf-8", newline="\n") as bucket:
                out.writelines(line[_HASH_DIGITS:] for line in sorted(bucket))
            part.unlink()


def _hash(line: str, seed: int) -> bytes:
    text = line.encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=_HASH_BYTES, key=str(seed).encode()).digest()
