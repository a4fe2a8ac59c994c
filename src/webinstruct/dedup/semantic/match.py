"""Match by meaning: rows that share a bucket of a band of hyperplanes are candidates."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from webinstruct.core.stage import StepContext
from webinstruct.dedup.columns import Columns
from webinstruct.dedup.matching import packed, rank_bits
from webinstruct.dedup.semantic.cosines import embedded_rows
from webinstruct.dedup.semantic.hyperplanes import plane_bands
from webinstruct.dedup.settings import SemanticSettings
from webinstruct.dedup.steps.match import write_candidates

__all__ = ["MatchMeaning"]


@dataclass
class MatchMeaning:
    """Per band: the pairs of ranks that share a bucket, as `Match` leaves them."""

    semantic: SemanticSettings
    earlier: int
    name: str = "match_meaning"
    per_shard: bool = False
    suffix: str = ".codes"
    parts: int = field(init=False)

    def __post_init__(self) -> None:
        self.parts, _ = plane_bands(self.semantic.threshold, self.semantic.planes)

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Find the candidates of band `part`."""
        embedded = embedded_rows(context, self.earlier)
        exact = Columns(context.artifact("exact"))
        bits = rank_bits(len(exact))
        ranks = exact["node"][embedded.column("number").astype(np.int64)]
        code = packed(embedded.column(f"band_{part}"), ranks, bits)
        code.sort()
        write_candidates(out, code, bits, exact.facts["earlier"])
