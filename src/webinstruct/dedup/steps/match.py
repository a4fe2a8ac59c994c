"""Match: the rows that share a bucket of a band are candidates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from webinstruct.core.ngrams import Hashes
from webinstruct.core.stage import StepContext
from webinstruct.dedup.columns import Columns
from webinstruct.dedup.matching import bucket_pairs, packed, rank_bits
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.signed import bands_of
from webinstruct.dedup.steps.exact import NO_NODE
from webinstruct.dedup.steps.sign import signed_rows

__all__ = ["Candidates", "Match", "write_candidates"]

_CODE = np.dtype("<u8")


@dataclass
class Match:
    """Per band: the pairs of ranks that share a bucket, as 64-bit codes in the order of the worse rank."""

    settings: DedupSettings
    earlier: int
    name: str = "match"
    per_shard: bool = False
    suffix: str = ".codes"
    parts: int = field(init=False)

    def __post_init__(self) -> None:
        self.parts, _ = bands_of(self.settings)

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Find the candidates of band `part`."""
        signed = signed_rows(context, self.earlier)
        exact = Columns(context.artifact("exact"))
        bits = rank_bits(signed.count)
        is_node = exact["node"] != NO_NODE
        code = packed(signed.column(f"band_{part}")[is_node], exact["node"][is_node], bits)
        del is_node
        code.sort()
        write_candidates(out, code, bits, exact.facts["earlier"])


def write_candidates(out: str, code: Hashes, bits: np.uint64, first: int) -> None:
    """Write the pairs that share a key in `code` (see `bucket_pairs`)."""
    with Path(out).open("wb") as file:
        for codes in bucket_pairs(code, bits, first):
            file.write(codes.astype(_CODE).tobytes())


class Candidates:
    """The candidates of all bands, mapped from the files of the step `step`."""

    def __init__(self, context: StepContext, bands: int, step: str = "match") -> None:
        self._bands = []
        for band in range(bands):
            with suppress(ValueError):  # an empty file cannot be mapped, and has no candidates
                self._bands.append(np.memmap(context.artifact(step, band), _CODE, "r"))

    def codes(self, low: int, high: int, most: int) -> Iterator[Hashes]:
        """The codes with a worse rank in [low, high), each once, in order; `most` at a time, or those of one rank."""
        if low >= high:
            return
        slices = [self._slice(band, low, high) for band in self._bands]
        middle = (low + high) // 2
        if sum(map(len, slices)) > most and middle > low:
            yield from self.codes(low, middle, most)
            yield from self.codes(middle, high, most)
        elif slices:
            yield np.unique(np.concatenate(slices))

    @staticmethod
    def _slice(codes: Hashes, low: int, high: int) -> Hashes:
        bounds = np.array([low << 32, high << 32], np.uint64)
        first, last = np.searchsorted(codes, bounds).tolist()
        return codes[first:last]
